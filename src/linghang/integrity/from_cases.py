"""Letters and appraisals that go through a procedure write their row of the ledger: the row is the one truth.

A step of such a case writes what it says, with the number of the case, in the transaction of the step; taken back, it
takes back what it wrote. A row typed or imported for the same letter or appraisal is taken over, never doubled: it goes
on as the case's whatever becomes of the file it came with, and is given back when the case has nothing to say any more.
Rows without a case stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from django.db import transaction
from django.db.models import Q

from linghang.core.errors import InputError
from linghang.integrity import ethics, letters
from linghang.organization.models import Institution
from linghang.packs.model import Register
from linghang.procedures.cases import Done, State
from linghang.registers import content
from linghang.registers.kept import save_row
from linghang.registers.kept.store import current_rows, entry_reader, remove_row, values_of
from linghang.registers.models import KeptRow
from linghang.registers.signals import data_changed

CASE_NO = "case_no"
UNDEFINED = "undefined"
"""The unit's verdict where the lines give no grade: appraised, with no grade until the body for appraisals decides."""
_WRITTEN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    letters.REGISTER: {
        "sign": ("signed_on",),
        "mid_year": ("half_year_on", "half_year_found"),
        "year_end": ("checked_on", "score"),
    },
    ethics.REGISTER: {"file": ("published_on",)},
}
"""The fields that a step writes into a row that is there already."""


@dataclass(frozen=True)
class Said:
    """What a case says of its row. `same`: the rows that somebody may have entered about the same thing."""

    values: Mapping[str, Any]
    same: Q


def letter(state: State, department: str, name: str) -> Said | None:
    """What the case of a letter says as it stands; None as long as the letter is not issued."""
    issued = state.done.get("issue")
    if issued is None:
        return None
    kind, year = issued.data["kind"], issued.on.year
    values: dict[str, Any] = {
        "kind": kind,
        "signer_kind": "department",
        "unit": name,
        "department": department,
        "issued_on": issued.on,
    }
    if signed := state.done.get("sign"):
        values["signed_on"] = signed.on
    if checked := state.done.get("mid_year"):
        values |= {"half_year_on": checked.on, "half_year_found": checked.data["findings"]}
    if scored := state.done.get("year_end"):
        values |= {"checked_on": scored.on, "score": scored.data["score"]}
    unit = Q(data__department=department) | Q(data__unit=name)
    return Said(values, unit & Q(data__kind=kind, month__gte=year * 100 + 1, month__lte=year * 100 + 12))


def appraisal(state: State, person: str, department: str) -> Said | None:
    """What the case of an appraisal says as it stands; None as long as the unit has not spoken."""
    spoken, year = _spoken(state), state.opened.get("year")
    if spoken is None:
        return None
    values: dict[str, Any] = {
        "year": year,
        "appraised_on": spoken.on,
        "person_no": person,
        "grade": None if spoken.outcome == UNDEFINED else spoken.outcome,
        **{field: spoken.data.get(field) for field in ("score", "deducted", "veto")},
    }
    if department:
        values["department"] = department
    if filed := state.done.get("file"):
        values["published_on"] = filed.on
    return Said(values, Q(data__person_no=person, data__year=str(year)))


def _spoken(state: State) -> Done | None:
    """The unit's verdict that stands, or the last one where that found no grade."""
    if "unit" in state.done:
        return state.done["unit"]
    last = state.past[-1] if state.past else None
    return last if last is not None and (last.step, last.outcome) == ("unit", UNDEFINED) else None


def step_done(sender: Any, *, case: Any, state: State, taken_back: str = "", actor: Any = None, **_: Any) -> None:
    """Bring the row of a case up to what the case says. InputError refuses the step: both stand or neither does."""
    register_code = {letters.PROCEDURE: letters.REGISTER, ethics.PROCEDURE: ethics.REGISTER}.get(case.procedure, "")
    library = content.library()
    if not library.has("registers", register_code):
        return
    register = library.register(register_code)
    if register_code == letters.REGISTER:
        said = letter(state, case.unit.code, case.unit.name)
    else:
        said = appraisal(state, case.person.code, case.department.code if case.department else "")
    held = current_rows(register, [case.institution]).filter(**{f"data__{CASE_NO}": case.number}).first()
    if said is not None:
        gone = ({each.step for each in state.past} | {taken_back}) - set(state.done)
        unsaid = {field for step, fields in _WRITTEN[register_code].items() if step in gone for field in fields}
        _write(register, case, said, held, unsaid, actor)
    elif held is not None:
        _give_back(register, case, held, actor)


def _write(register: Register, case: Any, said: Said, held: KeptRow | None, unsaid: set[str], actor: Any) -> None:
    """Store what the case says: in its own row, in one that was entered without a case, or as a new one."""
    place = case.institution
    old = held or _without_case(register, place, said)
    before = values_of(register, old) if old else {}
    kept = {field: value for field, value in before.items() if field not in unsaid}
    cells = {**kept, **said.values, CASE_NO: case.number}
    entry = entry_reader(register, content.library(), place).read(cells)
    if entry.faults:
        raise InputError(entry.faults)
    saved = save_row(register, place, entry.values, actor=actor, row=old.row if old else None, apart=True)
    if old is None or saved.pk != old.pk:
        _tell(register, place)


def _give_back(register: Register, case: Any, held: KeptRow, actor: Any) -> None:
    """The row as it was entered before the case took it over; one that the case began is removed."""
    versions = KeptRow.objects.filter(register=register.code, institution=case.institution, row=held.row)
    entered = list(takewhile(lambda each: each.data.get(CASE_NO) != case.number, versions.order_by("pk")))
    if entered:
        save_row(register, case.institution, values_of(register, entered[-1]), actor=actor, row=held.row)
    else:
        remove_row(register, case.institution, held.row, opened=held.pk, actor=actor)
    _tell(register, case.institution)


def _without_case(register: Register, place: Institution, said: Said) -> KeptRow | None:
    """The row entered for the same thing without a case: that of the same day, or the only one of the year."""
    rows = [row for row in current_rows(register, [place]).filter(said.same) if not row.data.get(CASE_NO)]
    exact = [row for row in rows if row.data.get(register.date) == said.values[register.date].isoformat()]
    return next(iter(exact or (rows if len(rows) == 1 else [])), None)


@dataclass(frozen=True)
class _Telling:
    """Says once after a transaction that a ledger changed, however many of its rows did."""

    register: str
    institution: str

    def __call__(self) -> None:
        data_changed.send(sender=KeptRow, register=self.register, institution=self.institution)


def _tell(register: Register, place: Institution) -> None:
    telling = _Telling(register.code, place.code)
    if telling not in [each[1] for each in transaction.get_connection().run_on_commit]:
        transaction.on_commit(telling)
