"""What individual review decided, in a table: 病例号, and 核定分值 or 核定金额, and 理由. Pure."""

from pathlib import Path

from linghang.casemix.dip.review import Approved
from linghang.casemix.dip.tables import read_lines
from linghang.casemix.table_lines import Line, read_each
from linghang.casemix.tables import read_grids, refuse_all
from linghang.core.errors import Fault, InputError

COLUMNS = ("病例", "核定分值", "核定金额", "理由")


def read_approved(path: Path) -> tuple[Approved, ...]:
    """The decisions in a CSV file or the sheets of a workbook. InputError: file, row, column, reason, remedy."""
    grids = read_grids(path)
    found: list[Approved] = []
    faults: list[Fault] = []
    for sheet, grid in grids.items():
        file = f"{path.name}/{sheet}" if len(grids) > 1 else path.name
        found += read_each(read_lines(grid, file, COLUMNS[:1], COLUMNS, "病例")[0], _approved, faults)
    refuse_all(faults)
    return tuple(found)


def _approved(line: Line) -> Approved:
    points, amount = line.decimal("核定分值"), line.decimal("核定金额")
    try:
        return Approved(line.text("病例"), points, amount, line.text("理由"))
    except InputError as error:
        (fault,) = error.faults
        at = "核定金额" if points is None else "核定分值"
        raise InputError(line.fault(at, fault.reason, fault.remedy)) from error
