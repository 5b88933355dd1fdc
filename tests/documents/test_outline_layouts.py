"""An outline does not depend on how its text was typed: script, width of signs, indents, blank lines, line ends."""

import re
from collections.abc import Callable
from functools import cache

import opencc
import pytest

from documents.grading import HERE
from linghang.documents.clean import clean
from linghang.documents.outline import outline

TEXTS = (
    "07_interview",
    "19_province_report",
    "37_county_health_points",
    "41_worker_congress_report",
    "43_mayor_speech",
)
TYPED: dict[str, Callable[[str], str]] = {
    "traditional": opencc.OpenCC("s2t").convert,
    "narrow": lambda text: text.translate(str.maketrans("，；：（）！？", ",;:()!?")),
    "wide": lambda text: text.translate(str.maketrans(",;:()!?", "，；：（）！？")),
    "indented": lambda text: "\n".join("　　" + line.strip() if line.strip() else "" for line in text.split("\n")),
    "dense": lambda text: re.sub(r"\n\s*\n+", "\n", text),
    "loose": lambda text: re.sub(r"\n+", "\n\n", text),
    "windows": lambda text: text.replace("\n", "\r\n"),
}


@cache
def told(text: str) -> list[tuple[str, str, int]]:
    nodes = outline(clean(text).text).nodes
    return [(re.sub(r"[\W_]+", "", node.heading)[:8], node.mode, node.level) for node in nodes]


@cache
def raw(name: str) -> str:
    return (HERE / "texts" / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("name", TEXTS)
def test_the_same_outline_however_it_was_typed(name: str, typed: str) -> None:
    assert told(TYPED[typed](raw(name))) == told(raw(name))
