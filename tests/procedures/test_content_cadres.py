"""Appointment of cadres, and the yearly selection of members, workers and branches to commend."""

import pytest
from tests.procedures.content_cases import confirming, event, judged, made, opened, refused, warned

from linghang.procedures.cases import Tally, replay

CADRE, AWARD = made("cadre_appointment"), made("award_selection")
STEPS = {
    "motion": ("2025-03-03", {"reason": "岗位空缺"}),
    "recommendation": ("2025-03-10", {"invited": "40", "took_part": "35", "in_favour": "28"}),
    "inspection": ("2025-03-20", {}),
    "discipline_opinion": ("2025-03-25", {}),
    "discussion": ("2025-03-28", {"resolution": "党委会〔2025〕6号"}),
    "notice": ("2025-03-31", {}),
    "notice_result": ("2025-04-10", {}),
    "appointment": ("2025-04-11", {"document_no": "任〔2025〕3号"}),
    "archive": ("2025-04-20", {}),
}
AWARDS = {
    "quota": ("2025-05-06", {"members": "20", "workers": "5", "branches": "3"}),
    "nomination": ("2025-05-20", {"members": "18", "workers": "6", "branches": "3"}),
    "review": ("2025-05-28", {}),
    "notice": ("2025-06-03", {}),
    "decision": ("2025-06-20", {"members": "18", "workers": "5", "branches": "3", "resolution": "党委会〔2025〕11号"}),
}
CADRE_FIELDS = {"post": "护理部副主任"}


def before(course, steps, stop, fields):
    events = [opened(course, next(iter(steps.values()))[0], **fields)]
    for code, (on, data) in steps.items():
        if code == stop:
            return events
        events.append(event(course, code, on, data=data))
    raise KeyError(stop)


def cadre(step, on=None, course=CADRE, **given):
    given.setdefault("data", STEPS[step][1])
    state = replay(course.procedure, before(course, STEPS, step, CADRE_FIELDS))
    return judged(course, state, step, on or STEPS[step][0], **given)


def award(step, on=None, course=AWARD, **given):
    given.setdefault("data", AWARDS[step][1])
    state = replay(course.procedure, before(course, AWARDS, step, {}))
    return judged(course, state, step, on or AWARDS[step][0], **given)


def test_an_appointment_goes_from_the_motion_to_the_file():
    titles = [stage.title for stage in CADRE.procedure.stages]
    assert titles == ["动议", "民主推荐", "考察", "讨论决定", "公示和任职"]
    for step in STEPS:
        assert not cadre(step), step


@pytest.mark.parametrize("step", ["recommendation", "inspection", "discussion", "notice", "appointment"])
def test_no_step_of_an_appointment_is_left_out(step):
    order = list(STEPS)
    earlier = order[order.index(step) - 1]
    state = replay(CADRE.procedure, before(CADRE, STEPS, earlier, CADRE_FIELDS))
    assert any(each.blocks for each in judged(CADRE, state, step, STEPS[step][0], data=STEPS[step][1]))


def test_without_a_resolution_of_the_committee_nobody_is_appointed():
    assert any(each.field == "党委会决议编号" for each in cadre("discussion", data={}) if each.blocks)


@pytest.mark.parametrize(
    ("entitled", "present", "in_favour", "good"),
    [
        (9, 5, 5, False),  # 5 of 9 are more than half, but not two thirds
        (9, 6, 5, True),  # 6 of 9 are two thirds; 5 of 9 entitled are more than half
        (9, 6, 4, False),  # more than half of those present is not enough
        (8, 6, 4, False),  # 4 of 8 are half
        (8, 6, 5, True),
        (7, 4, 4, False),  # two thirds of 7 are 4.67
        (7, 5, 4, True),
    ],
)
def test_dc05_dc06_two_thirds_present_and_more_than_half_of_all_in_favour(entitled, present, in_favour, good):
    """The numbers are recalled: they warn, and refuse where the hospital has checked them (profile `checked`)."""
    tally = Tally(entitled, present, in_favour, present - in_favour)
    rules = set() if good else {"DC05、DC06"}
    shipped = cadre("discussion", tally=tally)
    assert warned(shipped) == rules
    assert not refused(shipped)
    assert refused(cadre("discussion", course=made("cadre_appointment", "checked"), tally=tally)) == rules


def test_dc06_written_views_do_not_count_in_a_committee():
    tally = Tally(9, 6, 4, 2, written_in_favour=3)
    found = cadre("discussion", course=made("cadre_appointment", "checked"), tally=tally)
    assert refused(found) == {"DC05、DC06"}


