"""Linghang 领航: direction, work and figures of a public hospital in one place."""

__version__ = "0.1.0"
