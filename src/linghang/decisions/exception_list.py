"""The exception list as a page and a workbook show it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter

from linghang.decisions import held
from linghang.decisions.exceptions import Irregularity
from linghang.decisions.models import Item, Meeting
from linghang.decisions.place import Place
from linghang.decisions.verdicts import CONFIDENCE, LIGHTS
from linghang.packs.routing import Routing
from linghang.registers.sheets import neutral

HEADINGS = (
    "日期",
    "议事机构",
    "会议编号",
    "会议",
    "议题",
    "规则",
    "例外",
    "怎么办",
    "仍照此办理的理由",
    "依据",
    "可信度",
)
_WIDTHS = (12, 14, 20, 28, 32, 30, 48, 40, 30, 36, 24)


@dataclass(frozen=True)
class ExceptionLine:
    """One exception with its meeting and item; no meeting where one was wanting. `title` is what the rule asks."""

    found: Irregularity
    meeting: Meeting | None
    item: Item | None
    body: str
    title: str

    @property
    def on(self) -> dt.date:
        return self.found.on

    @property
    def rule(self) -> str:
        return self.found.finding.rule

    @property
    def light(self) -> str:
        return LIGHTS[self.found.finding.severity]

    @property
    def text(self) -> str:
        return self.found.finding.reason

    @property
    def remedy(self) -> str:
        return self.found.finding.remedy

    @property
    def source(self) -> str:
        return self.found.finding.source

    @property
    def confidence(self) -> str:
        return f"{self.rule} · {CONFIDENCE[self.found.finding.confidence]}"


@dataclass(frozen=True)
class Kind:
    """How often one rule was broken."""

    rule: str
    title: str
    count: int


def lines_of(place: Place, routing: Routing, today: dt.date) -> list[ExceptionLine]:
    """The exceptions of the place's year, of one body where one is chosen, in order of time."""
    found = [
        each
        for each in held.irregularities([place.institution], place.first, min(place.last, today))
        if place.body in ("", each.body)
    ]
    meetings = Meeting.objects.in_bulk({each.meeting for each in found if each.meeting is not None})
    items = Item.objects.in_bulk({each.item for each in found if each.item is not None})
    titles = {body.code: body.title for body in routing.bodies}
    return [
        ExceptionLine(
            each,
            meetings[each.meeting] if each.meeting is not None else None,
            items.get(each.item) if each.item is not None else None,
            titles.get(each.body, each.body),
            routing.rule(each.finding.rule).title,
        )
        for each in found
    ]


def kinds_of(lines: list[ExceptionLine]) -> list[Kind]:
    """The rules by how often they were broken, the worst first."""
    titles = {line.rule: line.title for line in lines}
    return [Kind(rule, titles[rule], count) for rule, count in Counter(line.rule for line in lines).most_common()]


def to_xlsx(lines: list[ExceptionLine]) -> bytes:
    """The list as a workbook; texts that would run as formulas are defused."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("议事例外")
        head = book.add_format({"bold": True, "bg_color": "#EDF5F7", "border": 1, "text_wrap": True})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"border": 1, "num_format": "yyyy-mm-dd", "valign": "top"})
        for column, (title, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for row, line in enumerate(lines, 1):
            sheet.write_datetime(row, 0, dt.datetime.combine(line.on, dt.time()), day)
            for column, text in enumerate(_texts(line), 1):
                sheet.write_string(row, column, neutral(text), cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(lines), len(HEADINGS) - 1)
    return stream.getvalue()


def _texts(line: ExceptionLine) -> tuple[str, ...]:
    return (
        line.body,
        line.meeting.number if line.meeting else "",
        line.meeting.title if line.meeting else "",
        line.item.title if line.item else "",
        line.title,
        line.text,
        line.remedy,
        line.found.despite,
        line.source,
        line.confidence,
    )
