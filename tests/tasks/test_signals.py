"""A task opened by a number and closed by a number."""

import datetime as dt

import pytest
import typed_numbers as numbers

from linghang.core.errors import InputError
from linghang.notices.models import Channel, Delivery, Notice
from linghang.registers import content
from linghang.registers.catalogue import current_version
from linghang.tasks import signals, store
from linghang.tasks.flow import CHECKLIST
from linghang.tasks.models import Signal, Task

APRIL = dt.date(2023, 4, 3)


@pytest.fixture(scope="module")
def packs():
    return numbers.library()


@pytest.fixture(autouse=True)
def in_use(packs, monkeypatch):
    monkeypatch.setattr(content, "library", lambda: packs)
    for module in ("signals", "watching"):
        name = "content" if module == "watching" else "library"
        monkeypatch.setattr(f"linghang.tasks.{module}.{name}", lambda: packs)


@pytest.fixture
def breached(packs, hospital):
    """Drugs were 31 of 100 in March 2023; the red line is 30 %."""
    numbers.red_line(packs, hospital)
    numbers.drug_share(packs, hospital, "2023-03", 31, 100)


def look(hospital, today=APRIL):
    return signals.look(hospital, today)


def test_an_indicator_beyond_its_red_line_proposes_a_task_once_with_its_evidence(breached, hospital):
    (signal,) = look(hospital)
    assert (signal.kind, signal.indicator, signal.period, signal.state) == ("open", "drug_share", "2023-03", "waiting")
    kept = signal.evidence
    assert (kept["value"], kept["numerator"], kept["denominator"], kept["status"]) == (
        "0.31",
        "31.000000",
        "100.000000",
        "ok",
    )
    assert kept["version"] == 3
    assert kept["trace"] == "/indicators/drug_share/trace/?institution=h&period=2023-03"
    assert [(band["kind"], band["high"], band["side"], band["title"]) for band in kept["bands"]] == [
        ("red_line", "0.300000", "high", "药占比失控")
    ]
    assert (
        signals.in_words(signal)
        == f"示范医院2023年3月药占比为31.0%，高于红线30.0%（药占比失控）。数据版本 {current_version()}。"
    )
    assert look(hospital) == []


def test_at_the_line_nothing_is_proposed(packs, hospital):
    numbers.red_line(packs, hospital)
    numbers.drug_share(packs, hospital, "2023-03", 30, 100)
    assert look(hospital) == []


@pytest.mark.parametrize("changes", [{"closed_on": "2023-03-31"}, {"found_on": "2023-04-04"}])
def test_a_red_line_not_in_force_is_not_watched(packs, hospital, changes):
    numbers.red_line(packs, hospital, **changes)
    numbers.drug_share(packs, hospital, "2023-03", 31, 100)
    assert look(hospital) == []


def test_another_institutions_red_line_is_not_ours(packs, hospital, group):
    numbers.red_line(packs, group)
    numbers.drug_share(packs, hospital, "2023-03", 31, 100)
    assert look(hospital) == []
    assert [signal.institution for signal in signals.look(None, APRIL)] == [group]


def test_a_month_without_data_proposes_nothing_and_an_older_complete_one_is_looked_at(packs, hospital):
    numbers.red_line(packs, hospital)
    assert look(hospital) == []
    numbers.drug_share(packs, hospital, "2023-01", 31, 100)
    assert [signal.period for signal in look(hospital)] == ["2023-01"]


def test_a_month_older_than_three_is_history(packs, hospital):
    numbers.red_line(packs, hospital)
    numbers.drug_share(packs, hospital, "2022-12", 31, 100)
    assert look(hospital) == []


def test_a_missed_target_of_a_rate_proposes_for_the_month(packs, hospital):
    numbers.target(packs, hospital, "drug_share", "2023", "0.28")
    numbers.drug_share(packs, hospital, "2023-03", 29, 100)
    (signal,) = look(hospital)
    assert (
        signals.in_words(signal)
        == f"示范医院2023年3月药占比为29.0%，高于目标28.0%（指标目标）。数据版本 {current_version()}。"
    )


