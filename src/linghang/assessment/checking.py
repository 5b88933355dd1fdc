"""What is wrong with the frameworks of a library, with file and line. Pure.

A framework by itself is judged when it is read (`packs/framework.py`); here its weights are added up, its rules are
held against its indicators, and its grades against each other.
"""

from collections.abc import Iterator
from decimal import Decimal

from linghang.assessment.checking_grades import grade_faults
from linghang.assessment.checking_rules import rule_faults
from linghang.assessment.checking_tallies import tally_faults
from linghang.core.errors import Fault
from linghang.core.figures import write_number
from linghang.packs.framework import Framework, Item, Points, Veto
from linghang.packs.library import Entry, Library

Path = tuple[str | int, ...]
Found = tuple[Path, Fault]
"""Where in the framework a fault stands (its key path), and the fault."""


def check(library: Library) -> list[Fault]:
    """Every fault of every framework: codes, indicators, weights, rules, grades, what it is related to."""
    return [
        Fault(
            entry.file,
            entry.line_of(*path),
            f"考核办法 {entry.item.code}",
            fault.field,
            fault.value,
            fault.reason,
            fault.remedy,
        )
        for entry in library.entries
        if isinstance(entry.item, Framework)
        for path, fault in _faults(library, entry, entry.item)
    ]


def _faults(library: Library, entry: Entry, framework: Framework) -> Iterator[Found]:
    yield from _codes(framework)
    yield from _full_marks(framework)
    for item, place in framework.walk():
        path = _path(place)
        yield from (((*path, fault.field), fault) for fault in _item(library, entry, framework, item))
    yield from grade_faults(framework)
    yield from _related(library, framework)


def _path(place: tuple[int, ...]) -> Path:
    return tuple(key for index in place for key in ("items", index))


def _codes(framework: Framework) -> Iterator[Found]:
    seen: set[str] = set()
    for item, place in framework.walk():
        if item.code in seen:
            reason = f"代码在这个办法里用了两次，第二处是“{item.title}”"
            yield (*_path(place), "code"), Fault(field="code", value=item.code, reason=reason, remedy="请改其中一个")
        seen.add(item.code)


def _full_marks(framework: Framework) -> Iterator[Found]:
    total = sum((item.full for item in framework.items), Decimal(0))
    if framework.full_marks is None:
        if total:
            reason = f"各项写了权重（共 {_number(total)} 分），没有写满分"
            yield ("items",), Fault(field="full_marks", reason=reason, remedy="写上 full_marks，或去掉各项的 weight")
    elif total != framework.full_marks:
        yield (
            ("full_marks",),
            Fault(
                field="full_marks",
                value=_number(framework.full_marks),
                reason=f"最上一层各项共 {_number(total)} 分，与满分不一致",
                remedy="改各项的 weight，使其合计等于 full_marks",
            ),
        )


def _item(library: Library, entry: Entry, framework: Framework, item: Item) -> Iterator[Fault]:
    """The faults of one item; `field` says under which of its keys."""
    yield from _weight(item)
    if item.indicator and not library.has("indicators", item.indicator):
        yield Fault(
            field="indicator",
            value=item.indicator,
            reason=f"“{item.title}”用的指标没有定义",
            remedy="可用 linghang packs list --kind indicators 查看全部",
        )
        return
    if item.tally:
        yield from tally_faults(library, framework, item, item.tally)
    if item.rule:
        indicator = library.indicator(item.indicator, entry.item.valid_from) if item.indicator else None
        yield from rule_faults(framework, item, item.rule, indicator)


def _weight(item: Item) -> Iterator[Fault]:
    below = sum((each.full for each in item.items), Decimal(0))
    if item.items:
        if item.weight is not None and item.weight != below:
            yield Fault(
                field="weight",
                value=_number(item.weight),
                reason=f"“{item.title}”下面各项共 {_number(below)} 分，与它的权重不一致",
                remedy="改各项的 weight，使其合计等于上一级；上一级也可以不写",
            )
    elif item.weight and not item.rule:
        yield Fault(
            field="weight",
            value=_number(item.weight),
            reason=f"“{item.title}”有权重，没有计分规则",
            remedy="写上 rule；只看不计分的，去掉 weight",
        )
    elif not item.weight and item.rule and not isinstance(item.rule, Points | Veto):
        yield Fault(
            field="rule",
            value=item.rule.method,
            reason=f"“{item.title}”有计分规则，没有权重，永远得 0 分",
            remedy="写上 weight；只看不计分的，去掉 rule",
        )


def _related(library: Library, framework: Framework) -> Iterator[Found]:
    for index, code in enumerate(framework.related):
        if code == framework.code:
            yield ("related", index), Fault(field="related", value=code, reason="与自己对照", remedy="去掉它")
        elif not library.has("frameworks", code):
            yield (
                ("related", index),
                Fault(
                    field="related",
                    value=code,
                    reason="对照的考核办法没有定义",
                    remedy="可用 linghang packs list --kind frameworks 查看全部",
                ),
            )


def _number(value: Decimal) -> str:
    return write_number(value, 6, trim=True)
