"""Local groups over a published scheme, and further inputs that its rules ask for."""

import pytest

from casemix.grouping import SMALL, case, compiled, explained
from linghang.casemix.group import group_file
from linghang.casemix.scheme_files import read_scheme
from linghang.core.errors import InputError

HEAD = "kind,code,name,parent,rule,before\n"


@pytest.fixture
def local(tmp_path):
    def written(**tables):
        for name, text in tables.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return read_scheme(SMALL, local=[tmp_path])

    return written


@pytest.mark.parametrize("form", [compiled, explained])
def test_a_new_group_is_asked_where_it_is_put(local, form):
    rules = HEAD + "ADRG,BX1,本地,MDCB,ZYZD in DX_X,{before}\nDRG,BX19,本地,BX1,true,\n"
    sets = "set,code\nDX_X,B10.100\n"
    record = case("B10.100", "20.1000x001")
    assert form(local(rules=rules.format(before="BB1"), sets=sets), [record])[0][2] == "BX19"
    assert form(local(rules=rules.format(before=""), sets=sets), [record])[0][2] == "BB15"


def test_a_group_is_replaced_in_its_place_and_told(local):
    scheme = local(rules=HEAD + "ADRG,BB1,改,MDCB,NL > 60 and ZYSS in OP_B,\n")
    answers = compiled(scheme, [case("B10.100", "20.1000x001", age=age) for age in (60, 61)])
    assert [answer[2] for answer in answers] == ["BQY", "BB15"]
    said = [str(notice) for notice in scheme.notices]
    assert any("ADRG BB1: 本地替换：原为 ZYZD in DX_B and ZYSS in OP_B，现为 NL > 60" in one for one in said)


def test_sets_and_complications_are_replaced_by_name(local):
    scheme = local(
        sets="set,code\nOP_B,99.1000\n",
        complications="code,level,exclusion_table\nE10.100,CC,\n",
        exclusions="principal_diagnosis,exclusion_table\nS10.100,2\n",
    )
    records = [case("B10.100|E10.100", "99.1000"), case("S10.100|E20.200", "99.1000")]
    assert [answer[2] for answer in compiled(scheme, records)] == ["BB13", "BB15"]
    said = " ".join(str(notice) for notice in scheme.notices)
    assert "集合本地替换 1 项：OP_B" in said
    assert "并发症本地替换 1 项：E10.100" in said
    assert "排除表本地新增 1 项：S10.100" in said


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"rules": HEAD + "ADRG,BX1,,MDCB,true,NONE\n"}, "rules.csv:2: ADRG BX1: before“NONE”: 同一上级之下没有这个组"),
        ({"rules": HEAD + "ADRG,BX1,,NONE,true,\n"}, "上级不是方案里的 MDC"),
        ({"inputs": "variable,column\nNL,years\n"}, "变量“NL”: 不能用作变量名"),
        ({"inputs": "variable,column\nJQR,\n"}, "没有写从哪一列读取"),
    ],
)
def test_faults_of_an_overlay(local, tables, said):
    with pytest.raises(InputError, match=said):
        local(**tables)


@pytest.mark.parametrize("form", [compiled, explained])
def test_a_further_input_is_read_from_its_column(local, form):
    rules = HEAD + "DRG,BB10,机器人,BB1,JQR = 1,BB11\n"
    scheme = local(rules=rules, inputs="variable,column\nJQR,robot\n")
    records = [dict(case("B10.100", "20.1000x001")) | {"robot": value} for value in ("1", "0", "", "有")]
    answers = form(scheme, records)
    assert [answer[2] for answer in answers] == ["BB10", "BB15", "BB15", "BB15"]
    assert answers[3][4] == "robot“有”不是数，按未填处理"


def test_a_further_input_must_be_in_the_file(local, tmp_path):
    scheme = local(inputs="variable,column\nJQR,robot\n")
    cases = tmp_path / "cases.csv"
    cases.write_text("sex,age,age_days,birth_weight,diagnoses,operations\n", encoding="utf-8")
    with pytest.raises(InputError, match="“robot”: 缺少列"):
        group_file(cases, scheme, tmp_path / "out.csv")
