"""Re-election of a branch, rectification of weak branches, upgrading."""

from dataclasses import replace

import pytest
from tests.procedures.content_cases import KNOWN, event, judged, made, opened, refused, warned

from linghang.procedures.cases import Tally, replay

ELECTION, WEAK, UPGRADE = made("re_election"), made("weak_branch_rectification"), made("branch_upgrading")
TERM = {"term_end": "2025-06-30", "seats": "3"}
ALL = Tally(20, 18, 18)
STEPS = {
    "re_election": {
        "request": ("2025-04-10", {"planned_on": "2025-06-20"}),
        "reply": ("2025-04-20", {}),
        "nominate": ("2025-05-10", {"candidates": "4"}),
        "approve_candidates": ("2025-05-20", {}),
        "elect": ("2025-06-20", {"elected": "3"}),
        "divide_work": ("2025-06-20", {}),
        "report": ("2025-06-27", {}),
        "archive": ("2025-07-05", {}),
    },
    "weak_branch_rectification": {
        "list": ("2025-01-10", {"reasons": "长期不换届"}),
        "causes": ("2025-01-20", {"causes": "支委会不健全"}),
        "linked_leader": ("2025-01-21", {"leader": ["F1"]}),
        "plan": ("2025-02-10", {}),
        "progress": ("2025-05-10", {}),
        "acceptance": ("2025-11-20", {"findings": "已按期换届"}),
        "delist": ("2025-12-01", {}),
    },
    "branch_upgrading": {
        "apply": ("2025-03-01", {"from_class": "中间", "to_class": "先进"}),
        "assess": ("2025-04-10", {"findings": "达标"}),
        "approve": ("2025-05-10", {"resolution": "党委会〔2025〕9号"}),
    },
}


def events_to(course, stop, changes=None, fields=None):
    steps = STEPS[course.procedure.code]
    opening = TERM if course is ELECTION else {}
    events = [opened(course, next(iter(steps.values()))[0], **(fields or opening))]
    for code, (on, data) in steps.items():
        if code == stop:
            return events
        events.append(event(course, code, (changes or {}).get(code, on), data=data, tally=tally_of(course, code)))
    raise KeyError(stop)


def tally_of(course, code):
    return ALL if course.procedure.step(code).vote else None


def at(course, step, on=None, *, known=KNOWN, fields=None, **given):
    default_on, data = STEPS[course.procedure.code][step]
    given.setdefault("data", data)
    given.setdefault("tally", tally_of(course, step))
    state = replay(course.procedure, events_to(course, step, fields=fields))
    return judged(course, state, step, on or default_on, known, **given)


@pytest.mark.parametrize("course", [ELECTION, WEAK, UPGRADE], ids=["election", "weak", "upgrade"])
def test_each_goes_through_without_a_finding(course):
    for step in STEPS[course.procedure.code]:
        assert not at(course, step), step


@pytest.mark.parametrize(
    ("present", "rules"),
    [(15, {"EL01、EL03"}), (16, set()), (17, set())],  # four fifths of 20 are 16
)
def test_el01_four_fifths_of_those_who_may_vote_are_there(present, rules):
    assert refused(at(ELECTION, "elect", tally=Tally(20, present, present))) == rules


def test_el01_four_fifths_of_seventeen_are_fourteen():
    """13.6 of 17: thirteen are too few."""
    assert refused(at(ELECTION, "elect", tally=Tally(17, 13, 13))) == {"EL01、EL03"}
    assert not refused(at(ELECTION, "elect", tally=Tally(17, 14, 14)))


@pytest.mark.parametrize(("in_favour", "rules"), [(9, {"EL01、EL03"}), (10, set())])
def test_el03_more_than_half_of_those_present_elect(in_favour, rules):
    """18 of 20 are there: nine are half of them, ten are more, though only half of all twenty."""
    assert refused(at(ELECTION, "elect", tally=Tally(20, 18, in_favour, 18 - in_favour))) == rules


def test_el03_written_views_do_not_elect():
    assert refused(at(ELECTION, "elect", tally=Tally(20, 18, 9, 9, written_in_favour=2))) == {"EL01、EL03"}


