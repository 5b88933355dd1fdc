"""One row of a ledger as it is entered: every cell read, every rule of the register applied. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from linghang.core.errors import Fault
from linghang.core.periods import Month
from linghang.expressions import Node, evaluate, parse_condition, schema_of
from linghang.packs.library import Library
from linghang.packs.model import Register, RegisterField, RowRule
from linghang.registers.cells import CellError, Codes, from_stored, read_cell, to_stored
from linghang.registers.pseudonym import MASK, pseudonymise
from linghang.registers.shown import shown

KEY_LENGTH = 400
OF_INDICATORS = {"reported_value": "indicator", "indicator_target": "indicator", "risk": "red_line_indicator"}
"""The ledgers whose rows name an indicator, and in which field: read by code or title, shown by title."""

_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Entry:
    """A row that was read: typed `values` by field code (missing ones absent), what stands against it, and what is
    doubtful."""

    values: dict[str, Any]
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class EntryReader:
    """Reads rows of one register. `key` is the workspace's pseudonym key; `codes` the choices of each coded field."""

    register: Register
    key: bytes
    codes: dict[str, Codes]
    rules: tuple[tuple[RowRule, Node], ...] = field(repr=False)

    @classmethod
    def of(
        cls,
        register: Register,
        library: Library,
        key: bytes,
        departments: Mapping[str, str] | None = None,
        branches: Mapping[str, str] | None = None,
    ) -> "EntryReader":
        """`departments` (code → name) are offered for a department field that has no codeset of its own, `branches`
        (Party organisations) are the only ones that a branch field takes."""
        schema = schema_of(register)
        rules = tuple((rule, parse_condition(rule.check, schema, library)) for rule in register.rules)
        return cls(register, key, codes_of(register, library, departments, branches), rules)

    def read(
        self, raw: Mapping[str, Any], *, before: Mapping[str, Any] | None = None, line: int = 0, file: str = ""
    ) -> Entry:
        """Read raw cells by field code. `before`: the row's values so far, kept where `raw` has no such field or
        shows only a masked identifier."""
        before = before or {}
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for item in self.register.fields:
            try:
                value = self._value(item, raw, before)
            except CellError as error:
                said = shown(raw.get(item.code), item)
                faults.append(Fault(file, line, "", item.title, said, error.reason, error.remedy))
                continue
            if value is not None:
                values[item.code] = value
        judged = [] if faults else self._judge(values, line, file)
        warnings = tuple(fault for blocks, fault in judged if not blocks)
        return Entry(values, (*faults, *(fault for blocks, fault in judged if blocks)), warnings)

    def _value(self, item: RegisterField, raw: Mapping[str, Any], before: Mapping[str, Any]) -> Any:
        cell = raw.get(item.code)
        if before.get(item.code) is not None and (item.code not in raw or (item.identifier and cell == MASK)):
            return before[item.code]
        if item.identifier and cell == MASK:
            raise CellError("这里是脱敏后的内容，不能当作新记录", "请填写原文")
        value = read_cell(item, cell, self.codes.get(item.code), self.register.missing)
        if value is None and item.required:
            raise CellError("必填项为空", "请填写")
        return pseudonymise(value, self.key) if item.identifier and value is not None else value

    def _judge(self, values: Mapping[str, Any], line: int, file: str) -> list[tuple[bool, Fault]]:
        """Broken rules, each with whether it blocks. A condition that cannot be told for want of data is not broken."""
        broken = []
        for rule, node in self.rules:
            if evaluate(node, values) is False:
                titles = "、".join(self.register.field(code).title for code in rule.fields)
                fault = Fault(file, line, "", titles, "", rule.message, rule.remedy)
                broken.append((rule.severity == "reject" and not self.register.unverified, fault))
        return broken


def codes_of(
    register: Register,
    library: Library,
    departments: Mapping[str, str] | None = None,
    branches: Mapping[str, str] | None = None,
) -> dict[str, Codes]:
    """The choices of every coded field. Codes of an unverified codeset do not exclude others."""
    found: dict[str, Codes] = {}
    for item in register.fields:
        if item.codeset:
            codeset = library.codeset(item.codeset)
            found[item.code] = Codes(library.code_names[item.codeset], codeset.match == "prefix", codeset.unverified)
        elif item.code == register.department and departments:
            found[item.code] = Codes(departments, open=True)
        elif item.code == register.branch and branches:
            found[item.code] = Codes(branches)  # not open: under a wrong code the branch would not find its row
        elif item.code == OF_INDICATORS.get(register.code):
            found[item.code] = Codes(_indicator_names(register, library))
    return found


def _indicator_names(register: Register, library: Library) -> dict[str, str]:
    """Values are typed in for reported indicators only; targets and red lines are set for any."""
    return {
        indicator.code: indicator.title
        for indicator in library.indicators()
        if indicator.kind == "reported" or register.code != "reported_value"
    }


def key_of(register: Register, values: Mapping[str, Any]) -> str:
    """The text that names a row within its institution."""
    text = _BETWEEN.join(
        str(to_stored(values.get(code))) if values.get(code) is not None else "" for code in register.key
    )
    return text if len(text) <= KEY_LENGTH else sha256(text.encode()).hexdigest()


def month_of(register: Register, values: Mapping[str, Any]) -> Month:
    """The month the row counts in."""
    day: date | datetime = values[register.date]
    return Month.of(day)


def stored(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON, missing ones left out."""
    return {item.code: to_stored(values[item.code]) for item in register.fields if values.get(item.code) is not None}


def restored(register: Register, data: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values of stored JSON. Raises ValueError when a field's type has changed since."""
    return {
        item.code: from_stored(item, data[item.code]) for item in register.fields if data.get(item.code) is not None
    }
