"""Cases written down as the rows of their workbook, each step with the papers that its procedure asks for."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from linghang.core.workbook import Line
from linghang.core.workdays import add_workdays
from linghang.packs.library import Library
from linghang.packs.procedure import Procedure
from linghang.procedures.cases import Tally
from linghang.procedures.workbook import CASES, STEPS, TALLY, write_data

_DAY = dt.timedelta(days=1)


@dataclass
class CaseSheets:
    """Both sheets, filled case by case; numbers run by house, procedure and year. `today`: nothing is after it."""

    library: Library
    today: dt.date
    lines: dict[str, list[Line]] = field(default_factory=lambda: {CASES: [], STEPS: []})
    taken: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def open(
        self, place: str, procedure: str, subject: str, on: dt.date, *, data: Mapping[str, object] | None = None,
        branch: str = "", department: str = "", profile: str = "",
    ) -> "CaseLines":  # fmt: skip
        """A new case; its steps are added to what this gives back."""
        key = (place, procedure, on.year)
        self.taken[key] = self.taken.get(key, 0) + 1
        number = f"{on.year}-{self.taken[key]:04d}"
        line: Line = {
            "机构代码": place,
            "流程代码": procedure,
            "编号": number,
            "对象": subject,
            "党组织代码": branch,
            "科室代码": department,
            "办法": profile,
            "启动日期": on,
            "启动内容": write_data(data or {}),
        }
        self.lines[CASES].append(_filled(line))
        return CaseLines(self, self.library.procedure(procedure), place, number)


@dataclass
class CaseLines:
    """One case while it is written, up to the day of the demonstration: what would come later is left out."""

    sheets: CaseSheets
    procedure: Procedure
    place: str
    number: str
    handed_in: set[str] = field(default_factory=set)
    to_come: bool = False

    def step(
        self, code: str, on: dt.date, outcome: str = "", *, data: Mapping[str, object] | None = None,
        tally: Tally | None = None,
    ) -> None:  # fmt: skip
        """A step as it was done; without an outcome named, the first that goes on or closes the case."""
        step = self.procedure.step(code)
        named = outcome or next((key for key, end in step.outcomes.items() if end.goes_on or end.ends), "")
        wanted = [paper.code for paper in step.documents if paper.required and paper.outcome in (None, named)]
        papers = [paper for paper in wanted if step.repeats or paper not in self.handed_in]
        self.handed_in.update(papers)
        votes = {column: getattr(tally, name) for column, name in TALLY.items()} if tally else {}
        self._line(on, code, 结果=named, 内容=write_data(data or {}), 材料="\n".join(papers), **votes)

    def note(self, event: str, on: dt.date, text: str) -> None:
        """Suspended, closed before its end …: an event that every case knows, with its reason."""
        self._line(on, event, 说明=text)

    def _line(self, on: dt.date, step: str, **cells: str | int) -> None:
        self.to_come = self.to_come or on > self.sheets.today
        if self.to_come:
            return
        place = {"机构代码": self.place, "流程代码": self.procedure.code, "编号": self.number}
        self.sheets.lines[STEPS].append(_filled({**place, "日期": on, "步骤": step, **cells}))


def working(day: dt.date) -> dt.date:
    """That day, or the next on which people work."""
    return add_workdays(day - _DAY, 1)


def going(days: Iterable[dt.date]) -> list[dt.date]:
    """Working days in the same order, none before the one before it."""
    found: list[dt.date] = []
    for day in days:
        found.append(max(working(day), found[-1]) if found else working(day))
    return found


def _filled(line: Line) -> Line:
    return {column: value for column, value in line.items() if value not in ("", None)}
