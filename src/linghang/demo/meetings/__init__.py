"""The meetings of the region's hospitals and what came of them, as the two workbooks that the imports read."""

from collections.abc import Collection
from pathlib import Path

from linghang.core.workbook import Line
from linghang.decisions import workbook
from linghang.demo.files import WRITTEN
from linghang.demo.institutions import institutions
from linghang.demo.meetings import execution
from linghang.demo.meetings.sheets import Sheets
from linghang.demo.meetings.year import Course
from linghang.demo.meetings.years import YEARS
from linghang.demo.seeds import generator
from linghang.tasks import workbook as tasks_workbook


def write_meetings(folder: Path, seed: int, only: Collection[str] | None = None) -> tuple[Path, Path]:
    """Write meetings.xlsx, and meeting_tasks.xlsx with how their tasks went on, to be imported in this order."""
    sheets, records = Sheets(), list[Line]()
    for year in YEARS:
        if year.institution in (only or institutions()):
            name = (year.institution, year.year)
            given = Course(sheets, year, generator(seed, "meetings", *name)).hold()
            records += execution.records(given, generator(seed, "meeting tasks", *name))
    folder.mkdir(parents=True, exist_ok=True)
    meetings, tasks = folder / "meetings.xlsx", folder / "meeting_tasks.xlsx"
    workbook.write_workbook(meetings, sheets.lines, created=WRITTEN)
    tasks_workbook.write_workbook(tasks, {tasks_workbook.RECORDS: records}, created=WRITTEN)
    return meetings, tasks
