"""Finding by name as people type: a part of it, in Traditional characters, or by pinyin initials (`zkk` → 质控科)."""

from functools import lru_cache

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

_TO_SIMPLIFIED = OpenCC("t2s")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case, Simplified, without spaces: two spellings of one name become the same."""
    return "".join(_TO_SIMPLIFIED.convert(text).lower().split())


@lru_cache(maxsize=20_000)
def spellings(name: str) -> tuple[str, ...]:
    """`name` as typed on a Latin keyboard: first letters (zkk), initials (zhkk), whole syllables (zhikongke)."""
    folded = fold(name)
    return tuple(
        "".join(lazy_pinyin(folded, style=style, strict=False)).lower()
        for style in (Style.FIRST_LETTER, Style.INITIALS, Style.NORMAL)
    )


def matches(query: str, *names: str) -> bool:
    """Whether any of `names` contains `query` as written, or begins with or contains it as typed in pinyin."""
    wanted = fold(query)
    if not wanted:
        return True
    for name in names:
        if wanted in fold(name):
            return True
        if wanted.isascii() and any(wanted in spelling for spelling in spellings(name)):
            return True
    return False
