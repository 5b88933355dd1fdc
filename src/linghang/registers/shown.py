"""What a message or a list of rejects may say of a cell. Pure.

Cells slip into wrong columns: an identity number stands where a department code was wanted, a name where an amount
was. So what is told of a cell goes by what it looks like, not only by the column it stands in; row and column are
enough to find it.
"""

import re

from linghang.packs.model import RegisterField
from linghang.registers.pseudonym import MASK

_LONGEST = 80
_LONGEST_HEADING = 30
_HAN = r"[々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]"
_WORDS = re.compile(rf"{_HAN}(?:[\s·•・]*{_HAN})+")
_NUMBER = re.compile(r"\d(?:[\s-]?\d){10,}[XxＸｘ]?")
"""Identity numbers (15 or 18 places), telephone numbers (11), bank cards: as a run, or in groups."""
_FRACTION = re.compile(r"[+-]?\d{1,9}\.\d+")
_DATA = re.compile(r"[\d\s.,:/+%-]*")


def shown(value: object, field: RegisterField | None = None) -> str:
    """What stood in a cell: short codes, numbers and dates as they are; long numbers masked; of Chinese words only how
    many letters. Nothing of an identifier."""
    text = "" if value is None else str(value)
    if field is not None and field.identifier:
        return MASK if text else ""
    if _FRACTION.fullmatch(text):
        return text[:_LONGEST]
    return _WORDS.sub(_counted, _NUMBER.sub(MASK, text))[:_LONGEST]


def _counted(words: re.Match[str]) -> str:
    return f"〔{len(re.findall(_HAN, words[0]))} 个汉字〕"


def shown_heading(text: str, column: int) -> str:
    """An unknown heading; one that looks like data by its place only. `column` counts from 1."""
    bare = text.strip()
    if len(bare) > _LONGEST_HEADING or _DATA.fullmatch(bare) or _NUMBER.search(bare):
        return f"第 {column} 列"
    return bare
