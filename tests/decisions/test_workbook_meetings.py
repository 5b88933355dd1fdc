"""The workbook of meetings: out and in again, what it takes although a rule was broken, and what it refuses."""

import datetime as dt
from collections import Counter

import openpyxl
import pytest
from django.db import transaction

from linghang.core.errors import InputError
from linghang.decisions import held, items, meetings, research, resolutions, workbook
from linghang.decisions.exporting import export_meetings, of_institutions, read_lines
from linghang.decisions.importing import load_meetings
from linghang.decisions.models import Finding, Item, Meeting, Opinion, ResearchTopic, Resolution, Vote
from linghang.tasks import store
from linghang.tasks.models import Task

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2023, 1, 1), dt.date(2023, 12, 31)
NUMBER = "党委会〔2023〕8"
PLACE = {"机构代码": "h", "会议编号": NUMBER}
ITEM = {**PLACE, "议题次序": 2}


def at(text):
    return dt.datetime.fromisoformat(f"{text}+08:00")


@pytest.fixture
def file(tmp_path):
    """Write these sheets; rows that are not given are those of one sound meeting of the committee."""

    def write(**given):
        lines = sound()
        for name, rows in given.items():
            lines[getattr(workbook, name)] = rows
        workbook.write_workbook(tmp_path / "meetings.xlsx", lines)
        return tmp_path / "meetings.xlsx"

    return write


def sound():
    """Wednesday 2023-05-17, noticed on Monday, six of seven there, one matter carried with a task."""
    came = {str(code): "到会" for code in range(101, 107)} | {"107": "请假"}
    return {
        workbook.MEETINGS: [meeting()],
        workbook.ROLL: [{**PLACE, "工号": code, "到会情况": presence} for code, presence in came.items()],
        workbook.ITEMS: [
            {**PLACE, "次序": 1, "类别": "第一议题", "议题": "第一议题", "结果": "知悉"},
            matter(),
        ],
        workbook.SPEECHES: [
            {**ITEM, "发言次序": 1, "工号": "102", "要点": "同意"},
            {**ITEM, "发言次序": 2, "工号": "101"},
        ],
        workbook.VOTES: [{**ITEM, "工号": str(code), "表决": "赞成"} for code in range(101, 107)],
        workbook.TASKS: [{**ITEM, "事项": "党建工作要点落实", "牵头科室代码": "0301", "时限": dt.date(2023, 7, 31)}],
    }


def meeting(**cells):
    given = {
        "议事机构": "党委会",
        "时间": "2023-05-17 15:00",
        "结束时间": "2023-05-17 17:00",
        "通知时间": "2023-05-15 09:00",
        "状态": "纪要已印发",
        "印发日期": dt.date(2023, 5, 19),
    }
    return {**PLACE, **given, **cells}


def matter(**cells):
    given = {"事项": "党的建设和党风廉政建设", "议题": "党建工作要点", "结果": "决定", "议定意见": "同意"}
    return {**PLACE, "次序": 2, **given, **cells}


def faults(path):
    with pytest.raises(InputError) as refused:
        load_meetings(path)
    assert not Meeting.objects.exists()
    assert not Item.objects.exists()
    return [(fault.subject, fault.line, fault.field, fault.reason) for fault in refused.value.faults]


def found_rules(institution):
    found = held.irregularities([institution], FIRST, LAST)
    return [(each.number, each.title, each.finding.rule, each.finding.reason, each.despite) for each in found]


