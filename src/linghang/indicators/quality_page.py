"""What the data-quality page says: per register its warning rules, how many rows break them, and where."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from linghang.core.figures import divide, write_figure
from linghang.indicators import quality
from linghang.indicators.choices import Choice
from linghang.indicators.failing import reason_of
from linghang.indicators.quality import Count
from linghang.indicators.tables import Cell
from linghang.organization import access
from linghang.organization.models import Department, Institution
from linghang.packs.library import Library
from linghang.packs.model import Register, RowRule

UNNAMED = "未写科室"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Share:
    """How many `rows` there are and how many of them fail the rule. A row that lacks what the rule asks about cannot be
    judged: it is among the rows and does not fail."""

    rule: str
    rows: int
    failing: int

    @property
    def value(self) -> Decimal | None:
        """The plain ratio; None without rows."""
        return divide(Decimal(self.failing), Decimal(self.rows))

    @property
    def text(self) -> str:
        return write_figure(self.value, "%", 2)


@dataclass(frozen=True)
class RuleLine:
    """A rule over everything the page is about. `about`: the titles of the fields it concerns."""

    rule: RowRule
    about: str
    share: Share


@dataclass(frozen=True)
class Place:
    """A department (`code` as records write it, "" for none) or a member institution with all below it. `shares` in the
    order of the rules; `rows_open`: whether this person may look at the failing rows."""

    name: str
    code: str
    rows: int
    shares: tuple[Share, ...]
    rows_open: bool = False


@dataclass(frozen=True)
class Checked:
    """One register. `failed` says why it could not be counted, in the user's words."""

    register: Register
    rows: int = 0
    rules: tuple[RuleLine, ...] = ()
    departments: tuple[Place, ...] = ()
    members: tuple[Place, ...] = ()
    rows_open: bool = False
    failed: str = ""


def checked(user: access.User, library: Library, choice: Choice) -> tuple[list[Checked], list[Register]]:
    """The registers with warning rules whose figures the person may see here, and those that have no such rule."""
    seen = [
        each
        for each in library.registers()
        if each.kind == "loaded" and may(user, "view_figures", each, choice, _own_department(choice))
    ]
    ruled = [each for each in seen if quality.rules_of(each)]
    return [_checked(user, each, choice) for each in ruled], [each for each in seen if each not in ruled]


def may(user: access.User, action: str, register: Register, choice: Choice, department: str | None) -> bool:
    """Whether the person may do it with the register's records of the institution, or of one department of it."""
    return access.may(
        user, action, institution=choice.institution, sensitivity=register.sensitivity, department=department
    )


def counts_here(register: Register, choice: Choice, department: str | None = None) -> list[Count]:
    """The counts of the institution with all below it; of one department, of the institution's own rows alone."""
    found = quality.counts(register.code, choice.institution.code, choice.period)
    wanted = department if choice.department is None else choice.department.code
    return [each for each in found if wanted is None or _is_of(each, choice.institution, wanted)]


def department_name(choice: Choice, code: str) -> str:
    return _names(choice).get(code, code) or UNNAMED


def _checked(user: access.User, register: Register, choice: Choice) -> Checked:
    try:
        found = counts_here(register, choice)
    except Exception as error:
        _log.exception("the quality of %s cannot be counted", register.code)
        return Checked(register, failed=reason_of(error))
    rules = quality.rules_of(register)
    lines = tuple(
        RuleLine(rule, "、".join(register.field(name).title for name in rule.fields), share)
        for rule, share in zip(rules, _shares(rules, found), strict=True)
    )
    return Checked(
        register,
        max((line.share.rows for line in lines), default=0),
        lines,
        _departments(user, register, choice, found),
        _members(register, choice, found),
        may(user, "view_rows", register, choice, _own_department(choice)),
    )


def _departments(user: access.User, register: Register, choice: Choice, found: Sequence[Count]) -> tuple[Place, ...]:
    """Those of the institution itself, the largest share of failing rows first."""
    if register.department is None or choice.department is not None:
        return ()
    own = [each for each in found if each.institution == choice.institution.code]
    names = _names(choice)
    return _places(
        register,
        {code: names.get(code, code) or UNNAMED for code in {each.department for each in own}},
        lambda code: [each for each in own if each.department == code],
        lambda code: may(user, "view_rows", register, choice, code or None),
    )


def _members(register: Register, choice: Choice, found: Sequence[Count]) -> tuple[Place, ...]:
    """The institutions right below that have rows, each with all below it."""
    if choice.department is not None:
        return ()
    members = {each.code: each for each in choice.institution.members.all()}
    below = {code: {each.code for each in member.subtree()} for code, member in members.items()}
    return _places(
        register,
        {code: str(member) for code, member in members.items()},
        lambda code: [each for each in found if each.institution in below[code]],
        lambda code: False,
    )


def _places(
    register: Register,
    names: dict[str, str],
    counts_of: Callable[[str], list[Count]],
    rows_open: Callable[[str], bool],
) -> tuple[Place, ...]:
    rules, places = quality.rules_of(register), []
    for code, name in names.items():
        shares = _shares(rules, counts_of(code))
        if rows := max(share.rows for share in shares):
            places.append(Place(name, code, rows, shares, rows_open(code)))
    return tuple(sorted(places, key=lambda each: (-_worst(each), each.name)))


def _worst(place: Place) -> Decimal:
    return max(share.value or Decimal(0) for share in place.shares)


def _shares(rules: Sequence[RowRule], found: Iterable[Count]) -> tuple[Share, ...]:
    totals = {rule.code: [0, 0] for rule in rules}
    for each in found:
        totals[each.rule][0] += each.rows
        totals[each.rule][1] += each.failing
    return tuple(Share(rule, *both) for rule, both in totals.items())


def _is_of(count: Count, institution: Institution, department: str) -> bool:
    """A code means a department of its own institution: those below may use it for another one."""
    return count.institution == institution.code and count.department == department


def _own_department(choice: Choice) -> str | None:
    return choice.department.code if choice.department else None


def _names(choice: Choice) -> dict[str, str]:
    return dict(Department.objects.filter(institution=choice.institution).values_list("code", "name"))


def sheets(found: Sequence[Checked]) -> dict[str, list[Sequence[Cell]]]:
    """Sheet name → rows, the head first: the rules, then the departments and member institutions rule by rule."""
    counted = ["行数", "不符行数", "占比"]
    made: dict[str, list[Sequence[Cell]]] = {"规则": [["数据", "规则", "涉及项目", *counted]]}
    for each in found:
        if each.failed:
            made["规则"].append([each.register.title, f"无法核对：{each.failed}"])
        made["规则"] += [
            [each.register.title, line.rule.message, line.about, *_cells(line.share)] for line in each.rules
        ]
    for title, places_of in (("科室", lambda each: each.departments), ("成员机构", lambda each: each.members)):
        rows = [
            [place.name, place.code, each.register.title, line.rule.message, *_cells(share)]
            for each in found
            for place in places_of(each)
            for line, share in zip(each.rules, place.shares, strict=True)
        ]
        if rows:
            made[title] = [[title, "代码", "数据", "规则", *counted], *rows]
    return made


def _cells(share: Share) -> list[Cell]:
    return [Decimal(share.rows), Decimal(share.failing), share.value]
