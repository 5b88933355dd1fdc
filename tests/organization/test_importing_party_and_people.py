"""Changes, Party organisations, people, posts: what their sheets create, and each way in which a row may be wrong."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model

from linghang.core.errors import InputError
from linghang.organization import as_of
from linghang.organization.importing import load_organization
from linghang.organization.models import (
    Appointment,
    Assignment,
    BranchDepartment,
    Department,
    DepartmentChange,
    Institution,
    InstitutionName,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    Portfolio,
    Post,
    TreatmentGroup,
)
from linghang.organization.sheets import CHOICES, KEYS, REFERENCES
from linghang.organization.sheets import SHEETS as DEFINED
from organization.workbooks import SHEETS, plus, write

pytestmark = pytest.mark.django_db
MODELS = (
    Institution, InstitutionName, Department, DepartmentChange, TreatmentGroup, PartyOrganization,
    PartyOrganizationForm, BranchDepartment, Person, Post, Appointment, Portfolio, Assignment,
)  # fmt: skip


def counts():
    return {model.__name__: model.objects.count() for model in MODELS}


def test_everything_arrives_where_it_belongs(tmp_path):
    summary = load_organization(write(tmp_path / "o.xlsx"))
    assert vars(summary) == {
        "institutions": 4, "departments": 4, "party_organizations": 4, "people": 4, "posts": 4, "accounts": 2,
    }  # fmt: skip
    county = Institution.objects.get(code="county")
    inner = Department.objects.get(code="03")
    assert [str(each) for each in as_of.successors(inner, dt.date(2021, 7, 1))] == ["呼吸内科", "心血管内科"]
    assert [str(a) for a in as_of.holders(county, dt.date(2022, 1, 1), seats="party")] == ["书记甲 · 党委书记"]
    heart = Department.objects.get(code="03.04")
    assert str(as_of.branch_of(heart, dt.date(2022, 1, 1))) == "内科党支部"
    assert as_of.leader_of(Department.objects.get(code="04"), dt.date(2022, 1, 1)).name == "院长乙"
    assert Institution.objects.get(code="v1").kind == "village"
    assert Post.objects.get(code="c-b1").coupled_with.code == "c-0304"
    assert Appointment.objects.get(post__code="c-0304").acting
    assert TreatmentGroup.objects.get().leader.code == "1003"
    assert Person.objects.get(code="1004").user.username == "county-head"
    assert Person.objects.get(code="1001").valid_from == dt.date(2010, 7, 1)


def test_loading_twice_changes_and_does_not_double(tmp_path):
    load_organization(write(tmp_path / "o.xlsx"))
    before = counts()
    load_organization(write(tmp_path / "o.xlsx"))
    assert counts() == before
    ended = [*SHEETS["任免"][:3], SHEETS["任免"][4], ["1004", "c-b1", "免〔2022〕1号", "", "2021-07-01", "2022-06-30"]]
    load_organization(write(tmp_path / "o.xlsx", 任免=ended))
    assert counts() == before
    assert Appointment.objects.get(post__code="c-b1").valid_to == dt.date(2022, 6, 30)


def test_a_rename_of_a_department_does_not_double_what_names_it_by_code(tmp_path):
    load_organization(write(tmp_path / "o.xlsx"))
    before = counts()
    departments = [*SHEETS["科室"][:4], ["county", "04", "外科", "", "2022-06-30"],
                   ["county", "04", "普通外科", "2022-07-01", ""]]  # fmt: skip
    load_organization(write(tmp_path / "o.xlsx", 科室=departments))
    assert counts() == before | {"Department": before["Department"] + 1}


def test_sheets_but_the_first_may_be_left_out(tmp_path):
    load_organization(write(tmp_path / "o.xlsx", {"机构": SHEETS["机构"]}))
    assert counts()["Institution"] == 4
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize(
    ("sheet", "row", "fault"),
    [
        ("别名", ["nowhere", "某院"], "机构代码“nowhere”: 没有这个机构。请先在“机构”表中写上它"),
        ("别名", ["county", "示范县第一医院", "", "2015-01-01"], "有效期起“2015-01-01”: 与已有的一段有效期重叠"),
        ("别名", ["county", "名" * 121], "超过 120 个字"),
        ("科室", ["county", "04", "普外科", "2022-01-01"], "与已有的一段有效期重叠"),
        ("科室", ["county", "05", "儿科", "2022-02-01", "2022-01-31"], "有效期止“2022-01-31”: 早于有效期起"),
        ("科室变更", ["county", "99", "04", "2022-01-01"], "原科室代码“99”: 这个机构没有这个科室"),
        ("科室变更", ["county", "03", "99", "2022-01-01"], "新科室代码“99”: 这个机构没有这个科室"),
        ("科室变更", ["county", "04", "04", "2022-01-01"], "新科室代码“04”: 与原科室是同一个"),
        ("科室变更", ["county", "04", "03.01", "2021-06-30"], "变更日期“2021-06-30”: 新科室这一天还没有设立"),
        ("科室变更", ["county", "04", "03.01", ""], "变更日期: 没有填写"),
        ("诊疗组", ["county", "04", "G2", "二组", "9999"], "组长工号“9999”: 没有这个人员"),
        ("党组织", ["p 1", "county", "某支部", "党支部"], "党组织代码“p 1”: 只能用字母、数字"),
        ("党组织", ["t9", "county", "临时", "临时党支部", "county-p"], "有效期止: 临时党支部没有写明结束日期"),
        ("党组织", ["b9", "county", "某支部", "支部"], "类别“支部”: 没有这个选项。可填：党委、党总支、党支部"),
        ("党组织", ["b9", "county", "某支部", "党支部", "b9"], "上级党组织代码“b9”: 上级是它自己"),
        ("党组织", ["county-p", "county", "某", "党委", "county-b1", "", "2030-01-01"], "有效期重叠"),
        ("支部科室", ["county-b1", "77"], "科室代码“77”: 这个机构没有这个科室"),
        ("支部科室", ["nobody", "04"], "党组织代码“nobody”: 没有这个党组织"),
        ("人员", ["1001", "又一人", "county"], "工号“1001”: 与第 2 行重复"),
        ("人员", ["1009", "", "county"], "姓名: 没有填写"),
        ("职务", ["x", "某职", "院长", "county", "04", "county-p"], "科室代码和党组织代码都填了"),
        ("职务", ["x", "某职", "书记", "town", "", "county-p"], "党组织代码“county-p”: 这个党组织在别的机构"),
        ("职务", ["x", "某职", "院长", "county", "", "", "x"], "就是这个职务自己"),
        ("职务", ["x", "某职", "院长", "county", "", "", "", "一"], "次序“一”: 不是整数"),
        ("任免", ["1001", "none"], "职务代码“none”: 没有这个职务"),
        ("任免", ["1001", "c-sec", "", "", "2022-03-01"], "与已有的一段有效期重叠"),
        ("任免", ["1001", "c-pre", "", "好"], "主持工作“好”: 没有这个选项。可填：是、否"),
        ("分工", ["1001", "", ""], "科室代码和分管工作都没有填写"),
        ("账号", ["other", "丁", "1004", "county", "", "查看"], "工号“1004”: 这个人的账号是“county-head”"),
        ("账号", ["county-head", "丁", "1003", "county", "", "查看"], "工号“1003”: 这个账号是主任丁（1004）的"),
        ("账号", ["other", "丁", "1003", "county", "", "党支部书记"], "党支部书记须写明党支部"),
    ],
)
def test_a_fault_names_sheet_row_column_reason_and_remedy_and_nothing_is_kept(tmp_path, sheet, row, fault):
    with pytest.raises(InputError) as error:
        load_organization(write(tmp_path / "o.xlsx", **plus(sheet, row)))
    assert fault in str(error.value)
    assert f"o.xlsx:{len(SHEETS[sheet]) + 1}: {sheet}: " in str(error.value)
    assert not any(counts().values())


def test_superiors_in_a_circle_are_refused(tmp_path):
    rows = [SHEETS["党组织"][0], ["a", "county", "甲", "党总支", "b"], ["b", "county", "乙", "党总支", "a"]]
    with pytest.raises(InputError, match="上级关系绕成了圈"):
        load_organization(write(tmp_path / "o.xlsx", {"机构": SHEETS["机构"], "党组织": rows}))


def test_who_was_above_may_later_be_below(tmp_path):
    rows = [
        SHEETS["党组织"][0],
        ["a", "county", "甲", "党总支", "b", "", "", "2020-12-31"],
        ["a", "county", "甲", "党委", "", "", "2021-01-01", ""],
        ["b", "county", "乙", "党委", "", "", "", "2020-12-31"],
        ["b", "county", "乙", "党总支", "a", "", "2021-01-01", ""],
    ]
    load_organization(write(tmp_path / "o.xlsx", {"机构": SHEETS["机构"], "党组织": rows}))
    assert PartyOrganization.objects.get(code="b").form(dt.date(2021, 1, 1)).parent.code == "a"


def test_a_row_with_a_fault_is_blamed_once(tmp_path):
    institutions = [*SHEETS["机构"][:1], ["county", "", "县医院", "医院"], *SHEETS["机构"][2:3]]
    with pytest.raises(InputError) as error:
        load_organization(write(tmp_path / "o.xlsx", 机构=institutions))
    assert [(fault.subject, fault.line, fault.field) for fault in error.value.faults] == [("机构", 2, "名称")]


@pytest.mark.parametrize(
    ("place", "choices"),
    [
        (("机构", "类别"), Institution.Kind),
        (("党组织", "类别"), PartyOrganizationForm.Kind),
        (("职务", "类别"), Post.Kind),
        (("账号", "角色"), Assignment.Role),
    ],
)
def test_the_drop_downs_are_what_the_models_know(place, choices):
    assert list(CHOICES[place]) == choices.labels


def test_keys_and_references_name_columns_that_exist():
    for sheet, columns in KEYS.items():
        assert set(columns) <= set(DEFINED[sheet])
    for sheet, references in REFERENCES.items():
        for columns, target, names in references:
            assert set(columns) <= set(DEFINED[sheet])
            assert set(names) <= set(DEFINED[target])
