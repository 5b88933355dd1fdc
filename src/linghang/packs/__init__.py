"""The pack language: load, check and resolve the YAML in which a hospital's content is written. Pure."""
