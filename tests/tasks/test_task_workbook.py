"""The workbook of tasks: out and in again, and what it refuses."""

import datetime as dt
from contextlib import contextmanager
from dataclasses import replace

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from linghang.core.errors import InputError
from linghang.tasks import flow, store, workbook
from linghang.tasks.exporting import export_tasks, read_lines
from linghang.tasks.history import replay
from linghang.tasks.importing import load_tasks
from linghang.tasks.models import Milestone, Task, TaskEvent
from linghang.tasks.statistics import by_department
from tasks import task_stories
from tasks.workbook_rows import CLOSED, COURSE, record, task

DAY = dt.date
LATER = DAY(2024, 6, 30)
pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path, hospital, medical, nursing, logistics):
    """Write sheets given as {sheet: [row, …]}; institution and number are filled in."""

    def write(**sheets):
        names = {"tasks": "任务", "milestones": "里程碑", "waits": "前置", "records": "记录"}
        lines = {
            names[name]: [{"机构代码": "h", "督办编号": "2023-0001", **row} for row in rows]
            for name, rows in sheets.items()
        }
        workbook.write_workbook(tmp_path / "tasks.xlsx", lines)
        return tmp_path / "tasks.xlsx"

    return write


def faults(path, **options):
    with pytest.raises(InputError) as refused:
        load_tasks(path, today=LATER, **options)
    return [(fault.subject, fault.line, fault.field, fault.reason) for fault in refused.value.faults]


def test_choices_are_those_of_the_model():
    for titles, choices in (
        (workbook.SOURCES, Task.Source),
        (workbook.PRIORITIES, Task.Priority),
        (workbook.CYCLES, Task.Cycle),
        (workbook.KINDS, TaskEvent.Kind),
    ):
        assert titles == dict(choices.choices)


def test_the_template_has_notes_and_drop_downs(tmp_path):
    workbook.write_workbook(tmp_path / "empty.xlsx", {})
    book = openpyxl.load_workbook(tmp_path / "empty.xlsx")
    assert book.sheetnames == ["任务", "里程碑", "前置", "记录", "督办规则"]
    kinds = [each for each in book["记录"].data_validations.dataValidation if "销号" in (each.formula1 or "")]
    assert kinds, "事由 has a drop-down"
    assert book["任务"]["B1"].comment.text.startswith("必填")


def test_a_closed_task_comes_in_with_its_history(file):
    path = file(
        tasks=[task()],
        milestones=[{"次序": 1, "节点": "方案", "时限": DAY(2023, 3, 15)}],
        records=CLOSED,
    )
    summary = load_tasks(path, today=LATER)
    assert (summary.new, summary.records) == (1, 6)
    found = Task.objects.get()
    assert (found.stage, found.first_due, found.closed_on) == ("closed", DAY(2023, 3, 31), DAY(2023, 4, 3))
    assert found.lead_department.code == "YW"
    assert Milestone.objects.get().done_on == DAY(2023, 3, 20)
    assert [each.on for each in found.events.all()] == [row["日期"] for row in CLOSED]


def test_the_same_file_again_changes_nothing(file):
    path = file(tasks=[task()], records=[*COURSE[:3], record(DAY(2023, 3, 9), "反馈", 内容="推进中", 进度=30)])
    load_tasks(path, today=LATER)
    again = load_tasks(path, today=LATER)
    assert (again.new, again.changed, again.same, again.records) == (0, 0, 1, 0)
    assert TaskEvent.objects.count() == 4


def test_a_dry_run_writes_nothing(file):
    assert load_tasks(file(tasks=[task()], records=COURSE[:3]), today=LATER, dry_run=True).new == 1
    assert not Task.objects.exists()


def test_a_task_without_records_is_registered_and_given_out(file):
    days = {"立项日期": DAY(2023, 5, 4), "交办日期": DAY(2023, 5, 5), "原定时限": DAY(2023, 6, 30)}
    path = file(tasks=[task(**days)])
    load_tasks(path, today=LATER)
    assert [each.kind for each in TaskEvent.objects.all()] == ["register", "assign"]
    assert load_tasks(path, today=LATER).same == 1


def test_a_task_without_any_day_is_refused(file):
    assert faults(file(tasks=[task()])) == [("任务", 2, "立项日期", "没有填写")]


def test_an_impossible_history_is_refused_with_its_row(file):
    rows = [*COURSE[:2], record(DAY(2023, 4, 9), "销号", 复核要点="七项合格")]
    (fault,) = faults(file(tasks=[task()], records=rows))
    assert fault == ("记录", 4, "事由", "任务待签收，不能销号")
    assert not Task.objects.exists()


