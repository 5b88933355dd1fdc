"""The claims of a text, those told together too: lists (分别为28万、30万和32万), movements (由68家增加到81家). Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from linghang.documents import metrics, movements
from linghang.documents.claims import Figure, Reader
from linghang.documents.comparison import Comparison
from linghang.documents.lists import end_of_list
from linghang.documents.quantity import Quantity
from linghang.documents.reckoning import of_one_year

_SEVERALLY = re.compile("分别(?:达到?|为|是|约|有|完成|实现|增至|降至|达)?[ \u3000]*$")
_STOP = re.compile("[。；;！？!?\n]")
_BREAK = re.compile("[。；;：:！？\n]")
_FAR = 80
"""How many characters before a list its names and its years may stand."""
_NAMED_BASE = re.compile(r"\d{4}年|[上去]年")


def claims(reader: Reader, numbers: Sequence[Quantity], told: dict[int, Comparison]) -> list[Figure]:
    """One for each number; `told`: the change that belongs to a number, by its place."""
    return _yearly(reader, numbers, _moved(reader, numbers, _named(reader, numbers, told)))


def _named(reader: Reader, numbers: Sequence[Quantity], told: dict[int, Comparison]) -> Iterator[Figure]:
    """A figure for every number, with its name; the numbers of a list told at once share the words before it."""
    shared: dict[int, str] = {}
    floor, last = 0, ""
    for at, number in enumerate(numbers):
        if number.copy and at and numbers[at - 1].start == number.start:
            floor = min(floor, number.start)
        words = metrics.named(
            reader.text, number.start, number.end, max(floor, reader.periods.places.line(number.start))
        )
        said = reader.text[words.begins : number.start]
        if "分别" in said and _SEVERALLY.search(said):
            shared |= _names(reader.text, numbers, at)
        metric = shared.get(at) or words.metric
        if not metric and not _STOP.search(reader.text[floor : number.start]):
            metric = last  # 由68家增加到81家: still of the same
        yield reader.figure(words.begins, number.end, metric, number, told.get(at))
        floor, last = number.end, metric


def _names(text: str, numbers: Sequence[Quantity], first: int) -> dict[int, str]:
    """The names of the numbers from `first` on that stand in one list, when the words before it name as many."""
    count = end_of_list(text, numbers, first) - first + 1
    sentence = _BREAK.split(text[max(0, numbers[first].start - _FAR) : numbers[first].start])[-1]
    before = sentence.split("分别", maxsplit=1)[0]
    told = (metrics.split_names(before.rpartition("，")[2]), metrics.split_names(before))
    names = max((each for each in told if len(each) <= count), key=len, default=[])
    return {first + at: name for at, name in enumerate(names)}


def _moved(reader: Reader, numbers: Sequence[Quantity], claims: Iterable[Figure]) -> list[Figure]:
    """由58.3%提高到61.7%: the first number is what was, before the period of the second."""
    text = reader.text
    result = list(claims)
    for at, (first, second) in enumerate(pairwise(numbers)):
        if not movements.moves(text, first, second):
            continue
        was, became = result[at], result[at + 1]
        sentence = text[reader.periods.places.sentence(was.start) : first.start]
        period, metric = movements.before(became.period, was.text, sentence), movements.name(was.metric)
        if not movements.names_a_year(was.text) and (since := reader.periods.before_span(was.start)):
            period = since
        if not _NAMED_BASE.search(was.text):
            period = reader.periods.before_plan(became.period, became.status) or period
        result[at] = replace(was, period=period, status="actual", metric=metric)
        result[at + 1] = replace(became, metric=metric, period=of_one_year(became.period))
    return result


def _yearly(reader: Reader, numbers: Sequence[Quantity], claims: list[Figure]) -> list[Figure]:
    """2021—2024年门诊量分别为28万、30万、32万和35万人次: as many values as years, each of its own."""
    text, at = reader.text, 0
    while at < len(numbers):
        first = numbers[at]
        if "分别" not in text[max(0, first.start - 8) : first.start + 1]:
            at += 1
            continue
        last = end_of_list(text, numbers, at)
        start = max(reader.periods.places.sentence(first.start), first.start - _FAR)
        if text[max(0, first.start - 1) : first.start] in ("由", "从"):
            for year in reader.periods.years_listed(start, first.number_start, 2)[:1]:  # 分别由A、B降至C、D
                for number in range(at, last + 1):
                    claims[number] = replace(claims[number], period=f"{year}年", status="actual")
            at = last + 1
            continue
        named = reader.periods.years_listed(start, first.number_start, last - at + 1)
        for number, year in enumerate(named, at):
            claims[number] = replace(claims[number], period=f"{year}年")
        at = last + 1
    return claims
