"""A plain interpreter of grouping rules: every record asks every rule in order, as one would first write it. Pure.

It shares nothing with `linghang.casemix`: its own reading of the folder, of the rules and of the records. It is what
the product is timed beside, and a second opinion in its tests. Numbers are expected to be written as numbers.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

Facts = dict[str, Any]
Test = Callable[[Facts], bool]
NONE = ("0000", "00", "0000")
_TOKEN = re.compile(r"\s*(>=|<=|!=|[{}(),<>=∩]|[^\s{}(),<>=!∩]+)")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    "<": lambda a, b: a < b, "=": lambda a, b: a == b, "!=": lambda a, b: a != b,
}  # fmt: skip


class PlainGrouper:
    """The scheme of a folder, ready to be asked for one record after the other."""

    def __init__(self, folder: Path) -> None:
        self.sets: dict[str, set[str]] = defaultdict(set)
        for row in _rows(folder / "sets.csv"):
            self.sets[row["set"]].add(row["code"])
        self.levels = {r["code"]: (r["level"], r["exclusion_table"]) for r in _rows(folder / "complications.csv")}
        self.excludes: dict[str, set[str]] = defaultdict(set)
        for row in _rows(folder / "exclusions.csv"):
            self.excludes[row["principal_diagnosis"]].add(row["exclusion_table"])
        self.children: dict[str, list[tuple[str, Test]]] = defaultdict(list)
        for row in _rows(folder / "rules.csv"):
            rule = _Reader(row["rule"], self.sets).rule()
            self.children[row["parent"] if row["kind"] != "MDC" else ""].append((row["code"], rule))

    def group(self, record: Mapping[str, str]) -> tuple[str, str, str]:
        """mdc, adrg and drg of a record as it stands in cases.csv."""
        if not _complete(record):
            return NONE
        facts = self._facts(record)
        for mdc, opens in self.children[""]:
            if not opens(facts):
                continue
            for adrg, holds in self.children[mdc]:
                if holds(facts):
                    drgs = self.children[adrg]
                    return mdc, adrg, next((drg for drg, fits in drgs if fits(facts)), "0000" if drgs else adrg)
        return NONE

    def _facts(self, record: Mapping[str, str]) -> Facts:
        diagnoses = record["diagnoses"].split("|")
        operations = [code for code in record["operations"].split("|") if code]
        out = self.excludes.get(diagnoses[0], set())
        counted = [self.levels[code] for code in diagnoses[1:] if code in self.levels]
        return {
            "ZYZD": diagnoses[:1],
            "QTZD": diagnoses[1:],
            "ZYSS": operations[:1],
            "QTSS": operations[1:],
            "severity": {level for level, table in counted if table not in out},
            "NL": float(record["age"]),
            "XB": float(record["sex"]),
            "XSRTL": _number(record["age_days"]),
            "XSRTZ": _number(record["birth_weight"]),
        }


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle)


def _complete(record: Mapping[str, str]) -> bool:
    """Sex and age are known, of a child under one its days, of a newborn its weight; there is a principal diagnosis."""
    if record["sex"] not in ("1", "2") or not record["diagnoses"].split("|")[0]:
        return False
    age, days, weight = (_number(record[name]) for name in ("age", "age_days", "birth_weight"))
    if age is None or not 0 <= age <= 150:
        return False
    return age > 0 or (days is not None and (days > 28 or weight is not None))


def _number(text: str) -> float | None:
    return float(text) if text else None


class _Reader:
    """One rule read from left to right into a function of the facts."""

    def __init__(self, text: str, sets: Mapping[str, set[str]]) -> None:
        self.tokens = _TOKEN.findall(text)
        self.sets = sets

    def rule(self) -> Test:
        parts = [self._all()]
        while self.tokens[:1] == ["or"]:
            self.tokens.pop(0)
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else lambda facts: any(part(facts) for part in parts)

    def _all(self) -> Test:
        parts = [self._one()]
        while self.tokens[:1] == ["and"]:
            self.tokens.pop(0)
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda facts: all(part(facts) for part in parts)

    def _one(self) -> Test:
        if self.tokens[0] == "true":
            self.tokens.pop(0)
            return lambda facts: True
        if self.tokens[0] == "(":
            self.tokens.pop(0)
            rule = self.rule()
            self.tokens.pop(0)
            return rule
        if self.tokens[0] == "length":
            return self._count()
        names = self._names()
        if self.tokens[0] in _COMPARE:
            compare, name, number = _COMPARE[self.tokens.pop(0)], names[0], float(self.tokens.pop(0))
            return lambda facts: facts[name] is not None and compare(facts[name], number)
        negated = self.tokens.pop(0) == "not"
        if negated:
            self.tokens.pop(0)
        return self._member(names, self._names(), negated)

    def _member(self, names: list[str], sets: list[str], negated: bool) -> Test:
        levels = {name for name in sets if name in ("MCC", "CC")}
        if levels:
            return lambda facts: bool(levels & facts["severity"]) != negated
        known = [self.sets[name] for name in sets]
        return lambda facts: any(code in codes for name in names for code in facts[name] for codes in known) != negated

    def _count(self) -> Test:
        self.tokens = self.tokens[2:]
        codes = self.sets[self.tokens.pop(0)]
        self.tokens.pop(0)
        names = self._names()
        self.tokens.pop(0)
        compare, number = _COMPARE[self.tokens.pop(0)], float(self.tokens.pop(0))
        return lambda facts: compare(len({code for name in names for code in facts[name]} & codes), number)

    def _names(self) -> list[str]:
        first = self.tokens.pop(0)
        if first != "{":
            return [str(first)]
        names = []
        while self.tokens[0] != "}":
            if self.tokens[0] != ",":
                names.append(str(self.tokens[0]))
            self.tokens.pop(0)
        self.tokens.pop(0)
        return names
