"""One hospital's year of meetings, in order of time: what one meeting settles is what the next one brings."""

import datetime as dt
from collections import deque
from dataclasses import dataclass, field, replace

import numpy as np

from linghang.core.workdays import add_workdays
from linghang.decisions import workbook as book
from linghang.demo.meetings import subjects, years
from linghang.demo.meetings.sheets import Sheets, Sitting, members, open_sitting
from linghang.demo.meetings.subjects import Subject
from linghang.demo.meetings.years import Year
from linghang.demo.people import leaders

Place = dict[str, str | int]
"""The columns that name an item or a topic."""


@dataclass(frozen=True)
class Given:
    """A task that came of a meeting or of research, with the day on which it was given out and its deadline."""

    institution: str
    number: str
    department: str
    title: str
    on: dt.date
    due: dt.date


@dataclass
class Course:
    """What is still to come in a year. `ready`: drafted subjects and the item that the committee has to cite."""

    sheets: Sheets
    year: Year
    rng: np.random.Generator
    drafts: deque[Subject] = field(default_factory=lambda: deque(subjects.DRAFTED))
    daily: deque[Subject] = field(default_factory=lambda: deque(subjects.DAILY))
    party: deque[Subject] = field(default_factory=lambda: deque(subjects.PARTY))
    appointments: deque[Subject] = field(default_factory=lambda: deque(subjects.APPOINTMENTS))
    ready: deque[tuple[Subject, str, dt.date]] = field(default_factory=deque)
    left: tuple[str, dt.date] | None = None
    given: list[Given] = field(default_factory=list)

    def hold(self) -> list[Given]:
        """Write every meeting and research topic of the year; returns the tasks that came of them."""
        for day, body, turn in self.year.days():
            match body:
                case years.PARTY:
                    self._committee(day, turn)
                case years.PRESIDENT:
                    self._president(day, turn)
                case years.TOPIC:
                    self._topic(day, turn)
                case years.STUDY:
                    self._study(day, turn)
        self._research()
        return self.given

    def _committee(self, day: dt.date, turn: int) -> None:
        year = self.year
        sitting = self._open(years.PARTY, turn, day, late=turn == year.late_notice)
        if turn != year.no_first_topic:
            study = Subject("", f"第一议题：{subjects.STUDIES[turn % len(subjects.STUDIES)]}", "Z01", 0, "")
            sitting.item(study, "知悉", "", 类别="第一议题")
        waiting = [each for each in self.ready if (day - each[2]).days >= 1]
        for order, each in enumerate(waiting[:2]):
            self.ready.remove(each)
            self._decide(sitting, each[0], each[1], talk=(turn, order) != (year.no_talk, 0))
        if turn == year.wrong_body:
            self._decide(sitting, subjects.DAILY[0], "")
        elif not waiting[:2] or turn % 2 == 0:
            subject = self._next_party(turn)
            self._decide(sitting, subject, "", carried=turn != year.not_carried, tasked=turn != year.no_task)

    def _next_party(self, turn: int) -> Subject:
        subject = self.party.popleft()
        self.party.append(subject)
        return subject if turn <= len(subjects.PARTY) else replace(subject, title=f"{subject.title}（{turn}）")

    def _decide(
        self,
        sitting: Sitting,
        subject: Subject,
        prior: str,
        *,
        talk: bool = True,
        carried: bool = True,
        tasked: bool = True,
    ) -> None:
        """An item that the committee votes on, with what has to come before it."""
        concerned = sitting.present[-1] if subject.concerned else ""
        outcome = "决定" if carried else "未通过"
        words = f"同意{subject.title}，请{subject.line}条线抓好落实" if carried else "意见不一致，会后修改完善再议"
        place = sitting.item(subject, outcome, words, 前一会议的议题=prior, 涉及人员工号=concerned)
        sheets, day = sitting.sheets, sitting.day
        if prior and talk:
            held = leaders(sitting.institution, day)
            people = f"{held['secretary']}、{held['president']}"
            sheets.add(
                book.TALKS,
                {**place, "日期": add_workdays(day, -3), "参加人工号": people, "意见一致": "是", "内容": "同意上会"},
            )
        self._opinions(sheets, place, subject, add_workdays(day, -4))
        if concerned:
            sheets.add(book.RECUSALS, {**place, "工号": concerned, "事由": "亲属为拟任人选"})
        against = 0 if carried else len(sitting.present) - 2
        sitting.votes(place, against, without=[concerned])
        if carried and tasked:
            self._give(sheets, place, subject, day)

    def _president(self, day: dt.date, turn: int) -> None:
        sitting = self._open(years.PRESIDENT, turn, day)
        if self.left is not None:
            name, noted = self.left
            self.left = None
            self._settle(sitting, subjects.LEFT, noted, 顺延自=name)
        if self.drafts:
            subject = self.drafts.popleft()
            place = sitting.item(subject, "决定", f"原则同意{subject.title}，提请党委会研究决定")
            self.ready.append((subject, _name(place), day))
        subject = self.daily.popleft()
        self.daily.append(subject)
        repeated = turn > len(subjects.DAILY)
        noted = add_workdays(day, -2)
        self._settle(sitting, replace(subject, title=f"{subject.title}（第二批）") if repeated else subject, noted)
        if turn == self.year.not_reached:
            place = sitting.item(subjects.LEFT, "未议及，顺延", "")
            self._opinions(sitting.sheets, place, subjects.LEFT, noted)
            self.left = (_name(place), noted)

    def _settle(self, sitting: Sitting, subject: Subject, noted: dt.date, **cells: str) -> None:
        """An item that the president's meeting decides itself."""
        place = sitting.item(subject, "决定", f"同意{subject.title}，由牵头科室组织实施", **cells)
        self._opinions(sitting.sheets, place, subject, noted)
        if subject.no_task:
            sitting.sheets.add(book.RESOLUTIONS, {**place, "不立项的理由": subject.no_task})
        else:
            self._give(sitting.sheets, place, subject, sitting.day)

    def _opinions(self, sheets: Sheets, place: Place, subject: Subject, day: dt.date) -> None:
        for kind, by in subject.opinions:
            sheets.add(book.OPINIONS, {**place, "类别": kind, "日期": day, "出具人": by, "意见": "同意"})

    def _topic(self, day: dt.date, turn: int) -> None:
        """The secretary's meeting talks appointments over; the committee decides them."""
        sitting = self._open(years.TOPIC, turn, day)
        if self.appointments:
            subject = self.appointments.popleft()
            place = sitting.item(subject, "知悉", "酝酿后提请党委会研究")
            self.ready.appendleft((subject, _name(place), day))

    def _study(self, day: dt.date, turn: int) -> None:
        sitting = self._open(years.STUDY, turn, day)
        subject = Subject("", subjects.STUDIES[turn - 1], "Z01", 60, "党的建设")
        outcome = "交办" if turn % 2 else "知悉"
        place = sitting.item(subject, outcome, "对照学习内容查摆问题、列出清单", 类别="学习")
        if outcome == "交办":
            self._give(sitting.sheets, place, subject, day)

    def _open(self, body: str, turn: int, day: dt.date, *, late: bool = False) -> Sitting:
        """One of the members is away every third meeting, never who presides."""
        called = members(self.year.institution, body, day)
        chair = leaders(self.year.institution, day)["president" if body == years.PRESIDENT else "secretary"]
        away = [person for person in called if person != chair]
        absent = away[int(self.rng.integers(len(away)))] if turn % 3 == 0 and body != years.STUDY else ""
        return open_sitting(self.sheets, self.year.institution, body, turn, day, absent=absent, late=late)

    def _give(self, sheets: Sheets, place: Place, subject: Subject, day: dt.date) -> None:
        task = self._task(subject.title, subject.department, subject.days, day)
        sheets.add(book.TASKS, {**place, **task, "工作条线": subject.line})

    def _task(self, title: str, department: str, days: int, day: dt.date) -> dict[str, str | dt.date]:
        """Numbered apart from the tasks that the office registers itself."""
        due, number = day + dt.timedelta(days=days), f"{day.year}-J{len(self.given) + 1:03d}"
        self.given.append(Given(self.year.institution, number, department, title, day, due))
        return {"事项": title, "牵头科室代码": department, "立项日期": day, "时限": due, "督办编号": number}

    def _research(self) -> None:
        """Each leader in order of rank has a topic, as far as there are topics; every finding becomes a task."""
        place, year = self.year.institution, self.year.year
        held = leaders(place, dt.date(year, 12, 31))
        people = list(dict.fromkeys(held[post] for post in held if post.split("-")[0] != "head"))
        for number, (leader, (title, problem, department)) in enumerate(
            zip(people, subjects.RESEARCH[: self.year.research], strict=False)
        ):
            key: Place = {"机构代码": place, "年度": year, "课题": title}
            reported = add_workdays(dt.date(year, 8, 1) + dt.timedelta(days=9 * number), 1)
            result = f"形成调研报告，提出：围绕“{problem}”立项整改。"
            self.sheets.add(
                book.TOPICS,
                {**key, "牵头领导工号": leader, "状态": "已转化", "调研成果": result, "成果日期": reported},
            )
            for month, where in ((5, "临床科室"), (6, "职能科室")):
                day = add_workdays(dt.date(year, month, 3 + number), 1)
                told: dict[str, str | dt.date] = {"日期": day, "地点": where, "了解到的情况": problem}
                self.sheets.add(book.VISITS, {**key, **told})
            measure = f"{department}牵头制定整改措施"
            task = self._task(f"整改：{problem}", department, 75, reported)
            self.sheets.add(book.FINDINGS, {**key, "问题": problem, "措施": measure, **task})


def _name(place: Place) -> str:
    return book.named(str(place["会议编号"]), int(place["议题次序"]))
