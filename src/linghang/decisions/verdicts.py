"""How a verdict reads: the bodies an item passes, what is wanting, by which rule and how sure. No tables."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from linghang.decisions import routing as rules
from linghang.decisions.routing import Finding, ItemFacts, PriorFacts
from linghang.packs.model import Confidence
from linghang.packs.routing import MAJOR_CATEGORIES, PARTY_FUNCTIONS, Matter, PartyFunction, Routing

LIGHTS = {"block": "bad", "warn": "warn", "info": "", "ok": "good"}
CONFIDENCE: dict[Confidence, str] = {"high": "可信度高", "medium": "可信度中，建议核对原文", "low": "待核定，仅作提示"}


@dataclass(frozen=True)
class Line:
    """A finding as it is shown. `light` is the class of the light, `word` says the same."""

    light: str
    word: str
    reason: str
    remedy: str = ""
    rule: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Step:
    """A body on the way of the item; `next`: the one it is to be put to now."""

    title: str
    decides: bool
    next: bool


@dataclass(frozen=True)
class Shown:
    """A verdict for a page. `body`: the body it was judged for; `word` is the shortest answer."""

    bodies: tuple[Step, ...]
    findings: tuple[Line, ...]
    light: str
    word: str
    body: str = ""
    category: str = ""
    function_codes: tuple[PartyFunction, ...] = ()
    source: str = ""
    doubtful: str = ""
    overridable: bool = False
    """Blocked only by rules, or by a catalogue, of which one cannot be sure: a person may go on and say why."""

    @property
    def functions(self) -> list[str]:
        return [PARTY_FUNCTIONS[code] for code in self.function_codes]

    @property
    def blocked(self) -> bool:
        return self.light == "bad"


def line(finding: Finding, routing: Routing) -> Line:
    """One finding, with the catalogue's own source where the rule names none."""
    return Line(
        LIGHTS[finding.severity],
        rules.SEVERITY_TITLES[finding.severity],
        finding.reason,
        finding.remedy,
        finding.rule,
        finding.source or routing.source,
        f"{finding.rule} · {CONFIDENCE[finding.confidence]}" if finding.rule else CONFIDENCE[finding.confidence],
    )


def show(facts: ItemFacts, routing: Routing, body: str = "") -> Shown:
    """The verdict on an item before `body`; without one, before the body whose turn it is."""
    if facts.kind in rules.UNROUTED_KINDS:
        done = Line("good", "可以上会", "学习、通报类议题不对照议事清单")
        return Shown((), (done,), "good", "可以上会", body)
    judged = body or rules.next_body(facts, routing)
    verdict = rules.verdict(facts, routing, judged)
    row = verdict.row
    findings = [line(each, routing) for each in verdict.findings]
    later = _later(facts, routing, row, judged)
    if not any(each.light in ("bad", "warn") for each in findings):
        findings.insert(0, Line("good", "可以上会", f"可以上{_title(routing, judged)}"))
    return Shown(
        _steps(row, routing, judged),
        (*findings, *later),
        LIGHTS["ok"] if verdict.severity == "info" else LIGHTS[verdict.severity],
        {"block": "尚不具备", "warn": "请核对"}.get(verdict.severity, "已具备"),
        judged,
        MAJOR_CATEGORIES[row.category] if row and row.category != "none" else "",
        row.functions if row else (),
        routing.source,
        "" if routing.confidence == "high" else CONFIDENCE[routing.confidence],
        verdict.blocked and not any(_sure(each, routing) for each in verdict.findings if each.severity == "block"),
    )


def _sure(finding: Finding, routing: Routing) -> bool:
    return finding.confidence == routing.confidence == "high"


def _steps(row: Matter | None, routing: Routing, judged: str) -> tuple[Step, ...]:
    bodies: Iterable[str] = row.bodies if row else ()
    return tuple(
        Step(_title(routing, code), bool(row and code == row.deciding_body), code == judged) for code in bodies
    )


def _later(facts: ItemFacts, routing: Routing, row: Matter | None, judged: str) -> list[Line]:
    """What the deciding body will ask for, told while there is time to get it: as if those before had concluded."""
    if row is None or judged == row.deciding_body or judged not in row.bodies:
        return []
    before = row.bodies[-2]
    ahead = rules.verdict(replace(facts, prior=PriorFacts(before, row.code, "decision")), routing, row.deciding_body)
    title = _title(routing, row.deciding_body)
    wanted = [line(each, routing) for each in ahead.findings if each.severity != "info"]
    return [replace(each, light="", word=f"上{title}前") for each in wanted]


def passes_on(matter: str, body: str, routing: Routing) -> str:
    """The body that still has to decide after `body` concluded on a matter; empty when `body` itself decides."""
    row = next((each for each in routing.matters if each.code == matter), None)
    return _title(routing, row.deciding_body) if row and body in row.bodies[:-1] else ""


def _title(routing: Routing, code: str) -> str:
    try:
        return routing.body(code).title
    except KeyError:
        return code
