"""The workbook in and out: refused whole with sheet, row, field and rule; read twice it changes nothing."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from auditlog.models import LogEntry

from linghang.core.errors import InputError
from linghang.membership import collecting, electing, joining, rolls, tenure
from linghang.membership.elections import Ballots
from linghang.membership.exporting import export_members
from linghang.membership.importing import load_members
from linghang.membership.models import Election, Member, Membership
from linghang.membership.workbook import SHEETS, write_workbook

D = dt.date


@pytest.fixture
def book(tmp_path):
    """book(sheet=[line, …]) → the path of a workbook."""

    def write(**lines):
        path = tmp_path / "m.xlsx"
        write_workbook(path, lines)
        return path

    return write


def file(code, name="", **more):
    line = {"工号": code, "姓名": name or f"江{code}", "入党日期": D(2017, 6, 1), "转正日期": D(2018, 6, 1)}
    return line | more


def span(code, branch="b1", first=D(2018, 6, 1), **more):  # noqa: B008 - a date does not change
    return {"工号": code, "党组织代码": branch, "身份": "正式党员", "有效期起": first, **more}


def faults(path, **more):
    with pytest.raises(InputError) as error:
        load_members(path, **more)
    return [(each.subject, each.line, each.field, each.reason) for each in error.value.faults]


def test_what_the_file_says_stands_afterwards(book, branch, other_branch, staff, hospital):
    staff("1"), staff("2")
    path = book(
        党员=[file("1"), file("2", 转正日期=None, 入党日期=D(2026, 6, 26))],
        组织关系=[
            span("1", 有效期止=D(2026, 4, 30), 止因="转出到系统内其他党组织"),
            span("1", "b2", D(2026, 5, 1), 起因="转入"),
            span("2", first=D(2026, 6, 26), 身份="预备党员", 起因="接收为预备党员"),
        ],
    )
    done = load_members(path)
    assert (done.new, done.changed, done.same) == (5, 0, 0)
    counted = rolls.counts(hospital, D(2026, 11, 1))
    assert (counted[branch].all, counted[other_branch].full, counted[branch].probationary) == (1, 1, 1)
    assert Membership.objects.get(person__code="2").probation_ends == D(2027, 6, 26)
    again = load_members(path)
    assert (again.new, again.changed, again.same) == (0, 0, 5)
    assert LogEntry.objects.filter(additional_data__deed="导入党员工作簿").count() == 2


def test_a_dry_run_changes_nothing(book, branch, staff):
    staff("1")
    assert load_members(book(党员=[file("1")], 组织关系=[span("1")]), dry_run=True).new == 2
    assert not Member.objects.exists()


BAD = [
    ("党员", {"工号": "9"}, "工号", "没有这个人员"),
    ("党员", {"姓名": "别人"}, "姓名", "另一个姓名"),
    ("党员", {"出生日期": D(2003, 1, 1)}, "入党日期", "MD01"),
    ("党员", {"转正日期": D(2016, 1, 1)}, "转正日期", "ML02"),
    ("党员", {"入党日期": D(2027, 1, 1)}, "入党日期", "ML02"),
    ("党员", {"入党日期": "2017-02-30"}, "入党日期", "不是日期"),
    ("党员", {"身份证号后四位": "12345"}, "身份证号后四位", "4"),
    ("组织关系", {"党组织代码": "ls", "有效期起": D(2026, 10, 2)}, "党组织代码", "BR05"),
    ("组织关系", {"党组织代码": "dw"}, "党组织代码", "不是党支部"),
    ("组织关系", {"有效期起": D(2014, 1, 1)}, "有效期起", "ML02"),
    ("组织关系", {"有效期起": D(2017, 7, 1)}, "有效期起", "MD20"),
    ("组织关系", {"有效期止": D(2018, 1, 1), "止因": "去世"}, "有效期止", "ML02"),
    ("组织关系", {"有效期止": D(2026, 1, 1)}, "止因", "没有写止因"),
    ("组织关系", {"身份": "积极分子"}, "身份", "没有这个选项"),
    ("任期", {"党组织代码": "ls", "选举日期": D(2026, 10, 2)}, "党组织代码", "BR05"),
    ("任期", {"选举日期": D(2024, 1, 1), "批准的换届日期": D(2028, 2, 1), "批复文号": "文"}, "批准的换届日期", "BR12"),
    ("任期", {"选举日期": D(2024, 1, 1), "批准的换届日期": D(2027, 2, 1)}, "批复文号", "BR12"),
    ("党费基数", {"月基数": "-5"}, "月基数", "不是金额"),
    ("党费基数", {"类别": "农民", "月基数": "2"}, "月基数", "DU03"),
    ("党费减免", {"上级批准": D(2026, 2, 1)}, "批准文号", "DU05"),
    ("党费交纳", {"月份": "2017-01"}, "党组织代码", "ML01"),
    ("党费交纳", {"月份": "2027-01"}, "月份", "ML02"),
    ("党费交纳", {"党组织代码": "ls", "月份": "2026-10"}, "党组织代码", "BR05"),
]
LINES = {
    "党员": file("1"),
    "组织关系": span("1"),
    "任期": {"党组织代码": "b1"},
    "党费基数": {"工号": "1", "类别": "在职", "月基数": "5400", "有效期起": D(2026, 1, 1)},
    "党费减免": {"工号": "1", "减后每月": "1", "本人申请": D(2026, 1, 5), "有效期起": D(2026, 3, 1)},
    "党费交纳": {"工号": "1", "党组织代码": "b1", "月份": "2026-05", "金额": "81.00", "交纳日期": D(2026, 5, 9)},
}


@pytest.mark.parametrize(("sheet", "changes", "field", "said"), BAD)
@pytest.mark.usefixtures("branch", "temporary")
def test_a_fault_names_sheet_row_field_and_rule_and_nothing_is_kept(book, staff, sheet, changes, field, said):
    staff("1", "江1")
    lines = {"党员": [file("1")], "组织关系": [span("1")]}
    path = book(**(lines | {sheet: [LINES[sheet] | changes]}))
    told = [each for each in faults(path) if each[:3] == (sheet, 2, field)]
    assert told, faults(path)
    assert said in told[0][3]
    assert not Member.objects.exists()


def test_a_second_active_membership_in_the_file_or_besides_what_stands(book, branch, other_branch, member, staff):
    staff("1")
    both = book(党员=[file("1")], 组织关系=[span("1"), span("1", "b2", D(2020, 1, 1))])
    (told,) = faults(both)
    assert told[:3] == ("组织关系", 3, "工号")
    assert "ML01" in told[3]
    member("2")
    besides = book(党员=[file("2")], 组织关系=[span("2", "b2", D(2020, 1, 1))])
    assert any(each[:3] == ("组织关系", 2, "工号") and "ML01" in each[3] for each in faults(besides))


def election(**more):
    place = {"党组织代码": "b1", "选举日期": D(2026, 5, 1), "选举内容": "换届"}
    held = place | {"应选人数": 3, "实到会": 8, "发出票数": 8, "收回票数": 8, "废票": 0} | more
    votes = (8, 7, 5, 2)
    return {
        "选举": [held],
        "候选人": [{**place, "工号": f"{n:02d}", "赞成票": v} for n, v in zip(range(1, 5), votes, strict=True)],
    }


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"发出票数": 9}, "发出票数", "EL01"),
        ({"收回票数": 9}, "收回票数", "EL01"),
        ({"实到会": 7}, "实到会", "EL01"),
        ({"实到会": 11}, "实到会", "EL05"),
        ({"应选人数": 5}, "党组织代码", "少于应选"),
        ({"废票": 4}, "党组织代码", "有效票"),
        ({"应选人数": "三"}, "应选人数", "不是整数"),
    ],
)
def test_an_election_that_cannot_be(book, member, changes, field, said):
    for number in range(1, 11):
        member(f"{number:02d}")
    told = [each for each in faults(book(**election(**changes))) if each[:3] == ("选举", 2, field)]
    assert told
    assert said in told[0][3]
    done = load_members(book(**election()))
    assert (done.new, done.same) == (5, 0)
    assert load_members(book(**election())).same == 5


def test_too_few_candidates_are_kept_as_they_were_where_the_votes_are_counted(book, member):
    """Decision 0006: a record that refuses the past would be falsified to fit. One to come wants a reason."""
    for number in range(1, 11):
        member(f"{number:02d}")
    load_members(book(**election(应选人数=4)))
    assert Election.objects.get().despite == "补录"
    uncounted = dict.fromkeys(("实到会", "发出票数", "收回票数", "废票"), "")
    to_come = election(选举内容="补选", 应选人数=4, **uncounted)
    for line in to_come["候选人"]:
        line |= {"选举内容": "补选", "赞成票": ""}
    assert any("EL02" in reason for *_, reason in faults(book(**to_come)))
    to_come["选举"][0]["差额不足的理由"] = "批复同意等额"
    load_members(book(**to_come))
    assert Election.objects.get(title="补选").despite == "批复同意等额"


def test_a_candidate_without_the_right_or_the_standing(book, member):
    for number in range(1, 11):
        since = D(2025, 5, 2) if number == 1 else D(2018, 6, 1)
        member(f"{number:02d}", since=since, status="probationary" if number == 2 else "full")
    lines = election()
    lines["候选人"][0]["拟任"] = "书记"
    found = faults(book(**lines))
    assert any(each[:3] == ("候选人", 2, "工号") and "BR13" in each[3] for each in found)
    assert any(each[:3] == ("候选人", 3, "工号") and "EL05" in each[3] for each in found)


def test_thirty_percent_wrong_rows_are_all_named_and_nothing_is_kept(book, branch, staff):
    codes = [f"{number:03d}" for number in range(1, 101)]
    for code in codes:
        staff(code)
    wrong = set(codes[::3][:30])
    files = [file(code, 转正日期=D(2016, 1, 1)) if code in wrong else file(code) for code in codes]
    found = faults(book(党员=files, 组织关系=[span(code) for code in codes]))
    assert {line for sheet, line, _, _ in found if sheet == "党员"} == {codes.index(code) + 2 for code in wrong}
    assert all(field == "转正日期" and "ML02" in reason for sheet, _, field, reason in found if sheet == "党员")
    assert not Member.objects.exists()


def test_more_faults_than_anybody_reads_are_counted(book, branch, monkeypatch):
    monkeypatch.setattr("linghang.membership.importing.MOST_FAULTS", 5)
    found = faults(book(党员=[file(f"x{number}") for number in range(20)]))
    assert len(found) == 6
    assert "另有 15 处" in found[-1][3]


def test_another_institution_is_refused_to_who_may_only_keep_his_own(book, branch, staff, hospital, other_hospital):
    staff("1", institution=other_hospital)
    assert any("不在您可办理的机构" in each[3] for each in faults(book(党员=[file("1")]), within={hospital.pk}))


def test_out_and_in_again_changes_nothing_and_every_page_says_who(
    tmp_path, branch, other_branch, temporary, member, hospital
):
    people = [member(f"{number:02d}") for number in range(1, 6)]
    joining.transfer(people[4], other_branch, D(2026, 5, 1))
    joining.suspend(people[3], D(2026, 9, 1), None, "文")
    joining.attach(people[0], temporary, D(2026, 10, 2), None)
    joining.amend_file(people[0], {"birthday": D(1980, 1, 1), "identity_hint": "123X"}, revision=0)
    made = electing.prepare(branch, D(2026, 6, 1), "换届", 1, [(people[0], "书记"), (people[1], "")])
    electing.count(made, people[:4], Ballots(4, 4, 0, {"01": 3, "02": 1}))
    electing.confirm(made, "文")
    tenure.begin(other_branch, D(2025, 1, 1))
    collecting.set_base(people[0], "employee", Decimal("5400.50"), D(2026, 1, 1))
    (paid,) = collecting.collect(branch, D(2026, 5, 1), [(people[0], Decimal("81.01"))], D(2026, 5, 9))
    collecting.reverse(paid, "写错")
    collecting.collect(branch, D(2026, 5, 1), [(people[0], Decimal("81.02"))], D(2026, 5, 9))
    out = tmp_path / "out.xlsx"
    counts = export_members(out, [hospital], "林某（office）2026-11-22 10:00 导出；用途：备份 & 核对")
    assert (counts["党员"], counts["组织关系"], counts["党费交纳"]) == (5, 6, 1)
    done = load_members(out)
    assert (done.new, done.changed) == (0, 0)
    read = openpyxl.load_workbook(BytesIO(out.read_bytes()))
    assert read.sheetnames == [*SHEETS, "导出说明"]
    assert all("备份 && 核对" in (sheet.oddHeader.right.text or "") for sheet in read)
    assert "林某（office）" in read["导出说明"]["A1"].value
