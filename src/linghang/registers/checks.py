"""What is asked of the rows of one register: code tables, row rules, period, and the key of pseudonyms. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from linghang.core.periods import Period
from linghang.expressions import parse_condition, schema_of, to_polars
from linghang.packs.library import Library
from linghang.packs.model import Register, RegisterField, RowRule


@dataclass(frozen=True)
class CodeCheck:
    """The codes a field may hold; `blocks` is false for an unverified codeset, which may only warn."""

    codes: frozenset[str]
    prefixes: tuple[str, ...]
    by_name: Mapping[str, str]
    """Names that mean one code only: hospitals write 男 as well as 1."""
    title: str
    blocks: bool

    def unknown(self, found: Iterable[str | None]) -> list[str]:
        """Those of the texts that do not belong."""
        return [
            code for code in found if code is not None and code not in self.codes and not code.startswith(self.prefixes)
        ]


@dataclass(frozen=True)
class Checks:
    """Everything that is asked of a row of one register."""

    register: Register
    codes: Mapping[str, CodeCheck]
    rules: tuple[tuple[RowRule, pl.Expr], ...]
    key: bytes
    period: Period | None = None

    @classmethod
    def of(cls, register: Register, library: Library, key: bytes, period: Period | None = None) -> "Checks":
        """`key`: the workspace's pseudonym key. `period`: the months that rows may lie in; any when None.

        Raises InputError when a rule of the register is at fault.
        """
        schema = schema_of(register)
        rules = tuple((rule, to_polars(parse_condition(rule.check, schema, library))) for rule in register.rules)
        codes = {item.code: _code_check(item, library) for item in register.fields if item.codeset}
        return cls(register, codes, rules, key, period)


def _code_check(item: RegisterField, library: Library) -> CodeCheck:
    codeset = library.codeset(item.codeset or "")
    names = library.code_names[codeset.code]
    prefixes = tuple(names) if codeset.match == "prefix" else ()
    once = {name for name, count in Counter(names.values()).items() if name and count == 1 and name not in names}
    by_name = {name: code for code, name in names.items() if name in once}
    return CodeCheck(frozenset(names), prefixes, by_name, codeset.title, not codeset.unverified)