def story(house):
    """Half a year with two-step matters, a recusal, a carried item, a broken rule, research, and plans."""
    place, office, people = house.institution, house.office, house.people

    def sit(body, day, agenda, *, despite=None, notice=5):
        sitting = meetings.plan(
            place, body, at(f"{day}T15:00"), actor=office, place="二楼会议室", recorder=people["107"]
        )
        meetings.call(sitting, people["108"], post="列席") if body == "party_committee" else None
        for item in agenda:
            meetings.put_on_agenda(sitting, item, actor=office)
        reasons = {item.pk: reason for item, reason in (despite or {}).items()}
        meetings.convene(sitting, actor=office, at=at(f"{day}T09:00") - dt.timedelta(days=notice), despite=reasons)
        meetings.begin(sitting, actor=office)
        called = list(sitting.attendances.filter(member=True).order_by("position"))
        presence = {each.person_id: "present" for each in called[:-1]} | {called[-1].person_id: "leave"}
        meetings.record_attendance(sitting, presence, actor=office)
        meetings.confirm_receipt(sitting.attendances.get(person=called[0].person), at(f"{day}T08:00"))
        for item in agenda:
            item.refresh_from_db()
        return sitting, [each.person for each in called[:-1]]

    def finish(sitting, day, *, issue=True):
        meetings.close(sitting, actor=office, at=at(f"{day}T18:00"))
        if issue:
            meetings.issue(sitting, actor=office, on=dt.date.fromisoformat(day))

    drafted = items.submit(
        place, actor=office, matter="budget", title="年度预算", amount=1000, department=house.department
    )
    left = items.submit(place, actor=office, matter="administration", title="值班用房调整")
    sitting, _ = sit("president_meeting", "2023-03-01", [drafted, left])
    meetings.record_speech(drafted, people["104"], "可行", actor=office)
    meetings.record_speech(drafted, people["102"], actor=office)
    resolutions.resolve(drafted, "decision", "同意，提请党委会", actor=office)
    finish(sitting, "2023-03-01")

    first = items.submit(place, actor=office, kind="first_topic", title="第一议题")
    budget = items.submit(place, actor=office, matter="budget", title="年度预算", prior=drafted)
    items.consult(budget, on=dt.date(2023, 3, 6), people=[people["101"], people["102"]], agreed=True, actor=office)
    items.give_opinion(
        budget, kind="finance", on=dt.date(2023, 3, 3), by="财务科", verdict="condition", text="分期付", actor=office
    )
    unlisted = items.submit(place, actor=office, title="捐赠事宜", route_reason="清单没有", concerns=[people["103"]])
    alone = items.submit(place, actor=office, matter="plans", title="三年规划")
    agenda = [first, budget, unlisted, alone]
    sitting, there = sit("party_committee", "2023-03-09", agenda, despite={alone: "时间紧"}, notice=1)
    meetings.record_stay(sitting, people["106"], left_after=3, actor=office)
    resolutions.resolve(first, "task", "开展学习", actor=office, no_task_reason="随党课进行")
    for item in (budget, unlisted, alone):
        if item is unlisted:
            meetings.recuse(item, people["103"], "亲属", actor=office)
        for person in there:
            gone = item is alone and person == people["106"]
            if not gone and not (item is unlisted and person == people["103"]):
                meetings.record_vote(item, person, "against" if person == people["105"] else "for", actor=office)
    meetings.record_vote(budget, people["107"], "abstain", actor=office, written=True)
    made = resolutions.resolve(budget, "decision", "同意", actor=office)
    resolutions.make_task(made, actor=office, lead_department=house.department, due=dt.date(2023, 6, 30), line="财务")
    resolutions.make_task(made, actor=office, title="预算公开")
    resolutions.resolve(unlisted, "decision", "接受", actor=office)
    resolutions.resolve(alone, "deferred", "再论证", actor=office)
    finish(sitting, "2023-03-09", issue=False)

    again = left.carried_to.get()
    sitting, _ = sit("president_meeting", "2023-03-15", [again])
    resolutions.resolve(again, "task", "照办", actor=office, on=dt.date(2023, 3, 16))
    finish(sitting, "2023-03-15")
    called_off = meetings.plan(place, "topic_meeting", at("2023-04-03T15:00"), actor=office, title="专题会")
    meetings.cancel(called_off, "并入下次", actor=office)
    meetings.plan(place, "study_group", at("2023-04-20T15:00"), actor=office)

    topic = research.open_topic(place, year=2023, title="床位使用", leader=people["104"], actor=office)
    research.record_visit(topic, on=dt.date(2023, 5, 5), place="心内科", text="周转慢", actor=office)
    one = research.record_finding(topic, problem="住院日长", measure="缩短", actor=office)
    two = research.record_finding(topic, problem="床位少", actor=office)
    research.report(topic, "结论", on=dt.date(2023, 6, 1), actor=office)
    research.make_task(one, actor=office, on=dt.date(2023, 6, 2), lead_department=house.department)
    research.give_no_task(two, "明年扩建", actor=office)
    research.close(topic, actor=office)


def test_choices_are_those_of_the_models() -> None:
    outcomes = {code: title for code, title in Item.Outcome.choices if code != "withdrawn"}
    assert dict(Meeting.Stage.choices) == workbook.STAGES
    assert dict(Item.Kind.choices) == workbook.ITEM_KINDS
    assert outcomes == workbook.OUTCOMES
    assert dict(Vote.Choice.choices) == workbook.BALLOTS
    assert dict(Opinion.Verdict.choices) == workbook.VERDICTS
    assert dict(ResearchTopic.Stage.choices) == workbook.TOPIC_STAGES
    assert dict(Task.Cycle.choices) == workbook.CYCLES


