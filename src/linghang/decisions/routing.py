"""Whether a matter is before the right body, with everything that must be there. Pure.

The agenda catalogue says how a matter goes (packs/routing.py); this compares an item with it. Each finding names its
rule, where the rule comes from and what to do. What rests on a rule or catalogue of low confidence warns, never blocks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from linghang.core.figures import write_number
from linghang.packs.model import Confidence
from linghang.packs.routing import OPINION_KINDS, Body, Matter, OpinionKind, Routing

Severity = Literal["block", "warn", "info"]
SEVERITY_TITLES: dict[Severity, str] = {"block": "不符合规则", "warn": "请注意", "info": "说明"}
_RANK: dict[Severity, int] = {"block": 0, "warn": 1, "info": 2}
UNROUTED_KINDS = frozenset({"first_topic", "study", "report"})
"""Kinds of item about which nothing is decided: no catalogue says where they belong."""
CONCLUDED = frozenset({"decision", "task"})
PREPARED = CONCLUDED | {"information"}
"""Outcomes with which a matter may go on to the next body; of a body that decides, and of one that only prepares."""


@dataclass(frozen=True)
class OpinionFacts:
    """An opinion given on the item: its kind (`routing.OPINION_KINDS`) and whether agree, condition or object."""

    kind: str
    verdict: Literal["agree", "condition", "object"]


@dataclass(frozen=True)
class PriorFacts:
    """The item of the body before whose conclusion this one cites."""

    body: str
    matter: str
    outcome: str


@dataclass(frozen=True)
class ItemFacts:
    """What is known of an item on the day of the meeting.

    `consultations`: for each talk before the meeting, in order, whether those who talked agreed. `reason`: why a person
    puts it before this body although the catalogue does not list it.
    """

    title: str
    kind: str = "matter"
    matter: str = ""
    amount: Decimal | None = None
    prior: PriorFacts | None = None
    consultations: tuple[bool, ...] = ()
    opinions: tuple[OpinionFacts, ...] = ()
    emergency: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing to say: what is wrong (or to be known), by which rule, how sure the rule is, and what to do.

    `of_catalogue`: what is wanting stands in the catalogue, and so it is the same for every item of the matter.
    """

    severity: Severity
    rule: str
    reason: str
    remedy: str
    confidence: Confidence = "high"
    source: str = ""
    of_catalogue: bool = False

    def __str__(self) -> str:
        return f"{self.reason}。{self.remedy}" if self.remedy else self.reason


@dataclass(frozen=True)
class Verdict:
    """What the rules say of an item before `body`: worst first. `row`: the catalogue's row for it, None when none."""

    findings: tuple[Finding, ...]
    body: str
    row: Matter | None = None

    @property
    def severity(self) -> Literal["block", "warn", "info", "ok"]:
        """The worst of the findings; `ok` when there is none."""
        return self.findings[0].severity if self.findings else "ok"

    @property
    def blocked(self) -> bool:
        return self.severity == "block"


def finding(
    routing: Routing, rule: str, reason: str, remedy: str = "", *, at_most: Severity = "block"
) -> Finding | None:
    """What breaking a rule amounts to in this catalogue; None when the house does not follow the rule."""
    stated = routing.rule(rule)
    if stated.severity == "off":
        return None
    unsure = "low" in (stated.confidence, routing.confidence)
    severity: Severity = "warn" if unsure and stated.severity == "block" else stated.severity
    severity = max(severity, at_most, key=_RANK.__getitem__)
    return Finding(severity, rule, reason, remedy, stated.confidence, stated.source)


def worst_first(found: Iterable[Finding | None]) -> tuple[Finding, ...]:
    return tuple(sorted((each for each in found if each is not None), key=lambda each: _RANK[each.severity]))


