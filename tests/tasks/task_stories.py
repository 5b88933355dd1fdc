"""Random histories that the flow accepts: every event is drawn, and kept only when `flow.check` lets it pass."""

import datetime as dt

from hypothesis import strategies as st

from linghang.core.errors import InputError
from linghang.tasks import flow
from linghang.tasks.history import Event, State, follow

BEGIN = dt.date(2023, 1, 3)
MILESTONES = {1: "方案", 2: "培训"}
AROUND = flow.Around(milestones=MILESTONES)
"""Known to reports only: were closing to wait for them, hardly any story would come that far."""
_FORWARD = ("assign", "accept", "report", "ask_close", "close", "return")
"""Drawn more often, or most stories would end before anything happened."""


@st.composite
def events(draw, longest=30):
    """The events of one task, in order of day."""
    story = [Event("register", BEGIN, "", {"department": draw(st.sampled_from(["", "YW", "HL"]))})]
    state = follow(State(), story[0])
    on = BEGIN
    for _ in range(draw(st.integers(0, longest))):
        possible = flow.possible(state)
        usual = [kind for kind in possible if kind in _FORWARD]
        kind = draw(st.sampled_from(possible + usual * 4)) if possible else None
        if kind is None:
            break
        on += dt.timedelta(days=draw(st.integers(0, 9)))
        event = draw(_event(kind, on, state))
        try:
            flow.check(state, event, around=AROUND if kind == "report" else None)
        except InputError:
            continue
        story.append(event)
        state = follow(state, event)
    return story


@st.composite
def _event(draw, kind, on, state):
    data = {}
    for field in flow.fields(state, kind, on):
        if field.code != "text" and (field.required or draw(st.booleans())):
            data[field.code] = draw(_value(field, on, state))
    if kind == "ask_close":
        data["statement"] = "见系统数据"
    if kind == "grant_extension" and state.pending:
        data.setdefault("due", state.pending.due.isoformat())  # as the store does
    if kind == "close":
        data["checklist"] = dict.fromkeys(flow.CHECKLIST, True)
    if draw(st.integers(0, 3)) == 0 and kind == "report":
        data["files"] = [{"name": "a.pdf", "sha256": "0" * 64}]
    return Event(kind, on, "说明", data)


def _value(field, on, state):
    match field.kind:
        case "date":
            return st.integers(-3, 40).map(lambda days: (on + dt.timedelta(days=days)).isoformat())
        case "percent":
            return st.integers(0, 100)
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from(list(field.choices))
        case "positions" if field.code == "milestones":
            return st.lists(st.sampled_from(sorted(MILESTONES)), unique=True, max_size=2)
        case "positions":
            made = [report.position for report in state.reports] or [0]
            return st.lists(st.sampled_from(made), unique=True, max_size=2)
        case "checklist":
            return st.fixed_dictionaries({code: st.booleans() for code in field.choices})
        case "department":
            return st.sampled_from(["", "YW", "HL", "HQ"])
        case "score":
            return st.integers(0, 1000).map(lambda tenths: str(tenths / 10))
    return st.just("说明")
