"""The organisation workbook: what it creates, and what it says when something is wrong."""

import datetime as dt

import pytest
import xlsxwriter
from django.contrib.auth import get_user_model

from linghang.core.errors import InputError
from linghang.organization.importing import load_organization
from linghang.organization.models import Assignment, Department, Institution
from linghang.organization.workbook import write_template

pytestmark = pytest.mark.django_db

INSTITUTIONS = [
    ["机构代码", "名称", "简称", "类别", "等级", "上级机构代码", "次序"],
    ["town", "东溪镇卫生院", "", "乡镇卫生院", "", "county", 2],
    ["county", "示范县人民医院", "县医院", "医院", "二级甲等", "region", 1],
    ["region", "示范地区", "", "区域", "", "", 0],
]
DEPARTMENTS = [
    ["机构代码", "科室代码", "科室名称", "有效期起"],
    ["county", "03", "内科", dt.date(2020, 1, 1)],
    ["county", 4.0, "外科", ""],
]
ACCOUNTS = [
    ["用户名", "姓名", "机构代码", "科室代码", "角色"],
    ["neike", "甲", "county", "03", "科主任"],
    ["yuanban", "乙", "county", "", "党办院办"],
]


def write(path, **sheets):
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as workbook:
        for name, rows in sheets.items():
            page = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return path


def test_it_works_whatever_the_order_of_rows(tmp_path):
    summary = load_organization(write(tmp_path / "o.xlsx", 机构=INSTITUTIONS, 科室=DEPARTMENTS, 账号=ACCOUNTS))
    assert (summary.institutions, summary.departments, summary.accounts) == (3, 2, 2)
    region = Institution.objects.get(code="region")
    assert [str(each) for each in region.subtree()] == ["示范地区", "县医院", "东溪镇卫生院"]
    assert Department.objects.get(code="03").valid_from == dt.date(2020, 1, 1)
    assert Department.objects.get(name="外科").code == "4"
    head = Assignment.objects.get(user__username="neike")
    assert (head.role, head.department.name) == ("department_head", "内科")


def test_accounts_come_without_a_password(tmp_path):
    load_organization(write(tmp_path / "o.xlsx", 机构=INSTITUTIONS, 科室=DEPARTMENTS, 账号=ACCOUNTS))
    assert not get_user_model().objects.get(username="yuanban").has_usable_password()


def test_loading_twice_changes_and_does_not_double(tmp_path):
    load_organization(write(tmp_path / "o.xlsx", 机构=INSTITUTIONS, 科室=DEPARTMENTS, 账号=ACCOUNTS))
    renamed = [*INSTITUTIONS[:3], ["region", "示范市", "", "区域", "", "", 0]]
    load_organization(write(tmp_path / "o.xlsx", 机构=renamed, 科室=DEPARTMENTS, 账号=ACCOUNTS))
    assert Institution.objects.get(code="region").name == "示范市"
    assert (Institution.objects.count(), Department.objects.count(), Assignment.objects.count()) == (3, 2, 2)


@pytest.mark.parametrize(
    ("sheet", "row", "fault"),
    [
        ("机构", ["x", "", "", "医院"], "机构: 名称: 没有填写"),
        (
            "机构",
            ["x", "他院", "", "诊所"],
            "类别“诊所”: 没有这个选项。可填：区域、医疗集团、医院、乡镇卫生院、村卫生室",
        ),
        ("机构", ["x 1", "他院", "", "医院"], "机构代码“x 1”: 只能用字母、数字"),
        ("机构", ["x", "他院", "", "医院", "", "nowhere"], "上级机构代码“nowhere”: 没有这个机构"),
        ("机构", ["town", "重名", "", "医院"], "机构代码“town”: 与第 2 行重复"),
        ("机构", ["region", "示范地区", "", "区域", "", "town"], "与第 4 行重复"),
        ("机构", ["x", "他院", "", "医院", "", "", "一"], "次序“一”: 不是整数"),
        ("科室", ["nowhere", "9", "科"], "机构代码“nowhere”: 没有这个机构"),
        ("科室", ["county", "9", "科", "去年"], "有效期起“去年”: 不是日期"),
        ("账号", ["u", "丙", "county", "99", "查看"], "科室代码“99”: 这个机构没有这个科室"),
        ("账号", ["u", "丙", "county", "", "科主任"], "科主任须写明科室"),
        ("账号", ["u", "丙", "county", "", "院长"], "角色“院长”: 没有这个选项"),
    ],
)
def test_a_fault_names_sheet_row_and_remedy_and_nothing_is_kept(tmp_path, sheet, row, fault):
    sheets = {"机构": INSTITUTIONS, "科室": DEPARTMENTS, "账号": ACCOUNTS}
    sheets[sheet] = [*sheets[sheet], row]
    with pytest.raises(InputError) as error:
        load_organization(write(tmp_path / "o.xlsx", **sheets))
    assert fault in str(error.value)
    assert f"o.xlsx:{len(sheets[sheet])}: {sheet}" in str(error.value)
    assert not Institution.objects.exists()


def test_a_circle_of_superiors_is_refused(tmp_path):
    rows = [*INSTITUTIONS[:3], ["region", "示范地区", "", "区域", "", "town", 0]]
    with pytest.raises(InputError, match="上级关系绕成了圈"):
        load_organization(write(tmp_path / "o.xlsx", 机构=rows))


def test_missing_sheet_and_column_are_named(tmp_path):
    with pytest.raises(InputError, match="机构: 缺少这张工作表"):
        load_organization(write(tmp_path / "o.xlsx", 科室=DEPARTMENTS))
    with pytest.raises(InputError, match="类别: 缺少这一列"):
        load_organization(write(tmp_path / "o.xlsx", 机构=[["机构代码", "名称"], ["a", "甲"]]))


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "o.xlsx"
    path.write_text("机构代码,名称\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"不是 \.xlsx 表格"):
        load_organization(path)


def test_a_workbook_with_something_far_away_is_refused(tmp_path):
    with pytest.raises(InputError, match="第 1001 列"):
        load_organization(write(tmp_path / "o.xlsx", 机构=[["机构代码", *[None] * 999, "x"]]))


def test_the_template_has_every_column_and_loads_as_it_is(tmp_path):
    write_template(tmp_path / "t.xlsx")
    assert load_organization(tmp_path / "t.xlsx").institutions == 0


@pytest.mark.parametrize("position", ["²", "９", "1.5", "-1", "9" * 5000])
def test_an_order_that_is_no_number_is_a_fault_of_that_row(tmp_path, position):
    rows = [INSTITUTIONS[0], [*INSTITUTIONS[3][:6], position]]
    with pytest.raises(InputError) as raised:
        load_organization(write(tmp_path / "o.xlsx", 机构=rows))
    assert [(fault.line, fault.field) for fault in raised.value.faults] == [(2, "次序")]
