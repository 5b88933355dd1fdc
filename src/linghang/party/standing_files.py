"""Standing as a workbook: what was said in each round, in the order of the rounds, through the same checks as pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from linghang.core.errors import Fault, InputError
from linghang.core.workbook import Book, Line, Row, read_workbook, write_workbook
from linghang.organization.models import Institution, PartyOrganization
from linghang.party import standing, standing_store
from linghang.party.standing import Mark, Round
from linghang.party.standing_store import CHECKLIST, File

SHEET = "支部考评"
_ROUNDS = {title: code for code, title in standing.ROUNDS.items()}
BOOK = Book(
    sheets={
        SHEET: {
            "年度": "必填：四位年份",
            "党支部": "必填：党组织代码",
            "环节": "必填：支部自评、互评、上级考评、综合评定",
            "考核点": "必填：考核点代码",
            "评定": "必填：A、B、C、D 或 NA（不适用）",
            "理由": "与前面不同的必填",
            "互评支部": "互评的填：评议的支部代码",
            "评定人": "职务或姓名",
        }
    },
    keys={SHEET: ("年度", "党支部", "环节", "考核点", "互评支部")},
    template="支部考评",
    choices={(SHEET, "环节"): tuple(_ROUNDS), (SHEET, "评定"): standing.RATINGS},
    required=frozenset({SHEET}),
)


@dataclass(frozen=True)
class Summary:
    """Sheets touched and marks written; `settled`: sheets that went through to the end."""

    sheets: int
    marks: int
    settled: int


def load_standing(path: Path, actor: Any = None, *, dry_run: bool = False, framework: str = CHECKLIST) -> Summary:
    """Read a workbook and carry every sheet as far as its rows go: a round whose check points are all rated is handed
    on, and a sheet with a complete finding of the superior is settled. All or nothing; InputError with every fault."""
    rows = read_workbook(path, BOOK)[SHEET]
    faults: list[Fault] = []
    grouped: dict[tuple[str, int], list[tuple[Row, Mark]]] = {}
    for row in rows:
        if (read := _read(row, path.name, faults)) is not None:
            year, mark = read
            grouped.setdefault((row.text("党支部"), year), []).append((row, mark))
    if faults:
        raise InputError(faults)
    branches = PartyOrganization.objects.select_related("institution").in_bulk(
        {code for code, _ in grouped}, field_name="code"
    )
    written = settled = 0
    with transaction.atomic():
        for (code, year), lines in grouped.items():
            if code not in branches:
                faults.append(
                    Fault(path.name, lines[0][0].number, SHEET, "党支部", code, "没有这个党组织", "请核对代码")
                )
                continue
            known = standing_store.file(
                standing_store.checklist(framework, year), branches[code].institution, code, year
            )
            try:
                made, done = _carry(known, lines, actor)
            except InputError as error:
                faults += [fault.in_file(path.name) for fault in error.faults]
                continue
            written, settled = written + made, settled + done
        if faults:
            raise InputError(faults)
        transaction.set_rollback(dry_run)
    return Summary(len(grouped), written, settled)


def _read(row: Row, file: str, faults: list[Fault]) -> tuple[int, Mark] | None:
    before = len(faults)
    for column in BOOK.must(SHEET):
        if not row.text(column):
            faults.append(Fault(file, row.number, SHEET, column, "", "必填项为空", "请填写"))
    round_: Any = _ROUNDS.get(row.text("环节"))
    if row.text("环节") and round_ is None:
        faults.append(
            Fault(file, row.number, SHEET, "环节", row.text("环节"), "没有这个环节", f"请填{'、'.join(_ROUNDS)}")
        )
    year = row.text("年度")
    if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
        faults.append(Fault(file, row.number, SHEET, "年度", year, "不是四位年份", "如 2025"))
    if len(faults) > before:
        return None
    return int(year), Mark(
        row.text("考核点"), round_, row.text("评定"), row.text("理由"), row.text("评定人"), row.text("互评支部")
    )


def _carry(known: File, lines: Iterable[tuple[Row, Mark]], actor: Any) -> tuple[int, int]:
    """Marks written, and 1 when the sheet was settled."""
    found, written = list(lines), 0
    for name in standing.ROUNDS:
        marks = [mark for _, mark in found if mark.round == name]
        if not marks and name != "result":
            break
        written += len(standing_store.mark(known, marks, actor=actor)) if marks else 0
        known = standing_store.file(known.framework, known.institution, known.branch, known.year)
        if not _complete(known, name):
            break
        if name == "result":
            standing_store.step(known, "settle", actor=actor)
            return written, 1
        standing_store.step(known, "submit", actor=actor)
    return written, 0


def _complete(known: File, round_: Round) -> bool:
    said = {"self": [point.own for point in known.points], "superior": [point.superior for point in known.points]}
    return all(said.get(round_, (True,)))


def export_standing(institution: Institution, year: int, path: Path | BinaryIO, *, framework: str = CHECKLIST) -> None:
    """Every mark of the year, ready to be read again elsewhere; what was taken back or said anew stays out."""
    codes = list(PartyOrganization.objects.filter(institution=institution).values_list("code", flat=True))
    files = standing_store.files(standing_store.checklist(framework, year), institution, year, codes)
    write_workbook(path, BOOK, {SHEET: [line for each in files.values() for line in _lines(each)]})


def _lines(known: File) -> list[Line]:
    found: list[Mark] = []
    for point in known.points:
        found += [mark for mark in (point.own, *point.peers, point.superior, point.result) if mark is not None]
    order = list(standing.ROUNDS)
    return [
        {
            "年度": known.year,
            "党支部": known.branch,
            "环节": standing.ROUNDS[mark.round],
            "考核点": mark.item,
            "评定": mark.rating,
            "理由": mark.reason,
            "互评支部": mark.scorer,
            "评定人": mark.by,
        }
        for mark in sorted(found, key=lambda mark: order.index(mark.round))
    ]
