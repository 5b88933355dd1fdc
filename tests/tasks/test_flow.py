"""Which step may be taken when, and what it must say: the refusals in the user's words."""

import datetime as dt

import pytest

from linghang.core.errors import InputError
from linghang.organization import access
from linghang.tasks import flow
from linghang.tasks.history import _EFFECTS, Event, replay
from linghang.tasks.models import Task, TaskEvent

DAY = dt.date(2023, 3, 1)
PASSED = dict.fromkeys(flow.CHECKLIST, True)


def on(number, month=3):
    return dt.date(2023, month, number)


def state(*more, until="assign accept"):
    """Registered on 1 March, given out until 31 March, accepted on 3 March; then `more`."""
    story = [Event("register", on(1))]
    if "assign" in until:
        story.append(Event("assign", on(2), data={"due": "2023-03-31"}))
    if "accept" in until:
        story.append(Event("accept", on(3)))
    return replay([*story, *more])


def refusal(given, kind, day, text="说明", around=None, today=None, **data):
    """The words of the refusal; "" when the step is allowed."""
    try:
        flow.check(given, Event(kind, day, text, data), around=around, today=today)
    except InputError as error:
        return str(error)
    return ""


def test_kinds_and_stages_are_those_of_the_tables():
    assert {code: step.title for code, step in flow.STEPS.items()} == dict(TaskEvent.Kind.choices)
    assert dict(flow.STAGE_TITLES) == dict(Task.Stage.choices)
    assert set(_EFFECTS) == set(flow.STEPS)
    assert {step.action for step in flow.STEPS.values()} <= set(access.ACTIONS)


ALLOWED = {
    "registered": "ask_approval approve decompose assign transfer withdraw amend",
    "assigned": "decompose accept urge inspect ask_extension suspend transfer circulate withdraw amend",
    "working": "decompose report urge inspect ask_extension suspend transfer ask_close circulate withdraw amend",
    "closing": "inspect transfer return close circulate withdraw amend",
    "closed": "reopen circulate appraise",
    "suspended": "resume transfer withdraw amend",
    "withdrawn": "reopen",
}


def test_what_each_stage_allows():
    closing = Event("ask_close", on(20), "已办结", {"statement": "x"})
    stages = {
        "registered": state(until=""),
        "assigned": state(until="assign"),
        "working": state(),
        "closing": state(closing),
        "closed": state(closing, Event("close", on(21), data={"checklist": PASSED})),
        "suspended": state(Event("suspend", on(20), "x")),
        "withdrawn": state(Event("withdraw", on(20), "x")),
    }
    for name, given in stages.items():
        assert given.stage == name
        assert flow.possible(given) == ALLOWED[name].split()


def test_an_illegal_step_says_where_the_task_stands_and_what_would_be_right():
    assert refusal(state(until=""), "report", on(3)) == (
        "反馈: 任务已立项，不能反馈。只有办理中的任务才能反馈，请刷新页面看最新状态"
    )
    assert "任务办理中，不能签收" in refusal(state(), "accept", on(4))
    assert "已经立项" in refusal(state(), "register", on(4))


def test_events_stand_in_the_order_of_their_days():
    assert "早于上一条记录（2023年3月3日）" in refusal(state(), "report", on(2))
    assert not refusal(state(), "report", on(3))
    assert "晚于今天（2023年3月9日）" in refusal(state(), "report", on(10), today=on(9))
    assert not refusal(state(), "report", on(9), today=on(9))