@pytest.mark.parametrize(
    ("on", "early"),
    [("2025-04-07", True), ("2025-04-08", False), ("2025-04-09", False)],
)
def test_five_working_days_of_notice_around_qingming(on, early):
    """Posted on Monday 2025-03-31: 1, 2, 3 April, then Qingming (4 to 6 April), 7 and 8 April."""
    rules = {"任用公示"} if early else set()
    shipped = cadre("notice_result", on)
    assert warned(shipped) == rules
    assert not refused(shipped)
    assert refused(cadre("notice_result", on, course=made("cadre_appointment", "checked"))) == rules


@pytest.mark.parametrize(
    ("step", "outcome", "current", "result"),
    [
        ("recommendation", "not_candidate", (), "not_candidate"),
        ("discipline_opinion", "unclear", ("inspection",), ""),
        ("discipline_opinion", "unfit", (), "unfit"),
        ("discussion", "postponed", ("inspection",), ""),
        ("discussion", "refused", (), "refused"),
        ("notice_result", "objection", ("inspection",), ""),
    ],
)
def test_every_way_in_which_an_appointment_does_not_go_on(step, outcome, current, result):
    lost = Tally(9, 9, 3, 6) if (step, outcome) == ("discussion", "refused") else None
    events = before(CADRE, STEPS, step, CADRE_FIELDS)
    made_event = event(CADRE, step, STEPS[step][0], outcome, STEPS[step][1], lost)
    state = replay(CADRE.procedure, [*events, made_event])
    assert (state.current, state.result) == (current, result)


@pytest.mark.parametrize(
    "data",
    [
        {"invited": "40", "took_part": "41", "in_favour": "28"},
        {"invited": "40", "took_part": "35", "in_favour": "36"},
    ],
)
def test_a_recommendation_with_more_votes_than_people_is_refused(data):
    assert refused(cadre("recommendation", data=data)) == {"数字关系"}


@pytest.mark.parametrize(("on", "early"), [("2026-04-10", True), ("2026-04-11", False)])
def test_the_year_of_trial_only_warns(on, early):
    """Appointed on 2025-04-11."""
    state = replay(CADRE.procedure, before(CADRE, STEPS, "archive", CADRE_FIELDS))
    found = judged(CADRE, state, "trial", on)
    assert warned(found) == ({"任用试用期"} if early else set())
    assert not refused(found)


def test_a_selection_goes_from_the_quota_to_the_decision():
    titles = [stage.title for stage in AWARD.procedure.stages]
    assert titles == ["分配名额", "推荐", "审查", "公示", "决定"]
    for step in AWARDS:
        assert not award(step), step


@pytest.mark.parametrize(
    ("change", "refuses"),
    [
        ({"members": "18"}, False),
        ({"members": "19"}, True),  # within the quota of 20, but only 18 were nominated
        ({"workers": "5"}, False),
        ({"workers": "6"}, True),  # six were nominated, the quota is five
        ({"branches": "4"}, True),
        ({"members": "0"}, False),
    ],
)
def test_nobody_is_commended_beyond_the_quota_or_without_a_nomination(change, refuses):
    found = award("decision", data=AWARDS["decision"][1] | change)
    assert refused(found) == ({"S002-031"} if refuses else set())


@pytest.mark.parametrize(
    ("profile", "on", "early"),
    [
        ("", "2025-06-09", True),  # posted on Tuesday 2025-06-03: 4, 5, 6, 9 and 10 June
        ("", "2025-06-10", False),
        ("notice_7_days", "2025-06-09", True),
        ("notice_7_days", "2025-06-10", False),  # seven days
    ],
)
def test_the_names_are_posted_before_the_decision(profile, on, early):
    found = award("decision", on, made("award_selection", profile))
    assert warned(found) == ({"MD21"} if early else set())
    assert not refused(found)


@pytest.mark.parametrize(
    ("step", "outcome", "back"), [("review", "returned", "nomination"), ("decision", "returned", "review")]
)
def test_a_selection_sent_back(step, outcome, back):
    events = before(AWARD, AWARDS, step, {})
    state = replay(AWARD.procedure, [*events, event(AWARD, step, AWARDS[step][0], outcome, AWARDS[step][1])])
    assert state.current == (back,)


def test_confirming_a_rule_that_is_not_there_changes_nothing():
    own = confirming("award_selection", "notice_7_days", "XX99")
    assert not refused(award("decision", "2025-06-04", own))