def test_a_target_of_the_group_holds_for_its_hospital(packs, hospital, group):
    numbers.target(packs, group, "drug_share", "2023", "0.28")
    numbers.drug_share(packs, hospital, "2023-03", 29, 100)
    assert [signal.indicator for signal in look(hospital)] == ["drug_share"]


def test_a_yearly_target_of_a_count_is_judged_when_the_year_is_over(packs, hospital):
    numbers.target(packs, hospital, "visits", "2022", 1200)
    for month in range(1, 13):
        numbers.value(packs, hospital, "visits", f"2022-{month:02d}", 99)
    assert signals.look(hospital, dt.date(2022, 12, 31)) == []
    (signal,) = signals.look(hospital, dt.date(2023, 1, 1))
    assert (signal.period, signal.evidence["value"]) == ("2022", "1188.000000")


def test_a_task_after_a_missed_year_has_no_goal_for_a_month(packs, hospital, people):
    numbers.target(packs, hospital, "visits", "2022", 1200)
    for month in range(1, 13):
        numbers.value(packs, hospital, "visits", f"2022-{month:02d}", 99)
    (signal,) = signals.look(hospital, dt.date(2023, 1, 1))
    task = signals.accept(signal, people.office)
    assert (task.indicator, task.goal_value, signals.goal_of_task(task)) == ("visits", None, None)


def test_red_line_and_target_make_one_proposal_the_red_line_first(packs, hospital, breached):
    numbers.target(packs, hospital, "drug_share", "2023", "0.28")
    (signal,) = look(hospital)
    assert [band["kind"] for band in signal.evidence["bands"]] == ["red_line", "target"]


def test_an_unverified_indicator_says_so(packs, hospital):
    numbers.target(packs, hospital, "guessed", "2023-03", 5)
    numbers.value(packs, hospital, "guessed", "2023-03", 4)
    (signal,) = look(hospital)
    assert signal.evidence["unverified"] is True
    assert signals.in_words(signal).endswith("指标口径未核实，请先核对。")


def test_a_red_line_on_an_unknown_indicator_is_passed_over(packs, hospital, breached):
    numbers.red_line(packs, hospital, "F2", red_line_indicator="no_such_thing")
    assert len(look(hospital)) == 1


def test_the_leaders_and_the_group_hear_of_a_red_line_at_once_and_once(breached, hospital, people):
    Channel.objects.create(institution=hospital, kind="wecom", title="群", address="https://qyapi.weixin.qq.com/x")
    look(hospital)
    look(hospital)
    notice = Notice.objects.get()
    assert (notice.user, notice.subject, notice.urgent) == (people.leader, "red_line", True)
    assert notice.title == "示范医院药占比高于红线"
    assert notice.text == "2023年3月药占比为31.0%，高于30.0%。风险：药占比失控。"
    assert Delivery.objects.filter(channel__isnull=False).count() == 1


def test_accepting_opens_a_task_that_carries_its_evidence_and_its_goal(breached, hospital, people, medical):
    (signal,) = look(hospital)
    task = signals.accept(signal, people.office, lead_department=medical, due=dt.date(2050, 12, 31), goal_months=2)
    task.refresh_from_db()
    assert (task.source, task.indicator, task.goal_comparator, task.goal_months) == ("risk", "drug_share", "<=", 2)
    assert task.goal_value == signals._number("0.3")
    assert task.source_ref == f"risk:{signal.evidence['bands'][0]['ref']}"
    assert (task.title, task.stage, task.lead_department) == ("药占比高于红线，查明原因并整改", "assigned", medical)
    assert task.requirement == signals.in_words(signal)
    assert (signal.state, signal.task, signal.decided_by) == ("accepted", task, people.office)


def test_while_a_task_is_after_it_nothing_more_is_proposed(packs, breached, hospital, people):
    (signal,) = look(hospital)
    signals.accept(signal, people.office)
    numbers.drug_share(packs, hospital, "2023-04", 33, 100)
    assert look(hospital, dt.date(2023, 5, 3)) == []


