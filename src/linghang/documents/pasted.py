"""Paragraphs pasted together: 一、… （一）… 1.… inside one line, parted again before each heading. Pure.

A marker inside a line opens a heading where the line counts on from the first one, sentences stand between, and no line
of the text opens with such a marker for itself alone: then the writer broke lines before headings, and these are lists.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from linghang.documents.numerals import of_chinese
from linghang.documents.spans import Edit, Found

_CN = "[一二三四五六七八九十]"
_GRAND, _STEMS, _LETTERS = "壹贰叁肆伍陆柒捌玖拾", "甲乙丙丁戊己庚辛", "abcdefgh"
_KINDS = tuple(
    (re.compile(second), re.compile(marker))
    for second, marker in (
        ("第二(?:部分|[章篇编])", rf"第(?P<number>{_CN}{{1,3}})(?:部分|[章篇编])"),
        ("贰、", rf"(?P<number>[{_GRAND}])、"),
        ("第二节", rf"第(?P<number>{_CN}{{1,3}})节"),
        ("二[、.．]", rf"(?P<number>{_CN}(?<!第.){_CN}{{0,2}})[、.．]"),
        ("第二条[、:： \u3000]", rf"第(?P<number>{_CN}{{1,3}})条(?=[、:： \u3000])"),
        ("二[)）]", rf"[（(](?P<number>{_CN}{{1,3}})[)）]"),
        ("乙[)）]", rf"[（(](?P<number>[{_STEMS}])[)）]"),
        ("2[.．、] ?(?=[一-鿿“])", r"(?P<number>\d(?<![\d.]\d)\d?)[.．、] ?(?=[一-鿿“])"),
        (r"\.2[ \u3000](?=[一-鿿“])", r"\d(?<![\d.]\d)\.(?P<number>\d)[ \u3000](?=[一-鿿“])"),
        ("b[)）]", rf"[（(](?P<number>[{_LETTERS}])[)）]"),
    )
)
"""From the top of an outline down: what the second marker of a kind looks like, without which there is no list, and
every one of them."""
_OPENING = re.compile(f"[ \u3000]*(?:{'|'.join(kind.pattern.replace('?P<number>', '') for _, kind in _KINDS)})")
_LONG, _MEMBER = 120, 15
"""Characters of a line that is worth a look, and of what stands under a heading on average."""
_ENDS = "。！？!?”’）)…"
_NAME = r"[^，,。；;：:！？!?\s]{2,40}"
_WORDS, _NAMED = re.compile(_NAME), re.compile(rf"{_NAME}(?P<blank>[ \u3000]+)(?=\S)")
_REASON = "连在一起的段落"


class _Line(NamedTuple):
    start: int
    end: int


def parted(text: str) -> Found:
    """A new line before every heading inside a line, and behind its words where a blank ends them."""
    lines = [_Line(*each) for each in _long_lines(text)]
    heads: list[re.Match[str]] = []
    for second, kind in _KINDS if lines else ():
        ends = sorted(each.end() for each in heads)
        counting = [line for line in lines if second.search(text, *line)]
        runs = [run for line in counting for run in _runs(kind, text, line, ends)]
        if runs and not _opens_alone(kind, text, runs):
            heads += [each for run in runs for each in run]
    return sorted(set(_edits(text, heads, lines))), []


def _long_lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        if len(line) >= _LONG:
            yield at, at + len(line)
        at += len(line) + 1


def _runs(kind: re.Pattern[str], text: str, line: _Line, ends: Sequence[int]) -> Iterator[list[re.Match[str]]]:
    """The markers of a line that count on from one, two at least, with enough below each."""
    run: list[re.Match[str]] = []
    for found in [*kind.finditer(text, *line), None]:
        number = _number(found["number"]) if found is not None else 1
        if found is not None and (number not in (1, len(run) + 1) or not _parts(text, line, found, number, ends)):
            continue
        if number == 1:
            end = found.start() if found is not None else line.end
            if len(run) > 1 and end - run[0].start() >= _MEMBER * len(run):
                yield run
            run = []
        run += [found] if found is not None else []


def _parts(text: str, line: _Line, found: re.Match[str], number: int, ends: Sequence[int]) -> bool:
    """Whether it stands behind a sentence, right behind the words of another heading, or behind the title."""
    before = text[line.start : found.start()].rstrip(" \u3000")
    if not before or before[-1] in _ENDS or (number == 1 and before[-1] in "：:"):
        return True
    at = bisect_right(ends, found.start()) - 1
    opened = _OPENING.match(text, line.start)
    begins = max(ends[at] if at >= 0 else 0, opened.end() if opened is not None else line.start)
    words = text[begins : found.start()].strip(" \u3000")
    return (begins > line.start or number == 1) and _WORDS.fullmatch(words) is not None


def _number(written: str) -> int:
    for signs in (_GRAND, _STEMS, _LETTERS):
        if written in signs:
            return 1 + signs.index(written)
    return int(written) if written.isdigit() else int(of_chinese(written) or 0)


def _opens_alone(kind: re.Pattern[str], text: str, runs: Iterable[Sequence[re.Match[str]]]) -> bool:
    """Whether a line opens with such a marker and holds no more of them."""
    first = {run[0].start() for run in runs}
    opening = re.compile(rf"(?m)^[ \t\u3000]*(?P<mark>{kind.pattern})")
    return any(found.start("mark") not in first for found in opening.finditer(text))


def _edits(text: str, heads: Sequence[re.Match[str]], lines: Sequence[_Line]) -> Iterator[Edit]:
    starts = {line.start for line in lines}
    for head in heads:
        begins = head.start()
        while text[begins - 1 : begins] in (" ", "\u3000"):
            begins -= 1
        if begins not in starts:
            yield begins, head.start(), "\n", _REASON
        if named := _NAMED.match(text, head.end()):
            yield (*named.span("blank"), "\n", _REASON)
    title = _NAMED.match(text, len(text) - len(text.lstrip()))
    if title is not None and any(title.end() <= head.start() for head in heads) and lines[0].start <= title.start():
        yield (*title.span("blank"), "\n", _REASON)