def test_one_bad_task_keeps_the_others_out(file):
    rows = [*COURSE, {**record(DAY(2023, 5, 1), "反馈", 内容="x"), "督办编号": "2023-0002"}]
    path = file(tasks=[task(), task(督办编号="2023-0002", 立项日期=DAY(2023, 4, 1))], records=rows)
    assert [fault[:2] for fault in faults(path)][-1] == ("记录", 6)
    assert not Task.objects.exists()


def test_an_extension_asked_after_the_due_day_is_refused(file):
    late = record(DAY(2023, 4, 3), "申请延期", 时限=DAY(2023, 4, 30), 内容="设备未到")
    assert faults(file(tasks=[task()], records=[*COURSE[:3], late])) == [
        ("记录", 5, "事由", "时限 2023年3月31日 已过，不能再申请延期")
    ]


def test_days_out_of_order_are_found(file):
    rows = [*COURSE[:3], record(DAY(2023, 3, 20), "反馈", 内容="一"), record(DAY(2023, 3, 10), "反馈", 内容="二")]
    assert faults(file(tasks=[task()], records=rows)) == [("记录", 6, "日期", "早于上一条记录（2023年3月20日）")]


def test_cells_that_a_kind_does_not_have_are_refused(file):
    rows = [*COURSE[:2], record(DAY(2023, 3, 3), "签收", 进度=10)]
    assert faults(file(tasks=[task()], records=rows)) == [("记录", 4, "进度", "“签收”不填这一列")]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"来源": "听说"}, "来源"),
        ({"牵头科室代码": "没有"}, "牵头科室代码"),
        ({"协办科室代码": "HL、没有"}, "协办科室代码"),
        ({"责任领导工号": "nobody-here"}, "责任领导工号"),
        ({"服务的工程": "no_such"}, "服务的工程"),
        ({"达标值": "很多"}, "达标值"),
        ({"上级任务": "2023-0099"}, "上级任务"),
        ({"提前提醒天数": "三"}, "提前提醒天数"),
        ({"现行时限": "明天"}, "现行时限"),
        ({"状态": "已销号"}, "状态"),
        ({"销号日期": DAY(2023, 4, 1)}, "销号日期"),
        ({"达标方向": "大"}, "达标方向"),
    ],
)
def test_faults_name_row_and_column(file, people, cells, column):
    found = faults(file(tasks=[task(**cells)], records=COURSE[:3]))
    assert [fault[:3] for fault in found][:1] == [("任务", 2, column)]


def family(child_closed):
    """A task closed on 3 April 2023 and its sub-task."""
    short = [*CLOSED[:3], *CLOSED[4:]]
    ended = [{**row, "日期": child_closed} for row in CLOSED[4:]]
    rows = [*short, *({**row, "督办编号": "2023-0002"} for row in [*CLOSED[:3], *ended])]
    return {"tasks": [task(), task(督办编号="2023-0002", 上级任务="2023-0001")], "records": rows}


def test_on_one_day_the_sub_task_goes_first(file):
    assert load_tasks(file(**family(DAY(2023, 3, 30))), today=LATER).new == 2
    assert Task.objects.get(parent__number="2023-0001").number == "2023-0002"


def test_a_parent_is_not_closed_before_its_sub_task(file):
    found = faults(file(**family(DAY(2023, 5, 1))))
    assert found == [("记录", 5, "事由", "下级任务还没有办结：2023-0002")]


def test_tasks_that_wait_for_each_other_are_refused(file):
    other = {"督办编号": "2023-0002"}
    waits = [{"前置任务": "2023-0002"}, {"前置任务": "2023-0001", **other}]
    rows = [*COURSE[:2], *({**row, **other} for row in COURSE[:2])]
    found = faults(file(tasks=[task(), task(**other)], waits=waits, records=rows))
    assert [fault[2:] for fault in found] == [("前置任务", "几项任务互相等待")]


def test_new_records_of_a_standing_task_are_appended(file, working, people):
    path = file(records=[record(DAY(2023, 3, 9), "反馈", 内容="推进中", 进度=30, 督办编号=working.number)], tasks=[])
    assert load_tasks(path, people.office, today=LATER).records == 1
    assert load_tasks(path, people.office, today=LATER).records == 0
    working.refresh_from_db()
    assert (working.percent, working.revision) == (30, 4)
    assert working.events.last().department.code == "YW"


def test_other_words_become_an_amendment(tmp_path, working, people):
    export_tasks(tmp_path / "out.xlsx", Task.objects.all())
    change(tmp_path / "out.xlsx", "任务", "事项", "缩短术前等待")
    assert load_tasks(tmp_path / "out.xlsx", people.office, today=LATER).changed == 1
    working.refresh_from_db()
    assert working.title == "缩短术前等待"
    assert working.events.last().data["changes"] == {"title": ["缩短平均住院日", "缩短术前等待"]}
    assert load_tasks(tmp_path / "out.xlsx", people.office, today=LATER).same == 1


