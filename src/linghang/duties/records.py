"""One cell of the matrix opened: how each period stands, and the rows of the register behind it, as far as one may."""

from dataclasses import dataclass

from django.http import HttpRequest

from linghang.duties import reach
from linghang.duties.matrix import Cell
from linghang.duties.periods import say
from linghang.duties.reckoning import Line
from linghang.organization import access, masking
from linghang.organization.models import Institution, Person
from linghang.registers.cells import write_cell
from linghang.registers.content import library
from linghang.registers.entry import codes_of
from linghang.registers.kept.store import branch_names, values_of
from linghang.registers.models import KeptRow, visible_at

_PERSONAL = ("person", "pair")
MOST_ROWS = 200


@dataclass(frozen=True)
class Shown:
    """A line as it is read: who (masked where it is about members), which period, how it stands."""

    who: str
    period: str
    line: Line


@dataclass(frozen=True)
class Records:
    """The rows behind a cell: the heads of their fields, and each row with its number and texts. `hidden`: there are
    rows, but this person may not see them.
    """

    lines: list[Shown]
    heads: list[str]
    rows: list[tuple[str, list[str]]]
    hidden: bool = False


def shown(request: HttpRequest, institution: Institution, row: str, cell: Cell) -> Records:
    """What the page of a cell shows to this user. What is shown of members in full is logged."""
    branch = row if row not in ("", "*") and not row.startswith("department:") else ""
    lines = _lines(request, institution, branch, cell)
    heads, rows, hidden = _rows(request, institution, branch, cell)
    return Records(lines, heads, rows, hidden)


def _lines(request: HttpRequest, institution: Institution, branch: str, cell: Cell) -> list[Shown]:
    ordered = sorted(cell.lines, key=lambda each: (each.owner.title, each.owed.span))
    personal = any(each.duty.base in _PERSONAL and each.owner.branch for each in cell.lines)
    if not personal:
        return [Shown(each.owner.title, say(each.owed.span), each) for each in ordered]
    if not reach.may_see_people(request.user, institution, branch):
        return []
    lens = masking.lens(request, institution, branch)
    codes = {code for each in cell.lines for code in each.owner.key.split("|")}
    people = {each.code: each for each in Person.objects.filter(code__in=codes)}
    found = [Shown(_names(each, people, lens), say(each.owed.span), each) for each in ordered]
    lens.log()
    return found


def _names(line: Line, people: dict[str, Person], lens: masking.Lens) -> str:
    named = [lens.name(people[code]) for code in line.owner.key.split("|") if code in people]
    return "—".join(named) or line.owner.title


def _rows(
    request: HttpRequest, institution: Institution, branch: str, cell: Cell
) -> tuple[list[str], list[tuple[str, list[str]]], bool]:
    wanted = list(dict.fromkeys(deed.row for each in cell.lines for deed in each.standing.deeds if deed.row))
    if not wanted or not cell.lines:
        return [], [], False
    packs = library()
    register = packs.register(cell.lines[0].duty.activity.register_code)
    sensitivity = register.sensitivity
    if not access.may(
        request.user, "view_rows", institution=institution, sensitivity=sensitivity, branch=branch or None
    ):
        return [], [], True
    if sensitivity == "member":  # the ledger itself shows them, with its masks and its log
        return [], [], False
    codes = codes_of(register, packs, branches=branch_names([institution]) if register.branch else None)
    found = KeptRow.objects.filter(
        visible_at(None), register=register.code, institution=institution, row__in=wanted[:MOST_ROWS]
    )
    fields = register.fields
    texts = []
    for each in found.order_by("month", "pk"):
        values = values_of(register, each)
        texts.append(
            (str(each.row), [write_cell(item, values.get(item.code), codes.get(item.code)) for item in fields])
        )
    used = [index for index in range(len(fields)) if any(cells[index] for _, cells in texts)]
    return [fields[index].title for index in used], [(key, [cells[i] for i in used]) for key, cells in texts], False
