"""The tables behind an indicator page, to carry into Excel or Word."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from linghang.indicators.bases import bases
from linghang.indicators.choices import Choice
from linghang.indicators.pages import Definition, Page
from linghang.indicators.tiles import shown
from linghang.packs.model import Indicator
from linghang.registers.sheets import neutral

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
FORMS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True)
class Said:
    """A change in our own words, like +8.4%: it begins like a formula and is none."""

    text: str


Cell = str | Decimal | Said | None


def sheets(page: Page, indicator: Indicator, choice: Choice, definition: Definition) -> dict[str, list[Sequence[Cell]]]:
    """Sheet name → rows, the head first. Numbers keep their full precision; a missing one is an empty cell."""
    unit = f"（{page.unit}）" if page.unit else ""
    year = choice.period.first.year
    value = page.tile.value
    found: dict[str, list[Sequence[Cell]]] = {
        "指标": [
            ["指标", "机构", "期间", f"数值{unit}", "分子", "分母", "同比", "方向", "目标", "状态", "完整性", "核对"],
            [
                indicator.title,
                choice.title,
                choice.period.label,
                shown(indicator, value.value),
                value.numerator,
                value.denominator,
                Said(page.tile.change.text),
                indicator.good,
                page.shown_target,
                page.tile.light.word,
                _whole(page.tile.partial, page.tile.small),
                _checked(definition),
            ],
        ]
    }
    if page.months:
        found["月度"] = [
            ["月份", f"{year}年{unit}", f"{year - 1}年{unit}", "同比", "完整性"],
            *(
                [row.label, row.shown, row.shown_past, Said(row.change.text), _whole(row.partial)]
                for row in page.months
            ),
        ]
    for title, rows in (("科室", page.departments.rows), ("成员机构", page.members.rows)):
        if rows:
            found[title] = [
                [title, "代码", f"数值{unit}", "分子", "分母", "95%区间", "与总体相比", "同比", "完整性"],
                *(
                    [
                        row.name,
                        row.code,
                        row.shown,
                        row.numerator,
                        row.denominator,
                        row.standing.interval if row.standing else "",
                        row.standing.word if row.standing else "",
                        Said(row.change.text),
                        _whole(row.partial, row.small),
                    ]
                    for row in rows
                ),
            ]
    rests = bases([indicator.code], choice.institution.code, choice.period)
    return found | {"说明": [*_origin(definition, indicator), *(["数据依据", each] for each in rests)]}


def _origin(definition: Definition, indicator: Indicator) -> list[Sequence[Cell]]:
    """What the figures mean and how far they can be relied on, so that a table taken out of the house still says so."""
    facts = [
        *definition.parts,
        ("方向", indicator.good),
        ("来源", definition.source),
        ("核对", _checked(definition)),
        ("所属", definition.pack),
    ]
    return [["项目", "内容"], *facts]


def _checked(definition: Definition) -> str:
    return "未核实，仅供参考" if definition.unverified else "已核对"


def _whole(partial: bool, small: bool = False) -> str:
    """What a value is short of: months, cases."""
    return "；".join(said for said, true in (("部分月份没有数据", partial), ("例数少", small)) if true)


def response(page: Page, indicator: Indicator, choice: Choice, definition: Definition, form: str) -> HttpResponse:
    return file_of(
        sheets(page, indicator, choice, definition), f"{indicator.title}-{choice.title}-{choice.period}", form
    )


def file_of(found: dict[str, list[Sequence[Cell]]], title: str, form: str) -> HttpResponse:
    """Tables by sheet name as a file to carry away; `form` is one of FORMS."""
    body = _csv(found) if form == "csv" else _xlsx(found)
    answer = HttpResponse(body, content_type=FORMS[form])
    name = f"{title}.{form}".replace(" ", "").replace("/", "-")
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


def _csv(found: dict[str, list[Sequence[Cell]]]) -> bytes:
    """All tables below each other; with a byte-order mark, by which Excel knows UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    for title, rows in found.items():
        writer.writerow([title])
        writer.writerows([[_text(cell) for cell in row] for row in rows])
        writer.writerow([])
    return text.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    """Text from records and ledgers that a spreadsheet would run as a formula is made to stay text."""
    match cell:
        case None:
            return ""
        case Said(text):
            return text
        case str():
            return neutral(cell)
    return f"{cell:f}"


def _xlsx(found: dict[str, list[Sequence[Cell]]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": "#E8F1F3", "border": 1})
        for title, rows in found.items():
            sheet = workbook.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 0, 24)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    _write(sheet, number, column, cell, head if number == 0 else None)
    return file.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Cell, form: Any) -> None:
    if isinstance(cell, Decimal):
        sheet.write_number(row, column, float(cell), form)
    elif cell is not None:
        sheet.write_string(row, column, cell.text if isinstance(cell, Said) else cell, form)