@pytest.mark.parametrize(
    ("seats", "candidates", "rules"),
    [
        ("3", "3", {"EL02"}),
        ("3", "4", set()),  # 3.6 rounded up
        ("5", "5", {"EL02"}),
        ("5", "6", set()),  # exactly a fifth more
        ("7", "8", {"EL02"}),  # 8.4
        ("7", "9", set()),
        ("1", "1", set()),  # no committee: one secretary
    ],
)
def test_el02_a_fifth_more_candidates_than_seats(seats, candidates, rules):
    """The number is recalled: it wants a reason, and refuses where the house has checked it."""
    fields = TERM | {"seats": seats}
    found = at(ELECTION, "nominate", fields=fields, data={"candidates": candidates})
    assert refused(found) == rules
    told = at(ELECTION, "nominate", fields=fields, data={"candidates": candidates}, text="批复同意等额")
    assert warned(told) == rules
    assert not refused(told)
    checked = made("re_election", "checked")
    state = replay(checked.procedure, events_to(checked, "nominate", fields=fields))
    assert refused(judged(checked, state, "nominate", "2025-05-10", data={"candidates": candidates})) == rules


def test_nobody_elects_more_than_the_seats():
    assert refused(at(ELECTION, "elect", data={"elected": "4"})) == {"数字关系"}
    assert not refused(at(ELECTION, "elect", data={"elected": "2"}))


@pytest.mark.parametrize(
    ("reminded", "rules"),
    [("2024-12-30", set()), ("2024-12-31", set()), ("2025-01-01", {"BR11"})],
)
def test_br11_the_superior_reminds_half_a_year_before(reminded, rules):
    """The term ends on 2025-06-30; from 31 December half a year ends on the last day of June."""
    state = replay(ELECTION.procedure, [opened(ELECTION, "2024-12-01", **TERM)])
    found = judged(ELECTION, state, "remind", reminded, data={"counted_to": "2025-06-30"})
    assert warned(found) == rules
    assert not refused(found)


@pytest.mark.parametrize(
    ("elected", "warns", "refuses"),
    [
        ("2025-06-29", set(), set()),
        ("2025-06-30", set(), set()),  # the term's last day
        ("2025-07-01", {"BR09"}, {"BR12"}),  # late, and nobody approved that
    ],
)
def test_br09_br12_after_the_term_the_superior_must_have_agreed(elected, warns, refuses):
    found = at(ELECTION, "elect", elected)
    assert warned(found) == warns
    assert refused(found) == refuses


@pytest.mark.parametrize(
    ("elected", "warns"),
    [("2026-06-30", {"BR09"}), ("2026-07-01", {"BR09", "BR12"})],
)
def test_br12_a_shift_of_more_than_a_year_is_told(elected, warns):
    """Approved after the reply; the branch must still be able to elect, so a longer delay only warns."""
    events = [*events_to(ELECTION, "elect"), event(ELECTION, "approve_shift", "2025-06-25")]
    found = judged(ELECTION, replay(ELECTION.procedure, events), "elect", elected, data={"elected": "3"}, tally=ALL)
    assert warned(found) == warns
    assert not refused(found)


@pytest.mark.parametrize(
    ("planned", "warns", "refuses"),
    [
        ("2025-06-30", set(), set()),
        ("2025-07-01", {"BR09"}, set()),
        ("2026-06-30", {"BR09"}, set()),
        ("2026-07-01", {"BR09"}, {"BR12"}),
    ],
)
def test_br12_nobody_plans_a_shift_of_more_than_a_year(planned, warns, refuses):
    found = at(ELECTION, "request", data={"planned_on": planned})
    assert warned(found) == warns
    assert refused(found) == refuses


def test_br05_a_temporary_branch_does_not_elect():
    temporary = replace(KNOWN, values={"branch__kind": "temporary_branch"})
    assert refused(at(ELECTION, "request", known=temporary)) == {"BR05"}