def test_an_approval_that_was_asked_for_must_be_given_before_the_task_goes_out():
    asked = state(Event("ask_approval", on(1)), until="")
    assert "正在送审" in refusal(asked, "assign", on(2), due="2023-03-31")
    assert "已经送审" in refusal(asked, "ask_approval", on(2))
    refused = state(Event("ask_approval", on(1)), Event("approve", on(1), "x", {"passed": False}), until="")
    assert "审核未同意" in refusal(refused, "assign", on(2), due="2023-03-31")
    again = state(
        Event("approve", on(1), "x", {"passed": False}),
        Event("ask_approval", on(1)),
        Event("approve", on(2), "", {"passed": True}),
        until="",
    )
    assert not refusal(again, "assign", on(2), due="2023-03-31")
    assert not refusal(state(until=""), "approve", on(2), text="", passed=True)  # given without being asked for
    assert "必须写明理由" in refusal(state(until=""), "approve", on(2), text=" ", passed=False)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, "时限: 必须填写"),
        ("31.3.2023", "不是日期"),
        ("2023-03-01", "早于交办日期"),
        ("2023-03-02", ""),
    ],
)
def test_giving_out_needs_a_due_day(due, words):
    found = refusal(state(until=""), "assign", on(2), due=due)
    assert words in found
    assert bool(found) == bool(words)


def test_a_late_report_says_three_things_more():
    late = refusal(state(), "report", on(1, 4))
    for title in ("未按期原因", "目前进展", "下步措施"):
        assert f"反馈: {title}: 任务已逾期，必须填写" in late
    assert not refusal(state(), "report", on(31))
    assert not refusal(state(), "report", on(1, 4), reason="设备未到", progress="已招标", measures="催货")


@pytest.mark.parametrize("percent", [-1, 101, 50.5, "50", True])
def test_progress_is_a_whole_number_of_percent(percent):
    assert "0 到 100 的整数" in refusal(state(), "report", on(5), percent=percent)


def test_a_report_names_milestones_that_exist():
    around = flow.Around(milestones={1: "方案"})
    assert "没有第 2 个节点" in refusal(state(), "report", on(5), milestones=[1, 2], around=around)
    assert not refusal(state(), "report", on(5), milestones=[1], around=around)
    assert "还没有到" in refusal(state(), "report", on(5), period="2023-03-06")


def test_an_extension_is_asked_for_by_the_due_day():
    assert not refusal(state(), "ask_extension", on(31), due="2023-04-14")
    assert "时限 2023年3月31日 已过" in refusal(state(), "ask_extension", on(1, 4), due="2023-04-14")
    assert "不晚于现行时限" in refusal(state(), "ask_extension", on(20), due="2023-03-31")


def test_an_extension_is_granted_only_when_it_was_asked_for():
    assert "没有待答复的延期申请" in refusal(state(), "grant_extension", on(20), due="2023-04-14")
    asked = state(Event("ask_extension", on(31), "x", {"due": "2023-04-14"}))
    assert not refusal(asked, "grant_extension", on(3, 4))  # answered after the due day: asked in time is in time
    assert not refusal(asked, "grant_extension", on(3, 4), due="2023-04-07")
    assert "不晚于现行时限" in refusal(asked, "grant_extension", on(3, 4), due="2023-03-31")
    assert "还没有答复" in refusal(asked, "ask_extension", on(31), due="2023-04-20")
    assert "必须填写" in refusal(asked, "refuse_extension", on(3, 4), text="")
    answered = state(Event("ask_extension", on(31), "x", {"due": "2023-04-14"}), Event("grant_extension", on(3, 4)))
    assert (answered.due, answered.first_due) == (on(14, 4), on(31))
    assert "没有待答复" in refusal(answered, "grant_extension", on(3, 4))
    assert not refusal(answered, "ask_extension", on(14, 4), due="2023-04-30")


def test_what_is_granted_late_is_not_over_before_it_is_granted():
    asked = state(Event("ask_extension", on(31), "x", {"due": "2023-04-03"}))
    assert "时限 2023年4月3日 早于答复日期 2023年5月3日" in refusal(asked, "grant_extension", on(3, 5))
    assert "早于答复日期" in refusal(asked, "grant_extension", on(3, 5), due="2023-05-02")
    assert not refusal(asked, "grant_extension", on(3, 5), due="2023-05-03")


