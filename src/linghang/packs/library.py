"""All objects of the packs in use, each with the place where it was written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import TypeVar, cast

from linghang.core.errors import refuse
from linghang.packs.duty import Duty
from linghang.packs.framework import Framework
from linghang.packs.kinds import KIND_TITLES
from linghang.packs.model import Codeset, Indicator, Manifest, PackObject, Register, Report
from linghang.packs.procedure import Procedure
from linghang.packs.programme import Programme
from linghang.packs.routing import Routing

Kind = TypeVar("Kind", bound=PackObject)


@dataclass(frozen=True)
class Entry:
    """An object and its origin. `lines` maps the object's own key paths to line numbers in `file`."""

    kind: str
    item: PackObject
    pack: str
    file: str
    line: int
    lines: dict[tuple[str | int, ...], int]

    def line_of(self, *path: str | int) -> int:
        """The line of a key inside the object, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, self.line)


@dataclass(frozen=True, eq=False)
class Library:
    """Resolved content. Objects of one code may stand side by side with different validity periods.

    A library equals itself alone, so that what is worked out from one can be kept beside it.
    """

    packs: tuple[Manifest, ...]
    entries: tuple[Entry, ...]
    code_names: dict[str, dict[str, str]]
    """For every codeset code: the names of its codes (values or file, read)."""

    @cached_property
    def _by_code(self) -> dict[tuple[str, str], list[Entry]]:
        found: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.entries:
            found.setdefault((entry.kind, entry.item.code), []).append(entry)
        for entries in found.values():
            entries.sort(key=lambda entry: entry.item.valid_from or date.min, reverse=True)
        return found

    @cached_property
    def _by_kind(self) -> dict[str, list[list[Entry]]]:
        found: dict[str, list[list[Entry]]] = {}
        for (kind, _), entries in self._by_code.items():
            found.setdefault(kind, []).append(entries)
        return found

    def entry(self, kind: str, code: str, on: date | None = None) -> Entry:
        """The entry of `kind` (`registers`, `indicators` …) and `code` in force `on` that day, or the newest one.

        Raises InputError when there is none.
        """
        entries = self.versions(kind, code)
        for entry in entries:
            if on is None or entry.item.in_force(on):
                return entry
        title = KIND_TITLES.get(kind, kind)
        if entries:
            raise refuse(f"{title}在 {on} 没有有效版本", "请检查有效期", field=title, value=code)
        raise refuse(f"没有这个{title}", "可用 linghang packs list 查看全部", field=title, value=code)

    def versions(self, kind: str, code: str) -> list[Entry]:
        """Every version of an object, the newest first; none when there is no such object."""
        return self._by_code.get((kind, code), [])

    def has(self, kind: str, code: str) -> bool:
        return (kind, code) in self._by_code

    def of_kind(self, kind: str, on: date | None = None) -> Iterator[Entry]:
        """One entry per code (the version in force `on`, or the newest), ordered as first written."""
        for entries in self._by_kind.get(kind, ()):
            for entry in entries:
                if on is None or entry.item.in_force(on):
                    yield entry
                    break

    def register(self, code: str, on: date | None = None) -> Register:
        return cast(Register, self.entry("registers", code, on).item)

    def indicator(self, code: str, on: date | None = None) -> Indicator:
        return cast(Indicator, self.entry("indicators", code, on).item)

    def codeset(self, code: str, on: date | None = None) -> Codeset:
        return cast(Codeset, self.entry("codesets", code, on).item)

    def report(self, code: str, on: date | None = None) -> Report:
        return cast(Report, self.entry("reports", code, on).item)

    def programme(self, code: str, on: date | None = None) -> Programme:
        return cast(Programme, self.entry("programmes", code, on).item)

    def routing(self, code: str, on: date | None = None) -> Routing:
        return cast(Routing, self.entry("routings", code, on).item)

    def framework(self, code: str, on: date | None = None) -> Framework:
        return cast(Framework, self.entry("frameworks", code, on).item)

    def duty(self, code: str, on: date | None = None) -> Duty:
        return cast(Duty, self.entry("duties", code, on).item)

    def procedure(self, code: str, on: date | None = None) -> Procedure:
        return cast(Procedure, self.entry("procedures", code, on).item)

    def registers(self, on: date | None = None) -> list[Register]:
        return [cast(Register, entry.item) for entry in self.of_kind("registers", on)]

    def indicators(self, on: date | None = None) -> list[Indicator]:
        return [cast(Indicator, entry.item) for entry in self.of_kind("indicators", on)]

    def programmes(self, on: date | None = None) -> list[Programme]:
        return [cast(Programme, entry.item) for entry in self.of_kind("programmes", on)]

    def frameworks(self, on: date | None = None) -> list[Framework]:
        return [cast(Framework, entry.item) for entry in self.of_kind("frameworks", on)]

    def duties(self, on: date | None = None) -> list[Duty]:
        return [cast(Duty, entry.item) for entry in self.of_kind("duties", on)]

    def procedures(self, on: date | None = None) -> list[Procedure]:
        return [cast(Procedure, entry.item) for entry in self.of_kind("procedures", on)]


def fingerprint(items: Iterable[PackObject | str]) -> str:
    """A short, stable hash of definitions: what was computed from the same text has the same fingerprint."""
    digest = sha256()
    for item in items:
        digest.update((item if isinstance(item, str) else item.model_dump_json()).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:12]
