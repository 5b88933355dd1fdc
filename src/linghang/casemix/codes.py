"""One spelling for a code of diagnosis or operation, whatever the hospital's system made of it. Pure.

Nothing is mapped from one edition to another here: 国临版 and 医保版 share codes of different meaning, so a code
that the scheme does not list stays unknown.
"""

import re
import unicodedata
from enum import StrEnum

_DOTS = ".。·•｡"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_SPACES = " \t\r\n\v\f\u00a0\u3000"
_SPELLING = {ord(sign): None for sign in _DOTS + _INVISIBLE + _SPACES} | {ord("†"): "+", ord("×"): "X"}
_EXTENSION = re.compile(r"(?<=\d)X\d{3}$")


class Family(StrEnum):
    """What a code names. ICD-10 begins with a letter, ICD-9-CM-3 with a digit."""

    DIAGNOSIS = "诊断"
    OPERATION = "手术"


def key(text: str) -> str:
    """The code without what people write differently: case, full width, spaces, invisible signs, dots, the dagger sign.

    Two texts name the same code exactly when their keys are equal; an empty key means that nothing was written.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.translate(_SPELLING).upper()


def stem(key: str) -> str:
    """A key without the extension that 医保版 and 国临版 put behind the classification's own code (x001)."""
    return _EXTENSION.sub("", key)


def family(code: str) -> Family | None:
    """Whether a key is shaped like a diagnosis or an operation, by its first two signs; None when like neither."""
    if code[:1].isdigit() and code[1:2].isdigit():
        return Family.OPERATION
    if "A" <= code[:1] <= "Z" and code[1:2].isdigit():
        return Family.DIAGNOSIS
    return None