def test_what_was_decided_is_not_decided_again(breached, hospital, people):
    (signal,) = look(hospital)
    signals.dismiss(signal, people.office, "上月集中采购，属正常波动")
    assert (signal.state, signal.reason) == ("dismissed", "上月集中采购，属正常波动")
    with pytest.raises(InputError, match="不采纳"):
        signals.accept(signal, people.office)
    assert not Task.objects.exists()


def test_dismissing_needs_a_reason(breached, hospital, people):
    (signal,) = look(hospital)
    with pytest.raises(InputError, match="理由"):
        signals.dismiss(signal, people.office, "  ")


@pytest.fixture
def chased(hospital, medical, people):
    """A task of 10 March 2023 in work: 药占比 at most 30 % for two months."""
    task = store.open_task(
        hospital,
        title="降低药占比",
        source="indicator",
        on=dt.date(2023, 3, 10),
        actor=people.office,
        lead_department=medical,
        indicator="drug_share",
        goal_comparator="<=",
        goal_value="0.3",
        goal_months=2,
    )
    store.record(task, "assign", on=dt.date(2023, 3, 10), actor=people.office, data={"due": dt.date(2023, 6, 30)})
    store.record(task, "accept", on=dt.date(2023, 3, 11), actor=people.head)
    task.refresh_from_db()
    return task


def test_recovered_long_enough_proposes_closing_once(packs, chased, hospital, people):
    numbers.drug_share(packs, hospital, "2023-03", 30, 100)
    assert look(hospital, dt.date(2023, 4, 3)) == []
    numbers.drug_share(packs, hospital, "2023-04", 57, 200)
    (signal,) = look(hospital, dt.date(2023, 5, 3))
    assert (signal.kind, signal.task, signal.period) == ("close", chased, "2023-04")
    assert signals.in_words(signal) == (
        f"药占比：2023年3月30.0%、2023年4月28.5%，已不高于30.0%，持续 2 个月。数据版本 {current_version()}。"
    )
    assert look(hospital, dt.date(2023, 5, 4)) == []
    event = signals.accept(signal, people.head)
    assert (event.kind, event.data["statement"]) == ("ask_close", signals.in_words(signal))


def test_closing_what_was_asked_for_needs_the_seven_points(packs, chased, hospital, people):
    for month in ("2023-03", "2023-04"):
        numbers.drug_share(packs, hospital, month, 20, 100)
    (signal,) = look(hospital, dt.date(2023, 5, 3))
    store.record(
        chased, "ask_close", on=dt.date(2023, 5, 4), actor=people.head, text="办结", data={"statement": "见数"}
    )
    with pytest.raises(InputError, match="七项复核要点"):
        signals.accept(signal, people.leader)
    event = signals.accept(signal, people.leader, checklist=dict.fromkeys(CHECKLIST, True))
    assert event.kind == "close"
    assert Task.objects.get().stage == "closed"


def test_two_tasks_after_one_indicator_are_each_proposed_to_close(packs, chased, hospital, people, medical):
    other = store.open_task(
        hospital,
        title="控制药费",
        source="programme",
        on=dt.date(2023, 3, 1),
        actor=people.office,
        lead_department=medical,
        indicator="drug_share",
        goal_comparator="<",
        goal_value="0.3",
    )
    store.record(other, "assign", on=dt.date(2023, 3, 1), actor=people.office, data={"due": dt.date(2023, 6, 30)})
    store.record(other, "accept", on=dt.date(2023, 3, 1), actor=people.head)
    for month in ("2023-03", "2023-04"):
        numbers.drug_share(packs, hospital, month, 20, 100)
    assert {signal.task_id for signal in look(hospital, dt.date(2023, 5, 3))} == {chased.pk, other.pk}


def test_nothing_is_lost_when_a_step_is_refused(packs, chased, hospital, people):
    for month in ("2023-03", "2023-04"):
        numbers.drug_share(packs, hospital, month, 20, 100)
    (signal,) = look(hospital, dt.date(2023, 5, 3))
    store.amend(chased, {"milestones": [("方案", dt.date(2023, 4, 1))]}, actor=people.office, on=dt.date(2023, 3, 12))
    with pytest.raises(InputError, match="节点还没有完成"):
        signals.accept(signal, people.head)
    assert Signal.objects.get().state == "waiting"