def test_a_file_older_than_the_task_may_not_change_it(tmp_path, working, people):
    export_tasks(tmp_path / "out.xlsx", Task.objects.all())
    store.record(working, "report", on=DAY(2023, 3, 8), actor=people.head, text="新进展")
    assert load_tasks(tmp_path / "out.xlsx", people.office, today=LATER).same == 1
    change(tmp_path / "out.xlsx", "任务", "事项", "旧的想法")
    (fault,) = faults(tmp_path / "out.xlsx", actor=people.office)
    assert fault[:3] == ("任务", 2, "修订号")
    assert "2023-03-08 的反馈" in fault[3]


def test_a_changed_record_is_a_conflict(tmp_path, working):
    export_tasks(tmp_path / "out.xlsx", Task.objects.all())
    change(tmp_path / "out.xlsx", "记录", "时限", DAY(2023, 12, 31), row=3)
    (fault,) = faults(tmp_path / "out.xlsx")
    assert fault[:3] == ("记录", 3, "序号")


def test_approvals_need_the_right_to_approve(file, people):
    path = file(tasks=[task()], records=CLOSED[:3] + CLOSED[4:])
    found = faults(path, rights=people.viewer)
    assert {fault[3].partition("（")[0] for fault in found} == {"您没有“审批”的权限", "您没有“督查督办”的权限"}
    assert load_tasks(path, people.office, rights=people.office, today=LATER).new == 1


def change(path, sheet, column, value, row=2):
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    (index,) = [cell.column for cell in page[1] if cell.value == column]
    page.cell(row, index, value)
    book.save(path)


@contextmanager
def undone():
    """An empty workspace afterwards: events cannot be deleted, only never have happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories=st.lists(task_stories.events(15), min_size=1, max_size=3))
def test_out_and_in_again_is_the_same(stories, hospital, medical, nursing, logistics, tmp_path):
    path = tmp_path / "round.xlsx"
    with undone():
        stored = [_store(hospital, number, story) for number, story in enumerate(stories, 1)]
        before, told = read_lines(stored), _figures(stored)
        export_tasks(path, stored)
    with undone():
        assert load_tasks(path, today=LATER).new == len(stories)
        again = list(Task.objects.order_by("number"))
        assert (read_lines(again), _figures(again)) == (before, told)
        assert load_tasks(path, today=LATER).same == len(stories)


def _figures(tasks):
    lights = store.lights(tasks, DAY(2023, 3, 1))
    lines = by_department(store.facts(tasks), DAY(2023, 1, 1), DAY(2023, 6, 30), LATER)
    return [lights[task.pk] for task in tasks], [_plain(line) for line in lines]


def _plain(line):
    return {name: value for name, value in vars(line).items() if name != "tasks"}


def _store(hospital, number, story):
    """The story as rows of the database, without asking the store; nobody hands a task to the one who has it."""
    assume(not any(e.kind == "transfer" and before.department == e.data["department"] for before, e in _moves(story)))
    departments = {each.code: each for each in hospital.departments.all()}
    marks = task_stories.MILESTONES if _keeps_milestones(story) else {}
    if not marks:
        story = [replace(event, data={**event.data, "milestones": []}) for event in story]
    made = Task.objects.create(
        institution=hospital, number=f"2023-{number:04d}", title=f"第{number}项", source="risk", opened_on=story[0].on
    )
    for position, title in marks.items():
        Milestone.objects.create(task=made, position=position, title=title, due=DAY(2023, 2, position))
    lead, state = story[0].data["department"], replay(story)
    for position, event in enumerate(story, 1):
        data = dict(event.data)
        if event.kind == "transfer":
            data["from"], lead = lead, event.data["department"]
        acted = departments.get(lead) if flow.STEPS[event.kind].action == "execute_tasks" else None
        TaskEvent.objects.create(
            task=made, position=position, kind=event.kind, on=event.on, text=event.text, data=data, department=acted
        )
    for name in ("stage", "assigned_on", "first_due", "due", "percent", "closed_on"):
        setattr(made, name, getattr(state, name))
    made.lead_department, made.revision = departments.get(state.department), state.count
    made.save()
    for position, day in state.done.items():
        Milestone.objects.filter(task=made, position=position).update(done_on=day)
    return made


def _moves(story):
    """Every event with the state before it."""
    return [(replay(story[:at]), event) for at, event in enumerate(story)]


def _keeps_milestones(story):
    """Whether the milestones were done when closing was asked; the stories ask that of reports only."""
    try:
        for state, event in _moves(story):
            flow.check(state, event, around=task_stories.AROUND)
    except InputError:
        return False
    return True