def test_meetings_come_back_as_they_were(house, tmp_path) -> None:
    chosen = of_institutions([house.institution], FIRST, LAST)
    with transaction.atomic():
        story(house)
        export_meetings(tmp_path / "out.xlsx", *chosen)
        before = (
            read_lines(*chosen),
            found_rules(house.institution),
            Counter(Vote.objects.values_list("choice", flat=True)),
        )
        transaction.set_rollback(True)
    assert not Meeting.objects.exists()
    load_meetings(tmp_path / "out.xlsx")
    after = read_lines(*chosen), found_rules(house.institution), Counter(Vote.objects.values_list("choice", flat=True))
    for sheet in workbook.SHEETS:
        assert after[0][sheet] == before[0][sheet], sheet
        assert before[0][sheet], f"{sheet} is not told of in the story"
    assert after[1:] == before[1:]
    assert {rule for _, _, rule, _, _ in after[1]} >= {"DC09", "DC12", "DC13", "DC14"}


def test_the_same_file_again_changes_nothing(house, tmp_path) -> None:
    story(house)
    export_meetings(tmp_path / "out.xlsx", *of_institutions([house.institution], FIRST, LAST))
    known = list(Meeting.objects.order_by("pk").values()), Item.objects.count(), Task.objects.count()
    summary = load_meetings(tmp_path / "out.xlsx")
    assert (summary.same, summary.meetings, summary.topics) == (6, 0, 0)
    assert (list(Meeting.objects.order_by("pk").values()), Item.objects.count(), Task.objects.count()) == known


def test_a_sound_meeting_has_no_exception(house, file) -> None:
    summary = load_meetings(file())
    assert (summary.meetings, summary.items, summary.resolutions, summary.tasks, summary.despite) == (1, 2, 1, 1, 0)
    assert [rule for _, _, rule, _, _ in found_rules(house.institution) if rule not in ("DC11", "ED03")] == []
    task = Task.objects.get()
    assert (task.stage, task.opened_on, task.due) == ("assigned", dt.date(2023, 5, 17), dt.date(2023, 7, 31))
    assert Resolution.objects.get().functions == ["direction", "overall"]


def test_rows_without_numbers_come_in_once(house, file) -> None:
    load_meetings(file())
    assert load_meetings(file()).same == 1
    assert Task.objects.count() == 1


def test_what_broke_a_rule_is_brought_in_and_listed(house, file) -> None:
    plan = matter(事项="发展规划和年度计划", 议题="三年规划")
    assert load_meetings(file(ITEMS=[sound()[workbook.ITEMS][0], plan])).despite == 1
    found = [(rule, despite) for _, title, rule, _, despite in found_rules(house.institution) if title == "三年规划"]
    assert found == [("DC14", "补录"), ("DC09", "补录")]


def test_a_decision_without_majority_is_brought_in_and_listed(house, file) -> None:
    votes = [{**ITEM, "工号": str(code), "表决": "反对"} for code in range(101, 107)]
    assert load_meetings(file(VOTES=votes)).despite == 1
    found = [(rule, despite) for _, _, rule, _, despite in found_rules(house.institution) if rule == "DC06"]
    assert found == [("DC06", "补录")]


def test_a_task_that_stands_is_linked(house, file) -> None:
    task = store.open_task(
        house.institution, title="已有", source="resolution", on=FIRST, actor=None, number="2023-J001"
    )
    load_meetings(file(TASKS=[{**ITEM, "督办编号": "2023-J001"}]))
    assert list(Resolution.objects.get().tasks.all()) == [task]
    assert Task.objects.count() == 1


def test_a_task_takes_the_number_of_the_file(house, file) -> None:
    load_meetings(file(TASKS=[{**ITEM, "督办编号": "2023-J007"}]))
    assert Task.objects.get().number == "2023-J007"


def test_a_resolution_keeps_its_number(house, file) -> None:
    load_meetings(file(RESOLUTIONS=[{**ITEM, "决议编号": "院党〔2023〕5号", "职能": "促改革、把方向"}]))
    found = Resolution.objects.get()
    assert (found.number, set(found.functions)) == ("院党〔2023〕5号", {"reform", "direction"})


def test_a_dry_run_writes_nothing(house, file) -> None:
    assert load_meetings(file(), dry_run=True).meetings == 1
    assert not Meeting.objects.exists()
    assert not Task.objects.exists()


def test_the_empty_template_brings_nothing(house, tmp_path) -> None:
    workbook.write_workbook(tmp_path / "empty.xlsx", {})
    assert load_meetings(tmp_path / "empty.xlsx").meetings == 0
    book = openpyxl.load_workbook(tmp_path / "empty.xlsx")
    assert book.sheetnames == list(workbook.SHEETS)
    assert book["会议"]["A1"].comment.text == "必填"


