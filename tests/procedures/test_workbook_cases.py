"""Cases as a workbook: out and in again the same, refused whole with sheet, row, column, reason and rule."""

import pytest
from tests.procedures.conftest import D

from linghang.core.errors import InputError
from linghang.core.workbook import write_workbook
from linghang.procedures import store
from linghang.procedures.cases import Tally
from linghang.procedures.exporting import export_cases, read_lines
from linghang.procedures.importing import Summary, load_cases
from linghang.procedures.models import Case, CaseEvent
from linghang.procedures.workbook import BOOK, CASES, STEPS, read_data, write_data

PLACE = {"机构代码": "h", "流程代码": "member_development", "编号": "2020-0001"}
CASE = {**PLACE, "对象": "applicant", "党组织代码": "b1", "启动日期": D(2020, 1, 10)}
APPLY = {**PLACE, "日期": D(2020, 1, 10), "步骤": "apply", "材料": "application=档案柜"}
TALK = {**PLACE, "日期": D(2020, 2, 1), "步骤": "first_talk", "内容": "talkers=secretary", "材料": "first_talk_record"}


@pytest.fixture
def load(tmp_path, people):
    def bring(cases, steps, **more):
        path = tmp_path / "cases.xlsx"
        write_workbook(path, BOOK, {CASES: cases, STEPS: steps})
        return load_cases(path, **more)

    return bring


def test_what_is_written_is_read_again_and_changes_nothing(load, people, tmp_path):
    assert load([CASE], [APPLY, TALK]) == Summary(1, 0, 0, 2)
    case = Case.objects.get()
    store.record(
        case,
        "recommend",
        on=D(2020, 6, 1),
        actor=people.secretary,
        outcome="agreed",
        data={"recommended_by": "党员推荐；两行\n的话"},
        documents={"recommendation": "档案柜"},
        text="支委会一致同意",
    )
    path = tmp_path / "out.xlsx"
    assert dict(export_cases(path, Case.objects.all())) == {CASES: 1, STEPS: 3}
    assert load_cases(path) == Summary(0, 0, 1, 0)
    lines = read_lines(Case.objects.all())
    state = store.state_of(case)
    # The guard against changes is off in tests (tests/conftest.py); this stands for an empty workspace.
    CaseEvent.objects.all()._raw_delete("default")
    Case.objects.all().delete()
    assert load_cases(path) == Summary(1, 0, 0, 3)
    again = Case.objects.get()
    assert read_lines([again]) == lines
    assert store.state_of(again).done == state.done


def test_new_rows_of_a_standing_case_are_appended_once(load):
    load([CASE], [APPLY])
    assert load([CASE], [APPLY, TALK]) == Summary(0, 1, 0, 1)
    assert load([CASE], [APPLY, TALK]) == Summary(0, 0, 1, 0)
    assert load([CASE], [{**TALK, "序号": 3}]) == Summary(0, 0, 1, 0)
    assert Case.objects.get().current == ["recommend"]


def test_a_dry_run_writes_nothing(load):
    assert load([CASE], [APPLY], dry_run=True) == Summary(1, 0, 0, 1)
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("sheet", "change", "row", "column", "words"),
    [
        (CASES, {"对象": "nobody"}, 2, "对象", "没有这个人员"),
        (CASES, {"流程代码": "nothing"}, 2, "流程代码", "没有这个流程"),
        (CASES, {"启动日期": "2020-02-30"}, 2, "启动日期", "不是日期"),
        (CASES, {"启动日期": D(2035, 1, 1)}, 2, "启动日期", "晚于今天"),
        (CASES, {"办法": "nothing"}, 2, "办法", "没有这个办法"),
        (CASES, {"党组织代码": "zz"}, 2, "党组织代码", "没有这个党组织"),
        (STEPS, {"步骤": "nothing"}, 3, "步骤", "这个流程没有这一步"),
        (STEPS, {"步骤": "recommend"}, 3, "步骤", "还没有办“党组织派人谈话”"),
        (STEPS, {"日期": D(2020, 1, 9)}, 3, "日期", "早于启动日期"),
        (STEPS, {"内容": "talkers"}, 3, "内容", "看不懂这一栏"),
        (STEPS, {"内容": "other=1"}, 3, "内容", "没有这一栏"),
        (STEPS, {"内容": ""}, 3, "内容", "必填项为空（MD02）"),
        (STEPS, {"材料": ""}, 3, "材料", "缺少材料“谈话记录”（MD02）"),
        (STEPS, {"应到": 20}, 3, "应到", "这一步不表决"),
        (STEPS, {"应到": "许多"}, 3, "应到", "不是整数"),
        (STEPS, {"结果": "passed"}, 3, "结果", "没有这种结果"),
        (STEPS, {"序号": 9}, 3, "序号", "接不上"),
    ],
)
def test_what_could_not_have_been_is_refused_at_its_row(load, sheet, change, row, column, words):
    cases, steps = [CASE], [APPLY, TALK]
    if sheet == CASES:
        cases = [{**CASE, **change}]
        steps = [{**each, **{k: v for k, v in change.items() if k in PLACE}} for each in steps]
    else:
        steps = [APPLY, {**TALK, **change}]
    with pytest.raises(InputError) as refused:
        load(cases, steps)
    found = [(fault.subject, fault.line, fault.field) for fault in refused.value.faults if words in fault.reason]
    assert (sheet, row, column) in found, refused.value.faults
    assert Case.objects.count() == 0
    assert all(fault.file == "cases.xlsx" for fault in refused.value.faults)


