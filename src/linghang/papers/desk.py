"""The desk of one paper: the marked text, and the queue of what a person has to look at, most pressing first."""

from dataclasses import dataclass, replace

from linghang.documents.check import Finding
from linghang.papers.ledger import Compared, Held
from linghang.papers.marking import Line, Mark, lines
from linghang.papers.models import Waiver
from linghang.papers.reading import Reading
from linghang.papers.waiving import WAIVABLE, Waived, name

VERDICTS = {
    "conflict": "矛盾", "ask": "请确认", "warn": "提醒", "derivable": "可推算", "waived": "已说明", "agree": "一致",
}  # fmt: skip
KINDS = {
    "share": "占比", "share_implied_total": "占比", "growth": "增幅", "abs_yoy": "增减", "rank_in_top_share": "名次",
    "rank_change": "名次升降", "total": "合计", "repeat": "前后两次", "same_number": "数字相同",
    "announced_count": "项数", "period": "年份", "bound_wording": "措辞", "wording": "措辞", "name": "名称",
}  # fmt: skip
QUIET = frozenset({"derivable", "waived", "agree"})


@dataclass(frozen=True)
class Entry:
    """One line of the queue. `key` leads to its place in the text; `code`: the indicator, where the ledger spoke.

    `finding`: what a waiver is asked for by, where one is possible; `waiver`: the one that was given."""

    key: str
    verdict: str
    word: str
    about: str
    text: str
    stated: str
    computed: str
    expression: str
    why: str
    start: int
    end: int
    code: str = ""
    query: str = ""
    metric: str = ""
    unit: str = ""
    finding: str = ""
    waiver: Waiver | None = None


@dataclass(frozen=True)
class Desk:
    """`pressing` stands open, `quiet` is folded."""

    lines: tuple[Line, ...]
    pressing: tuple[Entry, ...]
    quiet: tuple[Entry, ...]
    counts: tuple[tuple[str, str, int], ...]
    conflicts: int


def desk(reading: Reading, held: Held, waived: Waived) -> Desk:
    """Internal findings and comparisons with the ledger in one order: by verdict, then by place."""
    order = list(VERDICTS)
    entries = [_entry(each) for each in waived.standing] + [_entry(each) for each in held.compared]
    entries += [replace(_entry(each), verdict="waived", finding="", waiver=given) for each, given in waived.aside]
    entries.sort(key=lambda each: (order.index(each.verdict), each.start))
    queue = [replace(each, key=f"q{number}", word=VERDICTS[each.verdict]) for number, each in enumerate(entries, 1)]
    marks = [Mark(each.start, each.end, "paper-figure") for each in reading.figures.figures]
    marks += [Mark(each.start, each.end, f"paper-{each.verdict}", each.key) for each in queue]
    counts = tuple((name, word, sum(each.verdict == name for each in queue)) for name, word in VERDICTS.items())
    return Desk(
        tuple(lines(reading.text, reading.outline, marks)),
        tuple(each for each in queue if each.verdict not in QUIET),
        tuple(each for each in queue if each.verdict in QUIET),
        counts,
        counts[0][2],
    )


def _entry(each: Finding | Compared) -> Entry:
    if isinstance(each, Compared):
        about = f"台账：{each.title}{f'（{each.period.label}）' if each.period else ''}"
        end = each.figure.comparison.end if each.what == "change" and each.figure.comparison else each.figure.end
        return Entry(
            "", each.verdict, "", about, each.figure.text, each.stated, each.computed,
            each.expression, each.why, each.figure.start, end, each.indicator, each.query,
            each.figure.metric, each.figure.unit_norm,
        )  # fmt: skip
    about = f"文内：{KINDS.get(each.kind, '核对')}"
    return Entry(
        "", each.verdict, "", about, each.text, each.stated, each.computed, each.expression,
        each.why, each.start, each.end, finding=name(each) if each.verdict in WAIVABLE else "",
    )  # fmt: skip
