"""The course of one task, event by event, as an office would have written it down.

Days are working days; nothing is judged here: what is written passes the rules of the import or is refused there.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from linghang.core.workbook import Line
from linghang.core.workdays import add_workdays, is_workday
from linghang.demo.clinical import read_table
from linghang.tasks.cycles import reports_due

_REASONS = ("施工单位进场推迟", "政府采购程序尚未完成", "上级细则迟发", "骨干人员外派支援", "厂家排期靠后")
_MEASURES = ("每周调度一次，倒排工期", "由分管领导协调，两周内补齐", "增派人员，月底前完成")
_EXTENSIONS = ("采购流标，需重新招标", "设备到货推迟", "与上级验收时间衔接")
_RETURNS = (("documents", "佐证材料不全，请补充签字盖章的验收记录"), ("solution", "问题仍有反复，请补做复查并说明"))
_FAILED = {"documents": "文书是否规范", "solution": "问题是否解决"}
_SUSPENDED = "上级正在调整政策口径，暂缓推进，待文件明确后恢复"
_EVIDENCE = ("验收记录.pdf", "现场照片.jpg", "会议纪要.docx", "统计表.xlsx")


@dataclass
class Course:
    """The events of a task so far. `reporter` and `approver`: names that stand beside them; `cycle`, `line`: the
    task's own; `until`: nothing happens after this day."""

    rng: np.random.Generator
    line: str
    cycle: str
    reporter: str
    approver: str
    office: str
    until: dt.date
    events: list[dict[str, Any]] = field(default_factory=list)
    day: dt.date = dt.date.min
    accepted: dt.date | None = None
    percent: int = 0
    over: bool = False

    def add(self, kind: str, day: dt.date, by: str, text: str = "", **cells: Any) -> bool:
        """Write an event down unless it lies after the last day told of: then nothing after it is told either."""
        day = max(day, self.day)
        self.over = self.over or day > self.until
        if self.over:
            return False
        self.events.append({"日期": day, "事由": kind, "内容": text, "经办人": by, **cells})
        self.day = day
        return True

    def later(self, few: int, many: int) -> dt.date:
        """A working day some working days after the last event."""
        return add_workdays(self.day, int(self.rng.integers(few, many + 1)))

    def pick(self, choices: Sequence[Any]) -> Any:
        return choices[int(self.rng.integers(len(choices)))]

    def begin(self, opened: dt.date, due: dt.date, lead: str) -> None:
        """Registered, given out, accepted."""
        self.add("立项", opened, self.office, 牵头科室代码=lead)
        self.add("交办", self.later(1, 2), self.office, "请按要求办理，按期反馈", 时限=due)
        if self.add("签收", self.later(1, 2), self.reporter):
            self.accepted = self.day

    def report(self, day: dt.date, text: str = "", **cells: Any) -> bool:
        self.percent = min(95, self.percent + int(self.rng.integers(8, 20)))
        return self.add("反馈", day, self.reporter, text or self.words(), 进度=self.percent, **cells)

    def work(self, end: dt.date, milestones: Sequence[tuple[int, dt.date]], *, missed: int = 0) -> None:
        """Reports by the cycle and on milestones until `end`; `missed`: a milestone that is not reported."""
        if self.accepted is None:
            return
        wanted: dict[dt.date, dict[str, Any]] = {}
        for each in reports_due(self.cycle, max(self.accepted, self.day), end):
            luck = self.rng.random()
            if luck < 0.88:
                wanted.setdefault(_on_workday(max(each.start, self.day, each.due - dt.timedelta(days=2)), each.due), {})
            elif luck < 0.95:
                wanted.setdefault(each.due + dt.timedelta(days=3), {"所报周期": each.due})
        for position, due in milestones:
            if position != missed and self.day <= due <= end:
                wanted.setdefault(_before(due), {})["完成节点"] = str(position)
        if not wanted and self.day < end:
            middle = self.day + (end - self.day) / 2
            wanted[_on_workday(middle, end)] = {}
        for day in sorted(wanted):
            if self.day <= day <= end:
                self.report(day, **wanted[day])

    def words(self) -> str:
        """What a department reports in its line of work."""
        fits = [row["text"] for row in read_table("feedback") if row["line"] in (self.line, "*")]
        return str(self.pick(fits)).format(n=int(self.rng.integers(3, 60)), p=max(self.percent, 10))

    def late(self, due: dt.date) -> None:
        """The due day passes: pressed for, then a report with reason, progress and measures."""
        self.day = max(self.day, due)
        self.add(
            "催办",
            self.later(1, 3),
            self.office,
            "任务已逾期，请说明原因并抓紧办理",
            限期回复=add_workdays(self.day, 8),
        )
        self.explain()

    def explain(self) -> None:
        cells = {
            "未按期原因": self.pick(_REASONS),
            "目前进展": f"总体完成{self.percent}%",
            "下步措施": self.pick(_MEASURES),
        }
        self.report(self.later(1, 3), **cells)

    def extend(self, day: dt.date, due: dt.date, *, granted: bool) -> None:
        reason = self.pick(_EXTENSIONS)
        self.add("申请延期", day, self.reporter, reason, 时限=due)
        if granted:
            self.add("同意延期", self.later(0, 1), self.approver, "同意，请按新的时限办结", 时限=due)
        else:
            self.add("不同意延期", self.later(0, 1), self.approver, "理由不充分，仍按原时限办理")

    def pause(self, day: dt.date, back: dt.date, due: dt.date) -> bool:
        """Suspended and resumed. Whether it goes on."""
        paused = self.add("中止", day, self.approver, _SUSPENDED)
        return paused and self.add("恢复", back, self.approver, "口径已明确，恢复办理", 时限=due)

    def inspect(self, finding: str) -> None:
        text = {"进展正常": "查阅资料并现场查看，进展正常", "未达序时进度": "现场查看，实际进度落后于计划"}[finding]
        self.add("督查", self.later(1, 4), self.office, text, 方式="实地", 结论=finding)

    def ask(self, day: dt.date) -> bool:
        """Declared done, with a file or with the reason why there is none."""
        proof = {"佐证材料": self.pick(_EVIDENCE)}
        if self.rng.random() < 0.2:
            proof = {"无书面佐证的说明": "以系统数据为准，可在指标页面查看"}
        return self.add("申请办结", day, self.reporter, "各项要求已落实，申请办结", **proof)

    def send_back(self) -> bool:
        """Returned by the reviewer with the point that failed."""
        point, text = self.pick(_RETURNS)
        self.percent = min(self.percent, 80)
        return self.add("退回", self.later(1, 3), self.approver, text, 复核要点=_FAILED[point])

    def close(self) -> bool:
        return self.add("销号", self.later(1, 3), self.approver, "同意销号", 复核要点="七项合格")

    def appraise(self) -> None:
        score = int(self.rng.integers(160, 200)) / 2
        self.add("考核", self.later(3, 8), self.approver, "计入科室目标管理考核", 得分=str(score))

    @property
    def ended(self) -> bool:
        return bool(self.events) and self.events[-1]["事由"] in ("销号", "考核", "撤销")

    def lines(self, place: Line) -> list[Line]:
        """The events as lines of the workbook, numbered."""
        return [{**place, "序号": number, **each} for number, each in enumerate(self.events, 1)]


def _before(day: dt.date) -> dt.date:
    """That day or the last working day before it."""
    while not is_workday(day):
        day -= dt.timedelta(days=1)
    return day


def _on_workday(day: dt.date, last: dt.date) -> dt.date:
    """That day or the next working day, not after `last`."""
    while not is_workday(day) and day < last:
        day += dt.timedelta(days=1)
    return min(day, last)
