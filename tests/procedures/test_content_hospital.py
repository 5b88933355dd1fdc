"""Responsibility letters, ethics appraisal, new techniques, complaints, rectification of findings."""

import pytest
from tests.procedures.content_cases import event, judged, made, opened, refused, warned

from linghang.procedures.cases import replay

LETTER, ETHICS, TECHNIQUE = made("responsibility_letter"), made("ethics_appraisal"), made("technique_admission")
LINES = made("ethics_appraisal", "score_lines")
COMPLAINT, FINDING = made("complaint"), made("inspection_rectification")
OPENING = {
    "responsibility_letter": {"letter": "医疗质量和安全目标责任书", "year": "2025"},
    "ethics_appraisal": {"year": "2025"},
    "technique_admission": {"technique": "超声引导下神经阻滞"},
    "complaint": {"register_no": "TS-2025-001"},
    "inspection_rectification": {"problem": "病历书写不及时"},
}
LATE = {"late_reason": "设备未到", "late_progress": "已订货", "late_measures": "先借用"}
STEPS = {
    "responsibility_letter": {
        "template": ("2025-01-06", {"template": "医疗质量责任书"}),
        "issue": ("2025-01-31", {"kind": "quality_safety", "signer": ["F1"]}),
        "sign": ("2025-02-10", {}),
        "mid_year": ("2025-07-10", {"findings": "两项未达标"}),
        "year_end": ("2025-12-20", {"score": "95"}),
    },
    "ethics_appraisal": {
        "self": ("2025-12-01", {"grade": "excellent"}),
        "department": ("2025-12-10", {"grade": "good"}),
        "unit": ("2025-12-20", {"score": "92", "deducted": "0", "veto": "否"}),
        "file": ("2025-12-25", {}),
    },
    "technique_admission": {
        "apply": ("2025-02-10", {"leader": ["F1"], "restricted": False}),
        "review": ("2025-03-01", {}),
        "ethics": ("2025-03-10", {}),
        "approve": ("2025-03-20", {}),
        "first_case": ("2025-04-01", {}),
        "visit": ("2025-06-20", {"cases": "12", "adverse": "0"}),
        "evaluate": ("2026-04-10", {"cases": "60"}),
        "close": ("2026-04-20", {}),
    },
    "complaint": {
        "receive": ("2025-09-26", {"channel": "visit"}),
        "classify": ("2025-09-26", {"category": "fee"}),
        "assign": ("2025-09-28", {"department": "收费处"}),
        "investigate": ("2025-09-29", {"finding": "重复计费一次"}),
        "reply": ("2025-10-09", {}),
        "bulletin": ("2025-10-20", {}),
    },
    "inspection_rectification": {
        "finding": ("2025-05-06", {}),
        "bulletin": ("2025-05-30", {"deadline": "2025-06-30"}),
        "plan": ("2025-06-05", {"causes": "人手不足", "measures": "调整排班", "responsible": ["F1"]}),
        "report": ("2025-06-27", {}),
        "verify": ("2025-07-05", {"checked": "是", "opinion": "已改正"}),
    },
}
OUTCOMES = {("complaint", "investigate"): "unfounded", ("ethics_appraisal", "unit"): "excellent"}


def state_at(course, stop, changes=None):
    """The state before `stop`; `changes`: by step the outcome and data that differ."""
    code = course.procedure.code
    steps = STEPS[code]
    events = [opened(course, next(iter(steps.values()))[0], **OPENING[code])]
    for step, (on, data) in steps.items():
        if step == stop:
            return replay(course.procedure, events)
        outcome, other = (changes or {}).get(step, (OUTCOMES.get((code, step)), data))
        events.append(event(course, step, on, outcome, other))
    raise KeyError(stop)


def at(course, step, on=None, outcome=None, *, data=None, changes=None, without=()):
    code = course.procedure.code
    default_on, default_data = STEPS[code][step]
    outcome = outcome or OUTCOMES.get((code, step))
    given = {"outcome": outcome, "data": default_data if data is None else data, "without": without}
    return judged(course, state_at(course, step, changes), step, on or default_on, **given)


def after(course, step, outcome, data=None):
    on, default = STEPS[course.procedure.code][step]
    state = state_at(course, step)
    assert not refused(judged(course, state, step, on, outcome=outcome, data=data or default))
    events = [opened(course, on, **OPENING[course.procedure.code])]
    for each, (day, stated) in STEPS[course.procedure.code].items():
        if each == step:
            break
        named = OUTCOMES.get((course.procedure.code, each))
        events.append(event(course, each, day, named, stated))
    events.append(event(course, step, on, outcome, data or default))
    return replay(course.procedure, events)


