"""The numbers by which a form or an address names rows."""

_DIGITS = 18
"""All numbers of so many digits fit the 64 bits of a database; the longest number of 64 bits has one more."""


def parse_key(text: str) -> int | None:
    """The number of a row, or a small count; None for what is no such number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None
