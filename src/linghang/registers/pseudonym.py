"""Personal identifiers are replaced by a keyed hash on their way in; the plain text is never stored. Pure."""

import unicodedata
from hashlib import sha256

import polars as pl

MASK = "＊＊＊＊＊＊"
"""What stands on screen and in exports where an identifier was recorded."""

DIGITS = 32
_BLOCK = 64


class Pseudonyms:
    """HMAC-SHA256 (RFC 2104) under one key, cut to 32 hexadecimal digits.

    The two inner states of the key are computed once: a load hashes two identifiers per row, and `hmac.new` for each
    would cost more than reading the file.
    """

    def __init__(self, key: bytes) -> None:
        padded = (sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = sha256(bytes(byte ^ 0x5C for byte in padded))

    def of(self, plain: str) -> str:
        """The pseudonym of a text that is in its one form already."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(plain.encode())
        outer.update(inner.digest())
        return outer.hexdigest()[:DIGITS]


def one_form(text: str) -> str:
    """The identifier whatever way it was typed: full width or half, large or small letters, with or without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def pseudonymise(text: str, key: bytes) -> str:
    """The same person gives the same 32 hexadecimal digits, however the identifier was typed (width, case, blanks)."""
    return Pseudonyms(key).of(one_form(text))


def pseudonymise_all(texts: pl.Series, key: bytes) -> pl.Series:
    """The pseudonyms of a column; missing stays missing."""
    of = Pseudonyms(key).of
    plain = texts.str.to_uppercase()
    if not _in_one_form(plain):
        plain = pl.Series([None if text is None else one_form(text) for text in texts.to_list()], dtype=pl.String)
    return pl.Series(texts.name, [None if text is None else of(text) for text in plain.to_list()], pl.String)


def _in_one_form(plain: pl.Series) -> bool:
    """Whether all are ASCII without blanks, as nearly always: then there is nothing to fold."""
    return not plain.str.contains(r"[^!-~]").any()