@pytest.mark.parametrize(
    "course", [LETTER, ETHICS, TECHNIQUE, COMPLAINT, FINDING], ids=lambda each: each.procedure.code
)
def test_each_goes_through_without_a_finding(course):
    for step in STEPS[course.procedure.code]:
        assert not at(course, step), step


@pytest.mark.parametrize(
    ("step", "last", "late"),
    [
        ("sign", "2025-02-28", "2025-03-01"),  # issued on 31 January: a month ends on the last day of February
        ("mid_year", "2025-08-10", "2025-08-11"),  # signed on 10 February
        ("year_end", "2026-02-10", "2026-02-11"),
    ],
)
def test_our_own_limits_of_a_responsibility_letter_only_warn(step, last, late):
    assert not at(LETTER, step, last)
    assert warned(at(LETTER, step, late)) == {"领航自拟"}
    assert not refused(at(LETTER, step, late))


def test_a_letter_is_signed_on_paper_and_scored_before_it_is_closed():
    assert refused(at(LETTER, "sign", without=["signed_letter"])) == {"S004-070"}
    assert any(each.field == "考核得分" for each in at(LETTER, "year_end", data={}) if each.blocks)
    assert after(LETTER, "year_end", "scored").result == "scored"


def test_a_letter_that_a_department_disputes_is_drafted_again():
    assert after(LETTER, "sign", "returned").current == ("template",)


GRADES = ["excellent", "good", "fair", "poor", "undefined"]


@pytest.mark.parametrize(
    ("score", "deduction", "veto", "fits"),
    [
        ("90", "0", "否", {"excellent", "good", "fair"}),
        ("89.9", "0", "否", {"good", "fair"}),
        ("90", "0.1", "否", {"good", "fair"}),  # a deduction, however small, is no excellent
        ("80", "14.9", "否", {"good", "fair"}),
        ("80", "15", "否", {"fair"}),
        ("79.9", "14.9", "否", {"fair"}),
        ("60", "24.9", "否", {"fair"}),
        ("60", "25", "否", {"undefined"}),  # the hole of the rule begins
        ("70", "27", "否", {"undefined"}),
        ("95", "29.9", "否", {"undefined"}),  # and ends
        ("60", "30", "否", {"poor"}),
        ("59.9", "0", "否", {"poor"}),
        ("59.9", "27", "否", {"poor"}),  # under 60 the hole does not matter
        ("95", "0", "是", {"poor"}),
        ("70", "27", "是", {"poor"}),
    ],
)
def test_in05_which_grades_a_score_and_a_deduction_allow(score, deduction, veto, fits):
    """IN05, read line by line: the lines overlap downwards (who is excellent also meets good and fair), between 25
    and 30 points of deduction is a hole. The engine never grades, it says what does not fit."""
    data = {"score": score, "deducted": deduction, "veto": veto}
    allowed = {grade for grade in GRADES if not warned(at(LINES, "unit", outcome=grade, data=data))}
    assert allowed == fits
    assert not any(refused(at(LINES, "unit", outcome=grade, data=data)) for grade in GRADES)


def test_in05_the_hole_is_said_in_words():
    found = at(LINES, "unit", outcome="fair", data={"score": "70", "deducted": "27", "veto": "否"})
    assert any("没有对应的等次" in each.reason and "不替人定等次" in each.remedy for each in found)


def test_in05_is_one_countys_rule_and_judges_nothing_nationally():
    assert not at(ETHICS, "unit", outcome="excellent", data={"score": "10", "deducted": "99", "veto": "是"})


def test_what_is_undefined_stays_open_until_the_body_decides():
    state = after(LINES, "unit", "undefined", {"score": "70", "deducted": "27", "veto": "否"})
    assert state.current == ("unit",)


def test_in04_there_are_four_grades_and_three_who_appraise():
    titles = [each.title for each in ETHICS.procedure.step("unit").outcomes.values()][:4]
    assert titles == ["优秀", "良好", "一般", "较差"]
    assert [stage.title for stage in ETHICS.procedure.stages] == ["自我评价", "科室评价", "单位评价"]
    assert refused(at(ETHICS, "self", data={"grade": "杰出"}))


def test_a_new_technique_is_not_begun_before_ethics_and_approval():
    for missing, step in (("ethics", "approve"), ("approve", "first_case")):
        found = judged(TECHNIQUE, state_at(TECHNIQUE, missing), step, "2025-05-01", data={})
        assert any(each.blocks for each in found)


def test_a_restricted_technique_without_its_filing_is_told():
    restricted = {"apply": (None, {"leader": ["F1"], "restricted": True})}
    found = at(TECHNIQUE, "approve", changes=restricted)
    assert warned(found) == {"领航自拟"}
    assert not refused(found)


