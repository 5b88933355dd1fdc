"""Research topics: their course, their findings as tasks, and which leader has none."""

import datetime as dt
from fractions import Fraction

import pytest

from linghang.core.errors import InputError
from linghang.decisions import research
from linghang.decisions.models import ResearchTopic

day = dt.date(2023, 4, 3)


@pytest.fixture
def topic(house):
    return research.open_topic(
        house.institution, year=2023, title="缩短平均住院日", leader=house.people["102"], actor=house.office
    )


def test_from_topic_to_tasks(house, topic):
    research.record_visit(topic, on=day, place="心内科病区", actor=house.office)
    assert topic.stage == "field"
    first = research.record_finding(topic, problem="等检查时间长", measure="增加夜间检查", actor=house.office)
    second = research.record_finding(topic, problem="床位不均", actor=house.office)
    assert research.conversion(house.institution, 2023) == Fraction(0, 2)
    research.report(topic, "检查预约是主因。", on=day, actor=house.office)
    with pytest.raises(InputError, match="还有2个问题没有立项"):
        research.close(topic, actor=house.office)
    task = research.make_task(
        first, actor=house.office, on=day, lead_department=house.department, due=dt.date(2023, 6, 30)
    )
    assert (task.source, task.source_ref, task.title) == ("research", f"finding:{first.pk}", "增加夜间检查")
    assert task.stage == "assigned"
    research.give_no_task(second, "已列入信息化计划", actor=house.office)
    research.close(topic, actor=house.office)
    assert ResearchTopic.objects.get().stage == "closed"
    assert research.conversion(house.institution, 2023) == Fraction(1, 2)


def test_one_task_per_finding(house, topic):
    finding = research.record_finding(topic, problem="等检查时间长", actor=house.office)
    research.make_task(finding, actor=house.office, on=day)
    with pytest.raises(InputError, match="这个问题已经立项"):
        research.make_task(finding, actor=house.office, on=day)
    with pytest.raises(InputError, match="这个问题已经立项"):
        research.give_no_task(finding, "不用", actor=house.office)


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (lambda t, a: research.report(t, "结论", actor=a), "课题已选题，不能提交调研成果"),
        (lambda t, a: research.close(t, actor=a), "课题已选题，不能办结课题"),
        (lambda t, a: research.record_visit(t, on=day, place="", actor=a), "没有写地点"),
        (lambda t, a: research.record_finding(t, problem=" ", actor=a), "没有写问题"),
    ],
)
def test_steps_out_of_order_are_refused(house, topic, deed, words):
    with pytest.raises(InputError, match=words):
        deed(topic, house.office)


def test_a_topic_is_chosen_once_a_year(house, topic):
    with pytest.raises(InputError, match="2023年已有这个课题"):
        research.open_topic(
            house.institution, year=2023, title="缩短平均住院日", leader=house.people["101"], actor=house.office
        )


def test_which_leaders_have_no_topic(house, topic):
    """Eight leaders; 102 has a topic; 107 left in June and 108 held a post until October only."""
    house.people["107"].appointments.update(valid_to=dt.date(2023, 6, 30))
    house.people["108"].appointments.update(valid_to=dt.date(2023, 10, 31))
    late = research.leaders_without_topic(house.institution, 2023, today=dt.date(2024, 3, 1))
    assert [person.code for person in late] == ["101", "103", "104", "105", "106"]
    summer = research.leaders_without_topic(house.institution, 2023, today=dt.date(2023, 7, 1))
    assert [person.code for person in summer] == ["101", "103", "104", "105", "106", "108"]


def test_without_findings_there_is_no_rate(house, topic):
    assert research.conversion(house.institution, 2023) is None
