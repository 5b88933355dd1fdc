"""Personal identifiers are replaced by a keyed hash on their way in; the plain text is never stored. Pure."""

import hmac
import unicodedata
from hashlib import sha256

MASK = "＊＊＊＊＊＊"
"""What stands on screen and in exports where an identifier was recorded."""


def pseudonymise(text: str, key: bytes) -> str:
    """The same person gives the same 64 hexadecimal digits, however the identifier was typed (width, case, blanks)."""
    plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
    return hmac.new(key, plain.encode(), sha256).hexdigest()