def verdict(item: ItemFacts, routing: Routing, body: str, *, circulated: bool = False) -> Verdict:
    """What the rules say of `item` before `body`. `circulated`: there is no meeting, papers are passed round."""
    if item.kind in UNROUTED_KINDS:
        return Verdict((), body)
    before = _body(routing, body)
    if before is None:
        wrong = finding(routing, "DC13", "议事清单里没有这个议事机构", "请改到清单写明的会议，或在议事清单里补上")
        return Verdict(worst_first([wrong]), body)
    if not item.matter:
        return Verdict(worst_first(_unlisted(item, routing, before, circulated)), body)
    try:
        named = routing.matter(item.matter)
    except KeyError:
        wrong = finding(routing, "DC13", f"议事清单里没有“{item.matter}”这个事项", "请从清单中重新选择事项")
        return Verdict(worst_first([wrong]), body)
    row, sums = _row(item, routing, named)
    found: list[Finding | None] = [*sums]
    if before.code not in row.bodies:
        found.append(_wrong_body(row, routing, before))
    else:
        found += _on_its_way(item, routing, row, before)
    if circulated and not row.circulation:
        found.append(finding(routing, "DC10", "这个事项不得以传阅会签代替会议表决", "请列入会议议程"))
    return Verdict(worst_first(found), body, row)


def _body(routing: Routing, code: str) -> Body | None:
    try:
        return routing.body(code)
    except KeyError:
        return None


def _unlisted(item: ItemFacts, routing: Routing, body: Body, circulated: bool) -> list[Finding | None]:
    if item.reason:
        known = "这个事项不在议事清单里，由人指定上会"
        found = [finding(routing, "DC13", f"{known}：{item.reason}", "经常发生的，请补进议事清单", at_most="warn")]
    else:
        found = [
            finding(routing, "DC13", "没有选择事项，无法判断该由哪个会议决定", "请选择事项；清单里没有的，写明上会理由")
        ]
    if not body.decides:
        found.append(finding(routing, "DC09", f"{body.title}不作决定", "请改到作决定的会议", at_most="warn"))
    if circulated:
        found.append(finding(routing, "DC10", "不得以传阅会签代替会议表决", "请列入会议议程"))
    return found


def _row(item: ItemFacts, routing: Routing, named: Matter) -> tuple[Matter, list[Finding | None]]:
    """The row that holds for the item's sum, and what is wrong with the row it names."""
    rows = routing.rows(named)
    if len(rows) == 1:
        return named, []
    if not any(row.code in routing.amounts for row in rows):
        return named, [_unsettled(routing, named, rows)]
    if item.amount is None:
        return named, [finding(routing, "DC13", "没有填金额，无法判断该由哪个会议决定", "请填写金额（元）")]
    row = [each for each in rows if routing.amounts.get(each.code, Decimal(0)) <= item.amount]
    if not row:
        first = f"{write_number(routing.amounts[rows[0].code], 2, trim=True, grouped=True)}元"
        text = f"金额低于清单的起点（{first}），清单没有规定"
        return named, [finding(routing, "DC13", text, "请由人判断，或补全议事清单", at_most="warn")]
    if row[-1] is named:
        return named, []
    sum_ = f"{write_number(item.amount, 2, trim=True, grouped=True)}元"
    text = f"{sum_}不属于“{named.title}”，应按“{row[-1].title}”办理"
    return row[-1], [finding(routing, "DC13", text, f"请把事项改为“{row[-1].title}”")]


def _unsettled(routing: Routing, named: Matter, rows: Sequence[Matter]) -> Finding | None:
    """Nothing says from which sum on another row holds. It matters where that row goes before a further body."""
    others = [row for row in rows if row is not named]
    higher = [row for row in others if set(row.bodies) - set(named.bodies)]
    titles = "、".join(f"“{row.title}”" for row in higher or others)
    text = f"本院议事清单没有规定金额标准，无法判断是“{named.title}”还是{titles}"
    remedy = "请党办院办按本院标准核对，并把金额标准补进议事清单"
    found = finding(routing, "DC13", text, remedy, at_most="warn" if higher else "info")
    return replace(found, of_catalogue=True) if found else None


def way(row: Matter, routing: Routing) -> str:
    """先院长办公会、后党委会."""
    titles = [routing.body(code).title for code in row.bodies]
    return titles[0] if len(titles) == 1 else "、".join([f"先{titles[0]}", *(f"后{title}" for title in titles[1:])])


