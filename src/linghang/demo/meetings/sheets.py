"""Meetings written down as the rows of their workbook."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from linghang.core.workbook import Line
from linghang.core.workdays import add_workdays
from linghang.decisions import workbook as book
from linghang.demo.meetings.subjects import Subject
from linghang.demo.people import leaders

_PARTY_SEATS = ("secretary", "deputy", "deputy-2", "discipline", "member-1", "member-2", "member-3")
_ADMINISTRATION = ("president", "vice-1", "vice-2", "vice-3", "accountant")
SEATS = {
    "党委会": _PARTY_SEATS,
    "院长办公会": _ADMINISTRATION,
    "书记专题会": ("secretary", "deputy", "deputy-2", "discipline", "president"),
    "理论学习中心组": (*_PARTY_SEATS, *_ADMINISTRATION),
}
"""Posts by which one sits in a body, those of the house's code left out."""


@dataclass
class Sheets:
    """Rows by sheet; what later rows refer to is kept by the writer."""

    lines: dict[str, list[Line]] = field(default_factory=lambda: {sheet: [] for sheet in book.SHEETS})

    def add(self, sheet: str, line: Line) -> None:
        self.lines[sheet].append({column: value for column, value in line.items() if value not in ("", None, 0)})


@dataclass
class Sitting:
    """One meeting while it is written: its place in the file, who came, and how many items it has."""

    sheets: Sheets
    institution: str
    body: str
    number: str
    day: dt.date
    present: tuple[str, ...]
    last: str
    items: int = 0

    @property
    def place(self) -> dict[str, str]:
        return {"机构代码": self.institution, "会议编号": self.number}

    def item(self, subject: Subject, outcome: str, conclusion: str, **cells: str) -> dict[str, str | int]:
        """An item of the agenda with who spoke to it, the chair last; its place for other rows."""
        self.items += 1
        words: dict[str, str | int] = {
            "事项": subject.matter,
            "议题": subject.title,
            "金额": subject.amount,
            "提出科室代码": subject.department,
        }
        self.sheets.add(
            book.ITEMS,
            {**self.place, "次序": self.items, **words, "结果": outcome, "议定意见": conclusion, **cells},
        )
        place: dict[str, str | int] = {**self.place, "议题次序": self.items}
        if cells.get("类别") is None and outcome not in ("", "未议及，顺延"):
            recused = cells.get("涉及人员工号")
            others = [person for person in self.present if person not in (self.last, recused)][:3]
            for position, person in enumerate([*others, self.last], 1):
                points = "同意，按程序办理" if person == self.last else "同意，请抓好落实"
                self.sheets.add(book.SPEECHES, {**place, "发言次序": position, "工号": person, "要点": points})
        return place

    def votes(self, place: dict[str, str | int], against: int = 0, without: Iterable[str] = ()) -> None:
        """Everybody there votes for it but the last `against`; those of `without` have left the room."""
        voting = [person for person in self.present if person not in without]
        for position, person in enumerate(voting, 1):
            choice = "反对" if position > len(voting) - against else "赞成"
            self.sheets.add(book.VOTES, {**place, "工号": person, "表决": choice})


def members(institution: str, body: str, day: dt.date) -> list[str]:
    """Staff numbers of those who sit in the body that day, in order of rank."""
    held = leaders(institution, day)
    return list(dict.fromkeys(held[post] for post in SEATS[body] if post in held))


def open_sitting(
    sheets: Sheets, institution: str, body: str, turn: int, day: dt.date, *, absent: str = "", late: bool = False
) -> Sitting:
    """A meeting with its roll; notice three working days before, or `late` on the day before."""
    chair = leaders(institution, day)["president" if body == "院长办公会" else "secretary"]
    called = members(institution, body, day)
    number = f"{body}〔{day.year}〕{turn}"
    notified = add_workdays(day, -1 if late else -3)
    sheets.add(
        book.MEETINGS,
        {
            "机构代码": institution,
            "会议编号": number,
            "议事机构": body,
            "名称": f"{day.year}年第{turn}次{body}",
            "时间": f"{day} 15:00",
            "结束时间": f"{day} 17:30",
            "地点": "行政楼第一会议室",
            "主持人工号": chair,
            "通知时间": f"{notified} 10:00",
            "状态": "纪要已印发",
            "印发日期": add_workdays(day, 3),
        },
    )
    place = {"机构代码": institution, "会议编号": number}
    for person in called:
        presence = "请假" if person == absent else "到会"
        sheets.add(book.ROLL, {**place, "工号": person, "到会情况": presence, "签收时间": f"{notified} 16:00"})
    present = tuple(person for person in called if person != absent)
    return Sitting(sheets, institution, body, number, day, present, chair)