@pytest.mark.parametrize(("on", "rules"), [("2025-03-10", set()), ("2025-03-11", {"领航自拟"})])
def test_a_technique_is_reviewed_within_a_month_by_our_own_choice(on, rules):
    assert warned(at(TECHNIQUE, "review", on)) == rules


@pytest.mark.parametrize(("on", "rules"), [("2026-03-31", {"领航自拟"}), ("2026-04-01", set())])
def test_a_technique_is_evaluated_after_a_year_by_our_own_choice(on, rules):
    """The first case was on 2025-04-01."""
    found = at(TECHNIQUE, "evaluate", on)
    assert warned(found) == rules
    assert not refused(found)


def test_more_adverse_events_than_cases_cannot_be():
    assert refused(at(TECHNIQUE, "visit", data={"cases": "3", "adverse": "4"})) == {"数字关系"}


@pytest.mark.parametrize(
    ("step", "outcome", "current", "result"),
    [
        ("review", "supplement", ("apply",), ""),
        ("review", "refused", (), "refused"),
        ("ethics", "supplement", ("apply",), ""),
        ("ethics", "refused", (), "refused"),
        ("approve", "refused", (), "refused"),
        ("visit", "suspended", ("review",), ""),
        ("evaluate", "extended", ("visit",), ""),
        ("evaluate", "stopped", (), "stopped"),
    ],
)
def test_how_a_technique_goes_back_or_ends(step, outcome, current, result):
    state = after(TECHNIQUE, step, outcome)
    assert (state.current, state.result) == (current, result)


@pytest.mark.parametrize(
    ("profile", "last", "late"),
    [
        # Friday 2025-09-26: Sunday 28 (made up for), 29, 30 September, 9 and 10 October; 1 to 8 October are free
        ("", "2025-10-10", "2025-10-11"),
        # and on: Saturday 11 (made up for), 13, 14, 15, 16 October
        ("several_departments", "2025-10-16", "2025-10-17"),
    ],
)
def test_a_complaint_is_answered_in_working_days_across_national_day(profile, last, late):
    course = made("complaint", profile)
    assert not at(course, "reply", last)
    found = at(course, "reply", late)
    assert warned(found) == {"投诉管理办法"}
    assert not refused(found)


@pytest.mark.parametrize(("on", "rules"), [("2025-09-28", set()), ("2025-09-29", {"领航自拟"})])
def test_a_complaint_is_handed_on_the_next_working_day(on, rules):
    """Received on a Friday; that Sunday is worked to make up for National Day."""
    assert warned(at(COMPLAINT, "assign", on)) == rules


def test_a_founded_complaint_without_rectification_is_told():
    changes = {"investigate": ("founded", {"finding": "重复计费"})}
    assert warned(at(COMPLAINT, "reply", changes=changes)) == {"领航自拟"}


@pytest.mark.parametrize(
    ("step", "outcome", "back", "result"),
    [
        ("receive", "not_accepted", None, "not_accepted"),
        ("receive", "settled", None, "settled"),
        ("investigate", "returned", "assign", ""),
        ("reply", "reopened", "investigate", ""),
    ],
)
def test_how_a_complaint_goes_back_or_ends(step, outcome, back, result):
    state = after(COMPLAINT, step, outcome)
    assert state.result == result
    assert back is None or back in state.current


@pytest.mark.parametrize(
    ("on", "data", "warns", "refuses"),
    [
        ("2025-06-30", {}, set(), set()),  # the deadline itself
        ("2025-07-01", {}, {"S003-045"}, {"TK06"}),
        ("2025-07-01", LATE, {"S003-045"}, set()),
        ("2025-07-01", LATE | {"late_progress": ""}, {"S003-045"}, {"TK06"}),
    ],
)
def test_tk06_a_late_rectification_says_why_how_far_and_what_next(on, data, warns, refuses):
    found = at(FINDING, "report", on, data=data)
    assert warned(found) == warns
    assert refused(found) == refuses


@pytest.mark.parametrize(("deadline", "rules"), [("2025-05-29", {"领航自拟"}), ("2025-05-30", set())])
def test_a_deadline_before_the_bulletin_is_told(deadline, rules):
    assert warned(at(FINDING, "bulletin", data={"deadline": deadline})) == rules


def test_tk07_what_is_not_in_order_is_not_closed_but_sent_back():
    wrong = {"checked": "否", "opinion": "证据不足"}
    assert refused(at(FINDING, "verify", outcome="closed", data=wrong)) == {"TK07"}
    assert after(FINDING, "verify", "returned", wrong).current == ("plan",)
    assert after(FINDING, "verify", "closed").result == "closed"
