"""Patterns that are written to be fast find what their plain forms find.

A pattern that begins with a character or a set is looked for at the speed of a search in memory; one that begins with a
look behind or a repetition is tried at every place of the text. So conditions on what stands before are asked behind
the first character. The plain forms are kept here.
"""

import random
import re

import pytest

from documents.grading import HERE
from linghang.documents import characters

TEXT = "".join(path.read_text("utf-8") for path in sorted((HERE / "texts").glob("*.txt")))
HAN = r"㐀-䶿一-鿿"
PLAIN = (
    (
        characters._PINYIN,
        rf"(?<=[{HAN}])[(（]([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]{{1,7}})[)）]",
        "医(（yǐ)）\n",
    ),
    (
        characters._INVISIBLE,
        "\r\n?|[\ufeff\u200b\u200e\u200f\u2060\u00ad]|[\u00a0\u2002\u2003]",
        "\r\n\r\na\u2003\ufeff\u200b",
    ),
    (
        characters._WIDE,
        "[０-９Ａ-Ｚａ-ｚ％]+|(?<=[０-９0-9])．(?=[ 　]?[０-９0-9])",
        "１2ａＡ．．． 　％一",
    ),
    (
        characters._LOOSE_MARK,
        r"(?<=[一-鿿\d%）”]) +(?=[，。；：、！？])|(?<=[，。；：、！？]) +(?=[一-鿿\d])",
        "一   1%），。a",
    ),
)


def texts(alphabet: str) -> list[str]:
    """Half of them made of the alphabet, half of a piece of prose with some of the alphabet in it."""
    drawn = random.Random(alphabet)
    made = ["".join(drawn.choices(alphabet, k=drawn.randint(1, 14))) for _ in range(1000)]
    for _ in range(200):
        at = drawn.randrange(len(TEXT))
        mixed = ((char, drawn.choice(alphabet)) for char in TEXT[at : at + 60])
        made.append("".join(drawn.choices(pair, (9, 1))[0] for pair in mixed))
    return made


@pytest.mark.parametrize(("fast", "plain", "alphabet"), PLAIN, ids=[plain[:24] for _, plain, _ in PLAIN])
def test_the_fast_form_finds_what_the_plain_one_finds(fast: re.Pattern[str], plain: str, alphabet: str) -> None:
    hits = 0
    for text in texts(alphabet):
        found = [(each.span(), each.groups()) for each in re.finditer(plain, text)]
        assert [(each.span(), each.groups()) for each in fast.finditer(text)] == found, text
        hits += len(found)
    assert hits > 5, "the alphabet asks nothing"


def test_no_gap_between_digits_is_lost_where_no_line_seems_to_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = texts("1 2,.，一%\n")
    gated = [characters.scattered(text) for text in drawn]
    monkeypatch.setattr(characters, "_SPACED", re.compile("(?m)^"))
    assert gated == [characters.scattered(text) for text in drawn]
    assert sum(bool(edits) for edits, _ in gated) > 20
