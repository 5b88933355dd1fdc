"""A slow and obvious reading of a task's events, written apart from `linghang.tasks.history`: loops over the whole
list for each question, no step by step."""

import datetime as dt


def of(events, kind):
    return [(place, event) for place, event in enumerate(events) if event.kind == kind]


def stage(events):
    """By the last event that moves a task at all."""
    for place in range(len(events) - 1, -1, -1):
        kind = events[place].kind
        fixed = {
            "register": "registered",
            "assign": "assigned",
            "accept": "working",
            "ask_close": "closing",
            "return": "working",
            "close": "closed",
            "suspend": "suspended",
            "withdraw": "withdrawn",
        }
        if kind in fixed:
            return fixed[kind]
        if kind == "resume":
            began = max(at for at, _ in of(events[:place], "suspend"))
            return stage(events[:began])
        if kind == "reopen":
            earlier = events[:place]
            if of(earlier, "accept"):
                return "working"
            return "assigned" if of(earlier, "assign") else "registered"
    return ""


def first_due(events):
    given = of(events, "assign")
    return dt.date.fromisoformat(given[0][1].data["due"]) if given else None


def due(events):
    """The last word on it: assignment, a granted extension, a resumption or a reopening that names a day."""
    found = None
    for place, event in enumerate(events):
        if event.kind in ("assign", "resume", "reopen") and event.data.get("due"):
            found = event.data["due"]
        if event.kind == "grant_extension":
            asked = [each for _, each in of(events[:place], "ask_extension")][-1]
            found = event.data.get("due") or asked.data["due"]
    return dt.date.fromisoformat(found) if found else None


def rejected(events):
    """Positions, from 1, of reports that some review did not accept."""
    return {position for event in events for position in event.data.get("rejected", ())}


def milestones(events):
    found = {}
    for place, event in of(events, "report"):
        for position in event.data.get("milestones", ()):
            if place + 1 not in rejected(events) and position not in found:
                found[position] = event.on
    return found


def percent(events):
    found = 0
    for event in events:
        if event.kind == "report" and event.data.get("percent") is not None:
            found = event.data["percent"]
        if event.kind == "close":
            found = 100
    return found


def closed_on(events):
    return of(events, "close")[-1][1].on if stage(events) == "closed" else None


def lead(events):
    found = ""
    for event in events:
        if event.kind in ("register", "transfer", "amend") and "department" in event.data:
            found = event.data["department"]
    return found


def quiet(events, day):
    """Whether nothing was asked on `day`: from 中止, 申请办结 or 撤销 to what ended it, both days included."""
    began = None
    for event in events:
        rest = event.kind in ("suspend", "ask_close", "withdraw")
        if rest and began is None:
            began = event.on
        if event.kind in ("resume", "return", "reopen") and began is not None:
            if began <= day <= event.on:
                return True
            began = None
    return began is not None and began <= day
