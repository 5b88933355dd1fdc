"""Responsibility letters, integrity risks, ethics; discipline behind its own role."""