def _wrong_body(row: Matter, routing: Routing, body: Body) -> Finding | None:
    must = "应" if len(row.bodies) > 1 else "应由"
    reason = f"“{row.title}”{must}{way(row, routing)}讨论，不由{body.title}讨论"
    return finding(routing, "DC13", reason, f"请改到{routing.body(row.bodies[0]).title}")


def _on_its_way(item: ItemFacts, routing: Routing, row: Matter, body: Body) -> list[Finding | None]:
    """The item is before one of its bodies: what of the steps before is wanting, and what comes after.

    Of those steps an emergency lets one be taken late; which body decides, and that it meets, it leaves as it is.
    """
    step = row.bodies.index(body.code)
    found: list[Finding | None] = []
    if step:
        found.append(_prior(item, routing, row, routing.body(row.bodies[step - 1])))
    if step < len(row.bodies) - 1:
        deciding = routing.body(row.deciding_body).title
        does = "拟定方案" if body.decides else "酝酿，不作决定"
        found.append(Finding("info", "DC14" if body.decides else "DC09", f"{body.title}{does}，由{deciding}决定", ""))
    else:
        found += [_consultation(item, routing, row), *_opinions(item, routing, row.opinions)]
    return _eased(found, routing) if item.emergency else found


def _prior(item: ItemFacts, routing: Routing, row: Matter, before: Body) -> Finding | None:
    rule = "DC14" if before.decides else "DC09"
    prior = item.prior
    if prior is None:
        return finding(routing, rule, f"没有引用{before.title}的结论", f"请先上{before.title}，再引用那次会议的议题")
    if prior.body != before.code:
        return finding(routing, rule, f"引用的议题不是{before.title}的", f"请引用{before.title}的议题")
    if not any(prior.matter == each.code for each in routing.rows(row)):
        return finding(routing, rule, "引用的议题不是同一事项", f"请引用{before.title}同一事项的议题")
    if prior.outcome not in (CONCLUDED if before.decides else PREPARED):
        return finding(routing, rule, f"{before.title}还没有形成意见", f"请等{before.title}议定后再上会")
    return None


def _consultation(item: ItemFacts, routing: Routing, row: Matter) -> Finding | None:
    if not row.consultation:
        return None
    if not item.consultations:
        return finding(routing, "DC09", "没有会前沟通记录", "请书记、院长会前沟通并登记日期、内容和是否一致")
    if not item.consultations[-1]:
        return finding(routing, "DC09", "会前沟通意见不一致", "请进一步沟通，意见一致后再上会")
    return None


def _opinions(item: ItemFacts, routing: Routing, kinds: Sequence[OpinionKind]) -> list[Finding | None]:
    """The latest opinion of a kind counts."""
    latest = {opinion.kind: opinion.verdict for opinion in item.opinions}
    found = []
    for kind in kinds:
        title, rule = OPINION_KINDS[kind], "DC16" if kind == "branch" else "DC13"
        if kind not in latest:
            found.append(finding(routing, rule, f"缺少{title}", f"请先取得{title}并登记"))
        elif latest[kind] == "object":
            found.append(finding(routing, rule, f"{title}为不同意", "请修改方案后重新征求意见"))
        elif latest[kind] == "condition":
            found.append(finding(routing, rule, f"{title}为有条件同意", "请在会上说明条件是否满足", at_most="warn"))
    return found


def _eased(found: Iterable[Finding | None], routing: Routing) -> list[Finding | None]:
    """In an emergency one acts first: what is wanting is said, and that it must be reported."""
    eased = [replace(each, severity="warn") if each and each.severity == "block" else each for each in found]
    report = "紧急情况已先行处置，本次会议听取报告"
    return [*eased, finding(routing, "DC15", report, "请记明处置时间、决定人和结果", at_most="info")]


def next_body(item: ItemFacts, routing: Routing) -> str:
    """The body before which the item comes next by the catalogue: the one after the cited one, else the first.

    A matter that is not listed goes to the body that decides and comes first in the catalogue.
    """
    try:
        named = routing.matter(item.matter)
    except KeyError:
        return next(body.code for body in routing.bodies if body.decides)
    row, _ = _row(item, routing, named)
    if item.prior and item.prior.body in row.bodies[:-1]:
        return row.bodies[row.bodies.index(item.prior.body) + 1]
    return row.bodies[0]