def test_what_goes_on_after_its_due_day_needs_a_new_one():
    paused = state(Event("suspend", on(20), "x"))
    assert not refusal(paused, "resume", on(31))
    assert "新的时限: 必须填写" in refusal(paused, "resume", on(1, 4))
    assert "早于恢复日期" in refusal(paused, "resume", on(1, 4), due="2023-03-31")
    assert not refusal(paused, "resume", on(1, 4), due="2023-04-01")


def test_closing_needs_proof_or_a_statement():
    assert "没有佐证材料" in refusal(state(), "ask_close", on(20))
    assert "没有佐证材料" in refusal(state(), "ask_close", on(20), statement="  ")
    assert not refusal(state(), "ask_close", on(20), statement="见系统数据")
    assert not refusal(state(), "ask_close", on(20), files=[{"name": "a.pdf"}])
    reported = state(Event("report", on(10), "x", {"files": [{"name": "a.pdf"}]}))
    assert not refusal(reported, "ask_close", on(20))
    rejected = state(
        Event("report", on(10), "x", {"files": [{"name": "a.pdf"}]}), Event("inspect", on(11), "x", {"rejected": [4]})
    )
    assert "没有佐证材料" in refusal(rejected, "ask_close", on(20))


def test_closing_names_what_is_still_open():
    around = flow.Around(("2023-0002 培训",), ("2023-0003 采购",), {1: "方案", 2: "总结"})
    given = state(Event("report", on(10), "x", {"milestones": [1]}))
    words = refusal(given, "ask_close", on(20), around=around, statement="x")
    assert "下级任务还没有办结：2023-0002 培训" in words
    assert "前置任务还没有销号：2023-0003 采购" in words
    assert "节点还没有完成：总结" in words


def closing():
    return state(Event("ask_close", on(20), "x", {"statement": "x"}))


def test_a_review_answers_all_seven_points():
    assert len(flow.CHECKLIST) == 7
    assert "复核要点: 必须填写" in refusal(closing(), "close", on(21))
    part = dict.fromkeys(list(flow.CHECKLIST)[:6], True)
    assert "还没有填：程序是否完备" in refusal(closing(), "close", on(21), checklist=part)
    assert "请逐项填写" in refusal(closing(), "close", on(21), checklist=PASSED | {"beauty": True})
    assert not refusal(closing(), "close", on(21), checklist=PASSED)


@pytest.mark.parametrize("point", flow.CHECKLIST)
def test_one_failed_point_sends_the_task_back(point):
    failed = PASSED | {point: False}
    assert f"复核要点不合格：{flow.CHECKLIST[point]}" in refusal(closing(), "close", on(21), checklist=failed)
    assert not refusal(closing(), "return", on(21), checklist=failed)
    assert "必须填写" in refusal(closing(), "return", on(21), text="", checklist=failed)


def test_nothing_is_sent_back_without_a_failed_point():
    assert "不能退回" in refusal(closing(), "return", on(21), checklist=PASSED)


def test_a_reopened_task_needs_a_day_that_is_still_to_come():
    closed = state(
        Event("ask_close", on(20), "x", {"statement": "x"}), Event("close", on(21), data={"checklist": PASSED})
    )
    assert "新的时限: 必须填写" in refusal(closed, "reopen", on(5, 4))
    assert "早于重启日期" in refusal(closed, "reopen", on(5, 4), due="2023-04-04")
    assert not refusal(closed, "reopen", on(5, 4), due="2023-04-28")
    assert not refusal(closed, "reopen", on(25))


@pytest.mark.parametrize(("score", "fits"), [("92.5", True), ("100", True), ("0", True), ("92.55", False)])
def test_a_score(score, fits):
    closed = state(
        Event("ask_close", on(20), "x", {"statement": "x"}), Event("close", on(21), data={"checklist": PASSED})
    )
    assert bool(refusal(closed, "appraise", on(22), score=score)) != fits
    for wrong in ("100.1", "-1", "NaN", "优"):
        assert "0 到 100 的分数" in refusal(closed, "appraise", on(22), score=wrong)


def test_an_unknown_kind_is_refused():
    assert "没有这种事由" in refusal(state(), "paint", on(5))
