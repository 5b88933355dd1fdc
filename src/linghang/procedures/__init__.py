"""Cases that go through staged steps: engine, store, pages."""