def test_an_import_with_a_third_of_wrong_rows_brings_in_nothing_and_names_them_all(load, people):
    """Ten cases, three of which vote with more ballots than voters or come too early."""
    names = ["applicant", "viewer", "head", "quality", "leader", "office", "admin", "other", "secretary"]
    cases = [{**CASE, "编号": f"2020-{n:04d}", "对象": name} for n, name in enumerate(names, 1)]
    steps = []
    for n, _ in enumerate(names, 1):
        number = {"编号": f"2020-{n:04d}"}
        day = D(2020, 1, 5) if n % 3 == 0 else D(2020, 1, 10)
        steps.append({**APPLY, **number, "日期": day})
    with pytest.raises(InputError) as refused:
        load(cases, steps)
    assert [(fault.line, fault.field) for fault in refused.value.faults] == [(4, "日期"), (7, "日期"), (10, "日期")]
    assert Case.objects.count() == 0


def test_more_ballots_than_voters_in_a_file_are_refused_with_the_rule(load):
    """The whole way to the branch meeting is not needed: an upgrading of the branch votes early."""
    place = {"机构代码": "h", "流程代码": "branch_upgrading", "编号": "2020-0001"}
    case = {**place, "对象": "b1", "党组织代码": "b1", "启动日期": D(2020, 1, 10)}
    content = "from_class=中间\nto_class=先进"
    apply = {**place, "日期": D(2020, 1, 10), "步骤": "apply", "内容": content, "材料": "upgrading_application"}
    meeting = {**place, "日期": D(2020, 1, 11), "步骤": "branch_meeting", "应到": 20, "到会": 15, "赞成": 16}
    with pytest.raises(InputError) as refused:
        load([case], [apply, meeting])
    assert [(f.subject, f.line, f.field) for f in refused.value.faults] == [(STEPS, 3, "应到")]
    assert "票数合计16张，到会有表决权的是15人（LF10）" in str(refused.value)
    assert load([case], [apply, {**meeting, "赞成": 12}]).records == 2
    assert store.state_of(Case.objects.get()).done["branch_meeting"].tally == Tally(20, 15, 12)


def test_what_stands_cannot_be_changed_by_a_file(load):
    load([CASE], [APPLY, TALK])
    with pytest.raises(InputError, match="与已有的第3条记录不同"):
        load([CASE], [APPLY, {**TALK, "日期": D(2020, 2, 2)}])


def test_a_person_brings_in_only_what_he_may_do(load, people):
    with pytest.raises(InputError, match="您不能在这里启动"):
        load([CASE], [APPLY], rights=people.other, actor=people.other)
    assert load([CASE], [APPLY], rights=people.secretary, actor=people.secretary) == Summary(1, 0, 0, 1)
    with pytest.raises(InputError, match="这一步不由您办理"):
        load([CASE], [APPLY, TALK], rights=people.office, actor=people.office)


def test_fields_are_told_one_a_line():
    data = {"text": "两行\n的话", "list": ["甲", "乙"], "yes": True}
    assert read_data(write_data(data)) == {"text": "两行\n的话", "list": "甲；乙", "yes": "是"}
