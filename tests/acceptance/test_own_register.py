"""docs/own-register.md, followed to the letter on data that nobody here made, ends at its known answers.

The page itself is the script: its shell blocks are run, its YAML blocks are written to the file that their first line
names, its table is typed into the workbook. With the whole public file beside the repository its published totals must
come out; without it, a sample of three organisations whose totals were added up with awk.
"""

import json
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from commands import afresh, running

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "own-register.md"
WHOLE = ROOT.parent / "shared" / "real" / "ae_attendances.csv"
SAMPLE = Path(__file__).parent / "data" / "ae_sample.csv"
THREE_YEARS = "2016-04..2019-03"
BLOCK = re.compile(r"^```(sh|yaml)\n(.*?)^```$|^(\|.*?)\n\n", re.MULTILINE | re.DOTALL)

# attendances, admissions, attendances within four hours
KNOWN = {
    WHOLE: (Decimal(72_019_402), Decimal(13_493_280), Decimal(72_019_402 - 8_295_237)),
    SAMPLE: (Decimal(2_380_687), Decimal(420_776), Decimal(2_380_687 - 278_936)),
}


@dataclass(frozen=True)
class Reader:
    """Somebody with the page open: `linghang(words)` runs one command in their folder and returns what it printed, or
    fails with its messages."""

    folder: Path
    linghang: Callable[[list[str]], str]


def type_in(table: str, workbook: Path) -> None:
    """Type the Markdown table into the sheet of institutions, under the heads that the template has."""
    lines = [[cell.strip() for cell in line.strip("| ").split("|")] for line in table.splitlines()]
    book = openpyxl.load_workbook(workbook)
    sheet = book["机构"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, cells in enumerate(lines[2:], start=2):
        for head, text in zip(lines[0], cells, strict=True):
            sheet.cell(row, columns[head], text)
    book.save(workbook)


def follow(page: str, reader: Reader) -> list[str]:
    """Do what the page says, in its order; the commands that were run."""
    run = []
    for kind, block, table in BLOCK.findall(page):
        if kind == "yaml":
            target = reader.folder / block.splitlines()[0].removeprefix("# ")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block, encoding="utf-8")
        elif kind == "sh":
            for line in block.splitlines():
                program, *words = shlex.split(line)
                assert program == "linghang"
                reader.linghang(words)
                run.append(words[0])
        else:
            type_in(table, reader.folder / "机构表.xlsx")
    return run


@pytest.fixture(scope="module")
def source() -> Path:
    return WHOLE if WHOLE.exists() else SAMPLE


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, source: Path) -> Iterator[Reader]:
    """A reader who has come to the end of the page."""
    folder, spoken = tmp_path_factory.mktemp("reader"), tmp_path_factory.mktemp("spoken")
    shutil.copy(source, folder / "ae_attendances.csv")
    with ExitStack() as house:

        @cache
        def at_home() -> Callable[..., Any]:
            return house.enter_context(running(None, spoken=spoken, folder=folder))

        def linghang(words: list[str]) -> str:
            done = afresh(*words, folder=folder) if words == ["init"] else at_home()(*words)
            assert done.returncode == 0, f"linghang {' '.join(words)}\n{done.stdout}\n{done.stderr}"
            return str(done.stdout)

        yield _at_the_end(Reader(folder, linghang))


def _at_the_end(reader: Reader) -> Reader:
    run = follow(PAGE.read_text(encoding="utf-8"), reader)
    assert run == [
        "init",
        "organization",
        "organization",
        "packs",
        "load",
        "load",
        "compute",
        *["values"] * 3,
        "trace",
        "account",
    ]
    return reader


def figures(reader: Reader, period: str, *extra: str) -> dict[str, dict[str, str]]:
    words = ["values", "--institution", "england", "--period", period, "--json", *extra]
    codes = ("emergency_attendances", "emergency_admissions", "four_hour_performance")
    rows = json.loads(reader.linghang([*words, *(word for code in codes for word in ("-c", code))]))
    return {row["indicator"]: row for row in rows}


def test_the_totals_are_the_published_ones(reader: Reader, source: Path) -> None:
    attendances, admissions, in_time = KNOWN[source]
    found = figures(reader, THREE_YEARS)
    assert Decimal(found["emergency_attendances"]["value"]) == attendances
    assert Decimal(found["emergency_admissions"]["value"]) == admissions
    assert Decimal(found["four_hour_performance"]["numerator"]) == in_time
    assert Decimal(found["four_hour_performance"]["denominator"]) == attendances


def test_four_hour_performance_is_written_as_a_percentage(reader: Reader, source: Path) -> None:
    expected = {WHOLE: "88.482%", SAMPLE: "88.283%"}[source]
    assert figures(reader, THREE_YEARS)["four_hour_performance"]["text"] == expected


def test_a_year_outside_the_file_has_no_data_instead_of_zero(reader: Reader) -> None:
    found = figures(reader, "2014")
    assert {row["status"] for row in found.values()} == {"no_data"}
    assert {row["text"] for row in found.values()} == {"〔缺〕"}


def test_a_year_that_the_file_covers_in_part_says_so(reader: Reader) -> None:
    assert figures(reader, "2019")["emergency_attendances"]["status"] == "partial"


def test_a_wrong_line_is_refused_with_row_and_remedy(reader: Reader) -> None:
    """More people over four hours than people: the rule of the page speaks."""
    rows = ["period,org_code,type,attendances,breaches,admissions"]
    rows += [f"2020-01-01,R{number:02},1,100,{number},5" for number in range(40)]
    (reader.folder / "wrong.csv").write_text("\n".join([*rows, "2020-01-01,RXX,1,100,101,5", ""]), encoding="utf-8")
    words = ["load", "wrong.csv", "--register", "emergency_month", "--institution", "england", "--period", "2020-01"]
    result = json.loads(reader.linghang([*words, "--dry-run", "--json"]))
    assert (result["rows_accepted"], result["rows_rejected"]) == (40, 1)
