"""Cases of the shipped procedures for the tests of their content: one that goes well, step by step, to be changed."""

import datetime as dt
from functools import cache
from pathlib import Path

from linghang.packs.load import load_packs, pack_folders
from linghang.procedures.cases import OPENED, Event, Tally, replay
from linghang.procedures.course import course
from linghang.procedures.facts import Known
from linghang.procedures.flow import check

PACKS = Path(__file__).parents[2] / "packs"
MEMBER = "member_development"
NEEDED = ("hospital-base", "national-front-page", "party-procedures", "hospital-procedures")
BORN = dt.date(1990, 5, 20)
KNOWN = Known(
    {"subject__birthday": BORN, "branch__kind": "branch"},
    {"F1": "full", "F2": "full", "F3": "full", "P1": "probationary", "N1": ""},
    subject="S0",
)
CARRIED = Tally(entitled=12, present=10, in_favour=10)
"""Ten of twelve came and all agreed."""

DAYS = {
    MEMBER: {
        "opened": "2022-03-10",
        "apply": "2022-03-10",
        "first_talk": "2022-04-01",
        "recommend": "2022-06-10",
        "file_activist": "2022-06-20",
        "contacts": "2022-06-20",
        "thought_report": "2022-09-20",
        "observe": "2022-12-10",
        "candidate": "2023-06-10",
        "notice_candidate": "2023-06-12",
        "file_candidate": "2023-06-26",
        "introducers": "2023-06-27",
        "political_review": "2023-07-10",
        "training": "2023-07-20",
        "committee_review": "2023-08-01",
        "pre_review": "2023-08-15",
        "notice_admission": "2023-08-15",
        "membership_form": "2023-08-28",
        "branch_meeting": "2023-09-01",
        "submission": "2023-09-05",
        "admission_talk": "2023-09-20",
        "admission_approval": "2023-10-10",
        "file_admission": "2023-10-20",
        "join_branch": "2023-10-21",
        "oath": "2023-11-01",
        "extension": "2024-10-08",
        "continued_observation": "2024-08-20",
        "full_application": "2024-08-25",
        "notice_full": "2024-08-26",
        "full_meeting": "2024-09-03",
        "full_approval": "2024-10-08",
        "archive": "2024-10-20",
    }
}
DATA = {
    MEMBER: {
        "first_talk": {"talkers": ["F1"]},
        "recommend": {"recommended_by": "工会推优"},
        "contacts": {"contacts": ["F1", "F2"]},
        "introducers": {"introducers": ["F1", "F2"]},
        "training": {"days": "3", "hours": "24"},
        "extension": {"extended_until": "2025-03-01"},
        "full_approval": {"full_since": "2024-09-01"},
    }
}


@cache
def library():
    return load_packs(folder for folder in pack_folders(PACKS) if folder.name in NEEDED)


@cache
def made(code, profile=""):
    """The course of a shipped procedure in one of its profiles."""
    return course(library().procedure(code), library(), profile)


def confirming(code, profile, *rules):
    """A profile as a hospital writes it that has compared the shipped one with the text in its hands."""
    procedure = library().procedure(code)
    shipped = next(each for each in procedure.profiles if each.code == profile)
    own = shipped.model_copy(update={"code": "own", "confirms": rules})
    return course(procedure.model_copy(update={"profiles": (own,)}), library(), "own")


def day(text):
    return dt.date.fromisoformat(text) if isinstance(text, str) else text


def event(course, step, on, outcome=None, data=None, tally=None, without=(), text=""):
    """A step as it goes well: the outcome that goes on, every paper but those of `without`, a vote that is carried."""
    code, found = course.procedure.code, course.procedure.step(step)
    if outcome is None:
        outcome = next((name for name, each in found.outcomes.items() if each.goes_on or each.ends), "")
    stated = DATA.get(code, {}).get(step, {}) if data is None else data
    papers = tuple(each.code for each in found.documents if each.required and each.code not in without)
    return Event(step, day(on), outcome, stated, papers, tally or (CARRIED if found.vote else None), text)


def opened(course, on, **data):
    return Event(OPENED, day(on), data=data)


def events_before(course, step, changes=None, data=None):
    """The events of a case that goes well up to, but without, `step`; `changes`: other days by step."""
    days = DAYS[course.procedure.code] | (changes or {})
    events = [opened(course, days["opened"], **(data or {}))]
    for each in course.procedure.steps:
        if each.code == step:
            return events
        if not each.optional:
            events.append(event(course, each.code, days[each.code]))
    raise KeyError(step)


def state_before(course, step, changes=None, data=None):
    return replay(course.procedure, events_before(course, step, changes, data))


def judged(course, state, step, on, known=KNOWN, **given):
    """The findings against a step done that day."""
    return check(course, state, event(course, step, on, **given), known)


def refused(findings):
    """The rules that refuse, by id ("" for what needs no rule)."""
    return {finding.rule for finding in findings if finding.blocks}


def warned(findings):
    """The rules that only warn, by id."""
    return {finding.rule for finding in findings if not finding.blocks}