def test_a_standing_meeting_may_not_be_told_otherwise(house, file) -> None:
    load_meetings(file())
    votes = [*sound()[workbook.VOTES][:-1], {**ITEM, "工号": "106", "表决": "反对"}]
    with pytest.raises(InputError) as refused:
        load_meetings(file(VOTES=votes))
    [fault] = refused.value.faults
    assert (fault.subject, fault.line, fault.field, fault.reason) == (
        "表决",
        7,
        "表决",
        "与系统里的不同：系统里是“赞成”",
    )
    assert Vote.objects.filter(choice="against").count() == 0


def test_an_item_that_names_a_later_meeting_is_refused(house, file) -> None:
    found = faults(file(ITEMS=[sound()[workbook.ITEMS][0], matter(前一会议的议题="院长办公会〔2023〕9#1")]))
    assert found == [("议题", 3, "前一会议的议题", "没有这个议题，或它在本次会议之后")]


def test_a_decision_says_what_was_decided(house, file) -> None:
    found = faults(file(ITEMS=[sound()[workbook.ITEMS][0], matter(议定意见="")]))
    assert found == [("议题", 3, "议定意见", "没有写议定意见")]


def test_one_bad_meeting_keeps_all_out(house, file) -> None:
    other = {"会议编号": "党委会〔2023〕9", "时间": "2023-05-31 15:00", "结束时间": ""}
    found = faults(file(MEETINGS=[meeting(), meeting(**other)]))
    assert found == [("会议", 3, "结束时间", "会议纪要已印发，这一列没有填写")]


@pytest.mark.parametrize(
    ("sheet", "row", "found"),
    [
        ("MEETINGS", meeting(议事机构="董事会"), ("会议", 2, "议事机构", "议事清单里没有")),
        ("MEETINGS", meeting(时间="五月十七日"), ("会议", 2, "时间", "不是日期和时间")),
        ("MEETINGS", meeting(主持人工号="999"), ("会议", 2, "主持人工号", "没有这个人员")),
        ("MEETINGS", meeting(印发日期=dt.date(2023, 5, 1)), ("会议", 2, "印发日期", "印发日期早于会议日期")),
        ("ITEMS", matter(次序=3), ("议题", 2, "次序", "次序没有连着")),
        ("VOTES", {**ITEM, "工号": "107", "表决": "赞成"}, ("表决", 2, "表决", "没有到会，不能表决")),
        ("VOTES", {**ITEM, "工号": "108", "表决": "赞成"}, ("表决", 2, "表决", "不是本次会议的应到会成员，没有表决权")),
        ("VOTES", {**ITEM, "议题次序": 7, "工号": "101", "表决": "赞成"},
         ("表决", 2, "议题次序", "这次会议没有这个议题")),
        ("SPEECHES", {**ITEM, "发言次序": 1, "工号": "107"}, ("发言", 2, "工号", "发言人：没有到会，不能登记发言")),
        ("TALKS", {**ITEM, "日期": dt.date(2023, 5, 10), "参加人工号": "101", "意见一致": "是"},
         ("会前沟通", 2, "参加人工号", "参加人：会前沟通至少要有两个人")),
        ("TASKS", {**ITEM, "牵头科室代码": "9999"}, ("决议任务", 2, "牵头科室代码", "这个机构没有这个科室")),
        ("TASKS", {**ITEM, "议题次序": 1}, ("决议任务", 2, "议题次序", "这个议题没有形成决议")),
        ("ROLL", {**PLACE, "会议编号": "党委会〔2023〕1", "工号": "101", "到会情况": "到会"},
         ("到会", 2, "会议编号", "“会议”表里没有")),
    ],
)  # fmt: skip
def test_a_fault_names_its_row(house, file, sheet, row, found) -> None:
    assert found in faults(file(**{sheet: [row]}))


def test_a_finding_becomes_its_task_or_says_why_not(house, file) -> None:
    topic = {"机构代码": "h", "年度": 2023, "课题": "床位使用"}
    told = {"牵头领导工号": "104", "状态": "已转化", "调研成果": "结论", "成果日期": dt.date(2023, 6, 1)}
    rows = [
        {**topic, "问题": "住院日长", "牵头科室代码": "0301", "时限": dt.date(2023, 9, 1)},
        {**topic, "问题": "床位少"},
    ]
    visits = [{**topic, "日期": dt.date(2023, 5, 5), "地点": "心内科"}]
    path = file(TOPICS=[{**topic, **told}], VISITS=visits, FINDINGS=rows)
    assert faults(path) == [("调研课题", 2, "课题", "还有1个问题没有立项，也没有写理由")]
    rows[1]["不立项的理由"] = "明年扩建"
    load_meetings(file(TOPICS=[{**topic, **told}], VISITS=visits, FINDINGS=rows))
    assert [(each.problem, bool(each.task), each.no_task_reason) for each in Finding.objects.order_by("pk")] == [
        ("住院日长", True, ""),
        ("床位少", False, "明年扩建"),
    ]
