"""The meeting desk: where the meeting stands, what the next step still wants, the agenda, and who is there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from linghang.decisions import items
from linghang.decisions.catalogue import body_of, routing_of
from linghang.decisions.models import Attendance, Item, Meeting
from linghang.decisions.verdicts import Shown, passes_on, show
from linghang.packs.routing import Body, Routing

Stage = Meeting.Stage
Presence = Attendance.Presence
Outcome = Item.Outcome
_ORDER = (Stage.PLANNED, Stage.CONVENED, Stage.OPEN, Stage.CLOSED, Stage.ISSUED)
_OUTCOME_LIGHTS = {Outcome.DECISION: "good", Outcome.TASK: "good", Outcome.INFORMATION: "good", Outcome.REJECTED: "bad"}
_PRESENCE_LIGHTS = {Presence.PRESENT: "good", Presence.LEAVE: "warn", Presence.ABSENT: "bad"}


@dataclass(frozen=True)
class Point:
    """Something the meeting still wants: what, how grave, where to mend it."""

    text: str
    light: str = "warn"
    url: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class StageMark:
    """A stage on the strip above the desk: `done`, `now` or empty."""

    title: str
    state: str


@dataclass(frozen=True)
class NextStep:
    """The step that the stage leads to; `deed` is its name for the form, empty when nothing is left to do."""

    title: str
    fine: str
    deed: str
    button: str
    points: tuple[Point, ...]
    overrides: tuple["AgendaLine", ...] = ()


@dataclass(frozen=True)
class AgendaLine:
    item: Item
    number: int
    shown: Shown
    current: bool = False

    @property
    def light(self) -> str:
        return self.shown.light

    @property
    def word(self) -> str:
        return self.shown.word

    @property
    def outcome_light(self) -> str:
        return _OUTCOME_LIGHTS.get(Outcome(self.item.outcome), "warn")


@dataclass(frozen=True)
class RollLine:
    """A person called, as the desk lists them."""

    call: Attendance
    chair: bool

    def __getattr__(self, name: str) -> object:
        return getattr(self.call, name)

    @property
    def key(self) -> str:
        return f"presence-{self.call.person_id}"

    @property
    def light(self) -> str:
        return _PRESENCE_LIGHTS.get(Presence(self.call.presence), "")

    @property
    def word(self) -> str:
        return self.call.get_presence_display()


@dataclass(frozen=True)
class Roll:
    """Who is called and who came; counts are of those entitled to vote."""

    lines: tuple[RollLine, ...]
    notified: bool

    def _members(self, presence: object) -> int:
        return sum(line.call.member and line.call.presence == presence for line in self.lines)

    @property
    def members(self) -> int:
        return sum(line.call.member for line in self.lines)

    @property
    def present(self) -> int:
        return self._members(Presence.PRESENT)

    @property
    def leave(self) -> int:
        return self._members(Presence.LEAVE)

    @property
    def absent(self) -> int:
        return self._members(Presence.ABSENT)

    @property
    def unreceived(self) -> int:
        return sum(line.call.received_at is None for line in self.lines)


def stages_of(meeting: Meeting) -> list[StageMark]:
    """The strip of stages; a cancelled meeting shows nothing but that."""
    if meeting.stage == Stage.CANCELLED:
        return [StageMark(meeting.get_stage_display(), "now")]
    at, titles = _ORDER.index(Stage(meeting.stage)), dict(Stage.choices)
    return [
        StageMark(titles[stage], "done" if number < at else "now" if number == at else "")
        for number, stage in enumerate(_ORDER)
    ]


def agenda_of(meeting: Meeting, routing: Routing, wanted: int | None = None) -> list[AgendaLine]:
    """The items in order, each with its verdict before this body. One is in the middle of the desk: the one wanted,
    else the first without an outcome, else the first."""
    found = meeting.items.select_related(
        "department", "rapporteur", "prior__meeting", "resolution", "institution"
    ).prefetch_related("consultations", "opinions")
    found = list(found.order_by("position", "pk"))
    current = _current(found, wanted)
    return [
        AgendaLine(item, number, show(items.facts(item), routing, meeting.body), item is current)
        for number, item in enumerate(found, 1)
    ]


def _current(found: Sequence[Item], wanted: int | None) -> Item | None:
    asked = [item for item in found if item.pk == wanted]
    without = [item for item in found if item.outcome == Outcome.OPEN]
    return next(iter([*asked, *without, *found]), None)


def roll_of(meeting: Meeting) -> Roll:
    """Everybody called, members first."""
    calls = meeting.attendances.select_related("person").order_by("-member", "position", "pk")
    return Roll(
        tuple(RollLine(call, call.person_id == meeting.chair_id) for call in calls), meeting.notified_at is not None
    )


def next_step(meeting: Meeting, lines: Sequence[AgendaLine], roll: Roll, routing: Routing) -> NextStep:
    """What comes next, and what is wanting for it."""
    body = body_of(routing, meeting.body)
    stage = Stage(meeting.stage)
    if stage == Stage.PLANNED:
        excusable = tuple(line for line in lines if line.shown.overridable)
        points = _planned(meeting, lines, roll, body)
        return NextStep("定议程、发通知", "都已具备", "convene", "议程定稿，发出通知", points, excusable)
    if stage == Stage.CONVENED:
        return NextStep("开会", "通知全部签收", "begin", "开始会议", _convened(meeting, roll))
    if stage == Stage.OPEN:
        return NextStep("会议进行中", "每项议题都有了结果", "close", "散会", _open(meeting, lines, routing))
    if stage == Stage.CLOSED:
        return NextStep(
            "印发纪要", "决定的事项都已立项或写明理由", "issue", "印发纪要", _untasked(meeting, lines, routing)
        )
    if stage == Stage.ISSUED:
        return NextStep("已办结", "决定的事项都已立项或写明理由", "", "", _untasked(meeting, lines, routing))
    return NextStep("会议已取消", "议题已退回待上会", "", "", ())


def points_of(meeting: Meeting) -> tuple[Point, ...]:
    """What the meeting still wants, for the first page."""
    routing = routing_of(meeting.institution, timezone.localdate(meeting.begins_at))
    lines = agenda_of(meeting, routing)
    return next_step(meeting, lines, roll_of(meeting), routing).points


def _planned(meeting: Meeting, lines: Sequence[AgendaLine], roll: Roll, body: Body) -> tuple[Point, ...]:
    here = reverse("meeting", args=[meeting.pk])
    found = []
    if not lines:
        found.append(Point("议程还是空的", "bad", here, "从待上会议题里列入"))
    for line in lines:
        worst = [each for each in line.shown.findings if each.light in ("bad", "warn")]
        found += [
            Point(f"{line.number}. {line.item}：{each.reason}", each.light, f"{here}?item={line.item.pk}", each.remedy)
            for each in worst
        ]
    if body.first_topic and (not lines or lines[0].item.kind != Item.Kind.FIRST_TOPIC):
        found.append(Point("第一议题没有排在第一个", "warn", here, "请列入学习内容并移到最前"))
    if not roll.members:
        found.append(Point("没有应到会人员", "bad", here, "请在名单里添加"))
    edit = reverse("meeting-edit", args=[meeting.pk])
    missing = [name for name, value in (("地点", meeting.place), ("主持人", meeting.chair_id)) if not value]
    return (*found, *(Point(f"{name}未定", "warn", edit) for name in missing))


def _convened(meeting: Meeting, roll: Roll) -> tuple[Point, ...]:
    waiting = [line.call.person.name for line in roll.lines if line.call.received_at is None]
    return (Point(f"还没有签收通知：{'、'.join(waiting)}"),) if waiting else ()


def _open(meeting: Meeting, lines: Sequence[AgendaLine], routing: Routing) -> tuple[Point, ...]:
    here = reverse("meeting", args=[meeting.pk])
    without = [line for line in lines if line.item.outcome == Outcome.OPEN]
    numbers = "、".join(str(line.number) for line in without)
    points = [Point(f"第 {numbers} 项还没有结果", "warn", f"{here}?item={without[0].item.pk}")] if without else []
    return (*points, *_untasked(meeting, lines, routing))


def _untasked(meeting: Meeting, lines: Sequence[AgendaLine], routing: Routing) -> tuple[Point, ...]:
    here = reverse("meeting", args=[meeting.pk])
    tasked = Counter(meeting.items.filter(resolution__tasks__isnull=False).values_list("pk", flat=True))
    return tuple(
        Point(f"{line.number}. {line.item}：没有立项，也没有写理由", "warn", f"{here}?item={line.item.pk}#outcome")
        for line in lines
        if (resolution := getattr(line.item, "resolution", None))
        and not tasked[line.item.pk]
        and not resolution.no_task_reason
        and not passes_on(line.item.matter, meeting.body, routing)
    )
