"""While the meeting is open: who is called and came, who left the room, who spoke, who voted how."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from linghang.core.errors import refuse
from linghang.decisions import meetings
from linghang.decisions.desk_page import item_on
from linghang.decisions.forms_meetings import CallForm
from linghang.decisions.models import Attendance, Item, Meeting, Vote
from linghang.decisions.parts import AnotherMarkError, answer
from linghang.decisions.posted import posted_number
from linghang.decisions.reach import meeting_of
from linghang.organization.models import Person


@require_POST
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll: call somebody, take somebody off, note a receipt, record who came."""
    meeting = meeting_of(request.user, pk, "hold_meetings")
    deed = request.POST.get("do", "")
    if deed == "call":
        return answer(request, meeting, lambda: _call(request, meeting))
    found = meeting.attendances.filter(person=posted_number(request, "person")).select_related("person").first()
    if found is None:
        raise Http404("这个人不在参会名单上。")
    found.meeting = meeting
    if deed == "drop":
        return answer(request, meeting, lambda: meetings.uncall(found, actor=request.user))
    if deed == "receipt":
        return answer(request, meeting, lambda: meetings.confirm_receipt(found))
    if deed == "presence":
        return answer(request, meeting, lambda: _presence(request, meeting, found))
    if deed == "stay":
        return answer(request, meeting, lambda: _stay(request, meeting, found))
    raise Http404("没有这个步骤。")


def _call(request: HttpRequest, meeting: Meeting) -> None:
    form = CallForm(request.POST, institution=meeting.institution)
    if not form.is_valid():
        raise refuse("；".join(str(error) for errors in form.errors.values() for error in errors))
    meetings.call(meeting, actor=request.user, **form.cleaned_data)


def _presence(request: HttpRequest, meeting: Meeting, call: Attendance) -> None:
    wanted = request.POST.get("presence", "")
    labels = dict(Attendance.Presence.choices)
    _expect_mark(request, str(call.person), call.presence, wanted, labels)
    meetings.record_attendance(meeting, {call.person_id: wanted}, actor=request.user)


def _stay(request: HttpRequest, meeting: Meeting, call: Attendance) -> None:
    meetings.record_stay(
        meeting,
        call.person,
        arrived_before=posted_number(request, "arrived_before"),
        left_after=posted_number(request, "left_after"),
        actor=request.user,
    )


def _expect_mark(request: HttpRequest, who: str, stands: str, wanted: str, labels: dict[str, str]) -> None:
    """Refuse when the mark was changed by another since this person saw it, unless both mean the same."""
    if request.POST.get("was", stands) != stands != wanted:
        raise AnotherMarkError(who, labels.get(stands, "未记"), labels.get(wanted, wanted))


@require_POST
def session(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One item under discussion: recusal, speech, vote, and the counts of a secret ballot."""
    meeting = meeting_of(request.user, pk, "hold_meetings")
    found = item_on(meeting, item)
    found.meeting = meeting
    deeds = {
        "recuse": lambda: meetings.recuse(
            found, _person(request, meeting), request.POST.get("reason", ""), actor=request.user
        ),
        "unrecuse": lambda: meetings.unrecuse(found, _person(request, meeting), actor=request.user),
        "speak": lambda: meetings.record_speech(
            found, _person(request, meeting), request.POST.get("text", ""), actor=request.user
        ),
        "unspeak": lambda: _unspeak(request, found),
        "vote": lambda: _vote(request, meeting, found),
        "written": lambda: meetings.record_vote(
            found, _person(request, meeting), request.POST.get("choice"), actor=request.user, written=True
        ),
        "all-for": lambda: _all_for(request, meeting, found),
        "tally": lambda: _tally(request, found),
    }
    work = deeds.get(request.POST.get("do", ""))
    if work is None:
        raise Http404("没有这个步骤。")
    return answer(request, meeting, work, found)


def _person(request: HttpRequest, meeting: Meeting) -> Person:
    """Somebody on the roll: whether he may speak or vote on this item is for the rules to say, in their own words."""
    call = meeting.attendances.filter(person=posted_number(request, "person")).select_related("person").first()
    if call is None:
        raise refuse("不在参会名单上", "请先把他列入参会人员", field="人员")
    return call.person


def _unspeak(request: HttpRequest, item: Item) -> None:
    speech = item.speeches.filter(pk=posted_number(request, "speech")).first()
    if speech is not None:
        meetings.drop_speech(speech, actor=request.user)


def _vote(request: HttpRequest, meeting: Meeting, item: Item) -> None:
    person = _person(request, meeting)
    vote = item.votes.filter(person=person).first()
    wanted = request.POST.get("choice", "")
    _expect_mark(request, str(person), vote.choice if vote else "", wanted, dict(Vote.Choice.choices))
    meetings.record_vote(item, person, wanted, actor=request.user)


def _all_for(request: HttpRequest, meeting: Meeting, item: Item) -> None:
    """Everybody who is there and has not voted otherwise votes for it."""
    roll = meetings.roll_of(item)
    voted = set(item.votes.values_list("person__code", flat=True))
    for person in Person.objects.filter(code__in=roll.there - voted):
        meetings.record_vote(item, person, Vote.Choice.FOR, actor=request.user)


def _tally(request: HttpRequest, item: Item) -> None:
    counts = [posted_number(request, name) for name in ("for", "against", "abstain")]
    if any(count is None for count in counts):
        raise refuse("票数没有填全", "赞成、反对、弃权都填数字，没有的填 0", field="票数")
    meetings.record_tally(item, for_=counts[0] or 0, against=counts[1] or 0, abstain=counts[2] or 0, actor=request.user)
