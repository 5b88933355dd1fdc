"""The list of a ledger: what the address asks for, as a filtered, sorted and searched query, and its rows as shown."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import DecimalField, F, Q, QuerySet
from django.db.models.expressions import BaseExpression
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.organization.models import Institution
from linghang.organization.names import fold, matches
from linghang.packs.library import Library
from linghang.packs.model import Register, RegisterField
from linghang.registers.cells import WORDS, Codes, from_stored, write_cell
from linghang.registers.entry import codes_of
from linghang.registers.kept.store import branch_names, departments_by_institution
from linghang.registers.models import KeptRow, visible_at
from linghang.registers.pseudonym import MASK
from linghang.registers.reach import Reach

PAGE_ROWS = 50
LONG_LIST = 300
"""A coded field with more choices is searched by text, not by a drop-down."""
SENTENCE = 120
"""A text that may have so many characters is written in sentences."""


@dataclass(frozen=True)
class Wish:
    """What the address of the list asks for. Unreadable parts are ignored and named in `ignored`."""

    institution: Institution | None
    period: Period | None
    text: str
    filters: Mapping[str, str]
    sort: str
    ignored: tuple[str, ...] = ()

    @classmethod
    def read(cls, register: Register, query: Mapping[str, str], institutions: list[Institution]) -> "Wish":
        ignored = []
        institution = next((one for one in institutions if one.code == query.get("institution")), None)
        if query.get("institution") and institution is None:
            ignored.append(f"机构“{query['institution']}”")
        period = None
        if query.get("period", "").strip():
            try:
                period = Period.parse(query["period"])
            except InputError:
                ignored.append(f"期间“{query['period']}”（请写成 2022、2022Q3 或 2022-05）")
        filters = {field.code: query[f"f_{field.code}"] for field in register.fields if query.get(f"f_{field.code}")}
        sort = query.get("sort", "")
        known = {field.code for field in register.fields if not field.list and not field.identifier}
        return cls(
            institution,
            period,
            query.get("q", "").strip(),
            filters,
            sort if sort.removeprefix("-") in known else f"-{register.date}",
            tuple(ignored),
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.institution or self.period or self.text or self.filters)

    def address(self, **changes: str) -> str:
        """The query string of this wish with `changes`; an empty value leaves the part out."""
        parts = {
            "institution": self.institution.code if self.institution else "",
            "period": str(self.period or ""),
            "q": self.text,
            "sort": self.sort,
            **{f"f_{code}": value for code, value in self.filters.items()},
        }
        return urlencode({name: value for name, value in (parts | changes).items() if value})


@dataclass(frozen=True)
class Shower:
    """Shows stored rows: names for codes (departments by institution), a mask for identifiers."""

    register: Register
    library: Library
    departments: Mapping[int, Mapping[str, str]]
    codes: Mapping[str, Codes]

    @classmethod
    def of(cls, register: Register, library: Library, institutions: list[Institution]) -> "Shower":
        departments = departments_by_institution(institutions) if register.department else {}
        branches = branch_names(institutions) if register.branch else None
        return cls(register, library, departments, codes_of(register, library, branches=branches))

    def codes_at(self, institution: int) -> Mapping[str, Codes]:
        """The choices of every coded field at one institution."""
        named = self.departments.get(institution)
        if not named or self.register.department is None or self.register.department in self.codes:
            return self.codes
        return {**self.codes, self.register.department: Codes(named, open=True)}

    def cells(self, row: KeptRow) -> list[str]:
        codes = self.codes_at(row.institution_id)
        return [self.cell(field, row.data.get(field.code), codes.get(field.code)) for field in self.register.fields]

    def cell(self, field: RegisterField, value: Any, codes: Codes | None) -> str:
        """One stored value as text."""
        if value is None:
            return ""
        if field.identifier:
            return MASK
        try:
            return write_cell(field, from_stored(field, value), codes)
        except ValueError:
            return str(value)  # written under an earlier definition of the field


def rows_of(register: Register, reach: Reach, wish: Wish, shower: Shower) -> QuerySet[KeptRow]:
    """The rows that stand, are within reach and fit the wish, sorted."""
    rows = KeptRow.objects.filter(reach.rows([register])).filter(visible_at(None)).select_related("institution")
    if wish.institution:
        rows = rows.filter(institution=wish.institution)
    if wish.period:
        rows = rows.filter(month__gte=wish.period.first.key, month__lte=wish.period.last.key)
    for code, value in wish.filters.items():
        rows = rows.filter(_equals(register.field(code), value))
    if wish.text:
        rows = rows.filter(_contains(register, wish.text, shower))
    return rows.order_by(*_order(register, wish.sort))


def _equals(field: RegisterField, value: str) -> Q:
    wanted: Any = {word: truth for truth, word in WORDS.items()}.get(value, value) if field.type == "boolean" else value
    if field.list:  # SQLite cannot look into a list; the elements of a coded list stand quoted in its text
        return Q(**{f"data__{field.code}__icontains": json.dumps(value)})
    return Q(**{f"data__{field.code}": wanted})


def _contains(register: Register, text: str, shower: Shower) -> Q:
    """Text in any text field as written or in Simplified; names of codes also by pinyin."""
    found = Q(pk=None)
    for field in register.fields:
        if field.identifier:
            continue
        if field.type in ("text", "date", "datetime"):
            found |= Q(**{f"data__{field.code}__icontains": text}) | Q(**{f"data__{field.code}__icontains": fold(text)})
        if field.type == "text" and field.list:
            found |= Q(**{f"data__{field.code}__icontains": json.dumps(text)[1:-1]})
        for codes in _choices(field, shower) if not field.list else []:
            hits = [code for code, label in codes.labels.items() if matches(text, label)][:LONG_LIST]
            found |= Q(**{f"data__{field.code}__in": hits}) if hits else Q(pk=None)
    return found


def _choices(field: RegisterField, shower: Shower) -> list[Codes]:
    if field.code in shower.codes:
        return [shower.codes[field.code]]
    if field.code == shower.register.department:
        return [Codes(names) for names in shower.departments.values()]
    return []


def _order(register: Register, sort: str) -> list[Any]:
    field = register.field(sort.removeprefix("-"))
    by: BaseExpression | F
    if field.type in ("integer", "decimal"):
        by = Cast(KeyTextTransform(field.code, "data"), DecimalField(max_digits=24, decimal_places=6))
    else:
        by = KeyTransform(field.code, "data")
    return [by.desc(nulls_last=True) if sort.startswith("-") else by.asc(nulls_last=True), "id"]


@dataclass(frozen=True)
class Filter:
    """A drop-down above the list: the field's choices and the one taken."""

    name: str
    title: str
    options: tuple[tuple[str, str, bool], ...]


