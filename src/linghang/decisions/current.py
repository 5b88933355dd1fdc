"""The item in the middle of the desk: who counts for it, who left the room, who spoke, how it was voted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from linghang.core.errors import InputError
from linghang.decisions import held, voting
from linghang.decisions.desk import AgendaLine
from linghang.decisions.meetings.sitting import count_of, rule_of
from linghang.decisions.models import Attendance, Item, Meeting, Recusal, Resolution, Speech, Vote
from linghang.decisions.routing import UNROUTED_KINDS
from linghang.decisions.verdicts import Shown, passes_on
from linghang.organization.models import Person
from linghang.packs.routing import PARTY_FUNCTIONS, Body, Matter, Routing
from linghang.tasks.models import Task


@dataclass(frozen=True)
class Seat:
    """A member as the item sees him: `in` the room, `out` of it for this item (回避), or not there."""

    person: Person
    state: str
    word: str


@dataclass(frozen=True)
class BallotLine:
    person: Person
    choice: str
    word: str
    written: bool

    @property
    def key(self) -> str:
        return f"vote-{self.person.pk}"


@dataclass(frozen=True)
class Current:
    """`count` is None for items on which nobody votes and no quorum is asked; `ballot` is empty where nobody votes."""

    line: AgendaLine
    matter: Matter | None
    rule: voting.Rule
    count: voting.Count | None
    trouble: str
    seats: tuple[Seat, ...]
    recusals: tuple[Recusal, ...]
    concerned: tuple[Person, ...]
    speeches: tuple[Speech, ...]
    speakers: tuple[Person, ...]
    away: tuple[Person, ...]
    speech_warning: str
    ballot: tuple[BallotLine, ...]
    decides: bool
    passes_on: str
    resolution: Resolution | None
    tasks: tuple[Task, ...] = field(default=())

    @property
    def item(self) -> Item:
        return self.line.item

    @property
    def number(self) -> int:
        return self.line.number

    @property
    def shown(self) -> Shown:
        return self.line.shown

    @property
    def revision(self) -> int:
        return self.item.revision

    @property
    def secret(self) -> bool:
        return self.rule.secret

    @property
    def voted(self) -> bool:
        """Whether a vote is asked for at all."""
        return self.item.kind not in UNROUTED_KINDS and self.rule.majority is not None and self.decides

    @property
    def quorum_title(self) -> str:
        return f"到会须{voting.say_threshold(self.rule.quorum)}"

    @property
    def majority_title(self) -> str:
        if self.rule.majority is None:
            return "不表决，主持人集中决定"
        whom = "应到会成员" if self.rule.base == "entitled" else "到会成员"
        return f"赞成须{voting.say_threshold(self.rule.majority)}{whom}"

    @property
    def quorum_word(self) -> str:
        if self.count is None:
            return ""
        return "到会人数符合规定" if self.count.quorum_met else "到会人数不足，不能形成决定"

    @property
    def passed_light(self) -> str:
        return {True: "good", False: "bad", None: ""}[self.count.passed] if self.count else ""

    @property
    def passed_word(self) -> str:
        return self.count.reason if self.count else ""

    @property
    def functions(self) -> list[str]:
        return [PARTY_FUNCTIONS[code] for code in self.resolution.functions] if self.resolution else []


def current_of(meeting: Meeting, line: AgendaLine, body: Body, routing: Routing) -> Current:
    """Everything about one item on the desk."""
    item = line.item
    calls = list(meeting.attendances.select_related("person").order_by("-member", "position", "pk"))
    recusals = tuple(item.recusals.select_related("person"))
    speeches = tuple(item.speeches.select_related("person").order_by("position"))
    resolution: Resolution | None = getattr(item, "resolution", None)
    rule, (count, trouble) = rule_of(item), _count(item)
    out = {recusal.person_id for recusal in recusals}
    there = [call.person for call in calls if call.there_for(item.position) and call.person_id not in out]
    return Current(
        line,
        next((each for each in routing.matters if each.code == item.matter), None),
        rule,
        count if item.kind not in UNROUTED_KINDS else None,
        trouble,
        tuple(_seat(call, item, out) for call in calls if call.member),
        recusals,
        tuple(person for person in item.concerns.all() if person.pk not in out),
        speeches,
        tuple(there),
        tuple(call.person for call in calls if call.member and not call.there_for(item.position)),
        _speech_warning(meeting, [call for call in calls if call.there_for(item.position)], speeches, routing),
        _ballot(item, calls, out),
        body.decides,
        passes_on(item.matter, meeting.body, routing),
        resolution,
        tuple(resolution.tasks.select_related("lead_department", "institution")) if resolution else (),
    )


def _count(item: Item) -> tuple[voting.Count | None, str]:
    """The count, or what is wrong with the votes on record."""
    try:
        return count_of(item), ""
    except InputError as error:
        return None, str(error)


def _seat(call: Attendance, item: Item, out: set[int]) -> Seat:
    if call.person_id in out:
        return Seat(call.person, "out", "（回避）")
    if call.there_for(item.position):
        return Seat(call.person, "in", "（到会）")
    return Seat(call.person, "", f"（{call.stay or call.get_presence_display()}）")


def _speech_warning(
    meeting: Meeting, present: Sequence[Attendance], speeches: Sequence[Speech], routing: Routing
) -> str:
    """Whoever answers for the whole speaks last; who spoke after him spoke out of order."""
    last, spoken = held.last_speaker(meeting, present, routing), [speech.person for speech in speeches]
    out_of_order = [person for person in spoken if person.code == last]
    if not out_of_order or spoken[-1].code == last:
        return ""
    return f"{out_of_order[0]}应末位表态，其后还有{spoken[-1]}发言"


def _ballot(item: Item, calls: Sequence[Attendance], out: set[int]) -> tuple[BallotLine, ...]:
    """The members who may vote, with their votes; members who are not there only with the written view they sent."""
    votes = {vote.person_id: vote for vote in item.votes.select_related("person")}
    lines = []
    for call in calls:
        vote = votes.get(call.person_id)
        present = call.there_for(item.position)
        if call.member and call.person_id not in out and (present or vote):
            word = Vote.Choice(vote.choice).label if vote else "未表决"
            lines.append(BallotLine(call.person, vote.choice if vote else "", word, bool(vote and vote.written)))
    return tuple(lines)