@pytest.mark.parametrize(
    ("step", "outcome", "back"),
    [
        ("reply", "returned", "request"),
        ("approve_candidates", "returned", "nominate"),
        ("elect", "second_round", "elect"),
        ("elect", "failed", "nominate"),
        ("report", "returned", "elect"),
    ],
)
def test_every_way_back_of_an_election(step, outcome, back):
    lost = Tally(20, 18, 8, 10) if outcome == "failed" else tally_of(ELECTION, step)
    on, data = STEPS["re_election"][step]
    events = [*events_to(ELECTION, step), event(ELECTION, step, on, outcome, data, lost)]
    assert back in replay(ELECTION.procedure, events).current


@pytest.mark.parametrize(
    ("step", "last", "late"),
    [("plan", "2025-02-10", "2025-02-11"), ("acceptance", "2026-01-10", "2026-01-11")],
)
def test_our_own_limits_for_a_weak_branch_only_warn(step, last, late):
    """Listed on 2025-01-10: a month for the plan, a year for all of it (领航自拟)."""
    assert not at(WEAK, step, last)
    found = at(WEAK, step, late)
    assert warned(found) == {"领航自拟"}
    assert not refused(found)


def test_a_weak_branch_reports_every_three_months_until_it_is_accepted():
    events = events_to(WEAK, "acceptance")
    state = replay(WEAK.procedure, events)
    assert not judged(WEAK, state, "progress", "2025-08-10")
    assert warned(judged(WEAK, state, "progress", "2025-08-11")) == {"领航自拟"}


@pytest.mark.parametrize(("step", "outcome", "back"), [("plan", "returned", "plan"), ("acceptance", "failed", "plan")])
def test_a_weak_branch_sent_back(step, outcome, back):
    on, data = STEPS["weak_branch_rectification"][step]
    state = replay(WEAK.procedure, [*events_to(WEAK, step), event(WEAK, step, on, outcome, data)])
    assert back in state.current


def test_a_branch_cannot_be_taken_off_the_list_without_acceptance():
    state = replay(WEAK.procedure, events_to(WEAK, "acceptance"))
    assert any(each.blocks for each in judged(WEAK, state, "delist", "2025-12-01"))


def test_an_upgrade_is_to_another_class():
    assert refused(at(UPGRADE, "apply", data={"from_class": "先进", "to_class": "先进"})) == {"AS05"}


@pytest.mark.parametrize(("on", "rules"), [("2025-06-01", set()), ("2025-06-02", {"领航自拟"})])
def test_an_upgrade_is_decided_within_three_months_by_our_own_choice(on, rules):
    found = at(UPGRADE, "approve", on)
    assert warned(found) == rules
    assert not refused(found)


def test_an_upgrade_needs_a_resolution_and_its_paper():
    assert any(each.field == "党委会决议编号" for each in at(UPGRADE, "approve", data={}) if each.blocks)
    without = at(UPGRADE, "approve", without=["upgrading_decision"])
    assert any(each.field == "材料" for each in without if each.blocks)
    assert not at(UPGRADE, "approve", outcome="refused", without=["upgrading_decision"])


@pytest.mark.parametrize(
    ("step", "outcome", "current", "result"),
    [
        ("assess", "not_recommended", (), "not_recommended"),
        ("assess", "supplement", ("apply",), ""),
        ("approve", "refused", (), "refused"),
        ("approve", "approved", (), "approved"),
    ],
)
def test_how_an_upgrade_ends(step, outcome, current, result):
    on, data = STEPS["branch_upgrading"][step]
    state = replay(UPGRADE.procedure, [*events_to(UPGRADE, step), event(UPGRADE, step, on, outcome, data)])
    assert (state.current, state.result) == (current, result)


@pytest.mark.parametrize(("in_favour", "rules"), [(6, {"LF10"}), (7, set())])
def test_lf10_where_the_branch_votes_on_it_half_of_all_are_not_enough(in_favour, rules):
    """Six of twelve are there and that is 半数以上; seven in favour are needed. Recalled: it warns."""
    state = replay(UPGRADE.procedure, events_to(UPGRADE, "assess"))
    found = judged(UPGRADE, state, "branch_meeting", "2025-03-05", tally=Tally(12, 8, in_favour))
    assert warned(found) == rules
    assert not refused(found)