def filters_of(register: Register, wish: Wish, shower: Shower) -> list[Filter]:
    """Drop-downs for the coded fields with a handleable number of choices, for yes-or-no fields and departments."""
    found = []
    for field in register.fields:
        choices = {word: word for word in WORDS.values()} if field.type == "boolean" else {}
        for codes in _choices(field, shower):
            choices |= codes.labels
        if 0 < len(choices) <= LONG_LIST:
            taken = wish.filters.get(field.code)
            options = tuple((code, label, code == taken) for code, label in choices.items())
            found.append(Filter(f"f_{field.code}", field.title, options))
    return found


@dataclass(frozen=True)
class Heading:
    """A column's head: the address that sorts by it, and how it is sorted now. `shape`: the class of its cells."""

    title: str
    shape: str
    address: str
    order: str


def _shape(field: RegisterField) -> str:
    """In a wide table days stay on one line and sentences get room."""
    if field.type in ("integer", "decimal") and not field.list:
        return "number"
    if field.type == "date":
        return "nowrap"
    return "long" if field.type == "text" and (field.length or 0) >= SENTENCE else ""


def headings_of(register: Register, wish: Wish) -> list[Heading]:
    found = []
    for field in register.fields:
        order = {field.code: "ascending", f"-{field.code}": "descending"}.get(wish.sort, "none")
        next_sort = f"-{field.code}" if order == "ascending" else field.code
        sortable = not field.list and not field.identifier
        unit = f"（{field.unit}）" if field.unit else ""
        address = wish.address(sort=next_sort) if sortable else ""
        found.append(Heading(field.title + unit, _shape(field), address, order))
    return found
