"""The workbook of cases of the demonstration: who is developed, what is signed, appraised, complained of, put right."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from linghang.core import workbook
from linghang.demo.files import WRITTEN
from linghang.demo.party.case_sheets import CaseSheets
from linghang.demo.party.development import applicants, write_development
from linghang.demo.party.house_cases import write_house
from linghang.organization.workbook import write_workbook
from linghang.packs.library import Library
from linghang.procedures.workbook import BOOK


@dataclass(frozen=True)
class CaseFiles:
    """To be imported in this order, after the members: the applicants as an organisation workbook, then the cases."""

    people: Path
    cases: Path


def write_cases(folder: Path, library: Library, today: dt.date) -> CaseFiles:
    """Write applicants.xlsx and cases.xlsx; the same day gives the same bytes.

    `today`: the day of the demonstration; everything is counted back from it, nothing lies after it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = CaseFiles(folder / "applicants.xlsx", folder / "cases.xlsx")
    sheets = CaseSheets(library, today)
    write_development(sheets)
    write_house(sheets)
    write_workbook(files.people, {"人员": applicants()}, created=WRITTEN)
    workbook.write_workbook(files.cases, BOOK, sheets.lines, WRITTEN)
    return files
