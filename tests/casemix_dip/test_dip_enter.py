"""Entry into a catalogue: the order of 3.0, every reason, and the column form agreeing with the explanation."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemix_dip.sample import SHIPPED, basic, case, catalogue, frame
from linghang.casemix.dip.catalogue import Entry, Group, Kind
from linghang.casemix.dip.enter import ADDED, Explainer, enter, explain
from linghang.core.errors import InputError

SETS = {
    "ECMO": frozenset({"396500"}),
    "移植": frozenset({"375100"}),
    "精神": frozenset({"F20000", "F20900"}),
    "烧伤": frozenset({"T21300"}),
    "脑梗": frozenset({"I63900", "I63901"}),
}


def ruled(code, kind, rule):
    return Group(code, kind, f"{code} 组", rule)


CATALOGUE = catalogue(
    basic("I63.9", "I639"),
    basic("I63.9:39.7200", "I639", ["397200"]),
    basic("I63.9:39.7200+99.1000", "I639", ["397200"], ["991000"]),
    basic("I63.9:39.7200+99.1000+88.4100", "I639", ["397200"], ["991000", "884100"]),
    basic("I10.x", "I10X"),
    basic("K35.8:47.0100/47.0900", "K358", ["470100", "470900"]),
    Group("K35:相关手术", Kind.COMPREHENSIVE, diagnosis="K35", property="相关手术"),
    Group("I63:保守治疗", Kind.COMPREHENSIVE, diagnosis="I63", property="保守治疗"),
    Group("I63:诊断性操作", Kind.COMPREHENSIVE, diagnosis="I63", property="诊断性操作"),
    ruled("并-1", Kind.MERGED, "ZYZD in 脑梗 and ZYSS in ECMO"),
    ruled("先-ECMO", Kind.FIRST, "{ZYSS,QTSS} in ECMO"),
    ruled("先-移植", Kind.FIRST, "{ZYSS,QTSS} in 移植"),
    ruled("先-1000克", Kind.FIRST, "XSRTZ < 1000 and XSRTL < 29"),
    ruled("助-烧伤", Kind.AIDED, "QTZD in 烧伤"),
    ruled("不-精神", Kind.EXCLUDED, "ZYZD in 精神"),
    sets=SETS,
    entry=Entry(("Z",), ("89",), SHIPPED.properties),
)


@pytest.mark.parametrize(
    ("diagnoses", "operations", "code", "kind"),
    [
        ("I63.900", "", "I63.9", "基本"),
        ("i63 901", "", "I63.9", "基本"),
        ("I10", "", "I10.x", "基本"),
        ("I10.x00x002", "", "I10.x", "基本"),
        ("I63.900", "39.7200", "I63.9:39.7200", "基本"),
        ("I63.900", "39.7200|99.1000", "I63.9:39.7200+99.1000", "基本"),
        ("I63.900", "39.7200|88.4100", "I63.9:39.7200", "基本"),
        ("I63.900", "39.7200|88.4100|99.1000", "I63.9:39.7200+99.1000+88.4100", "基本"),
        ("I63.900", "39.7200|39.7200|99.1000", "I63.9:39.7200+99.1000", "基本"),
        ("I63.900", "89.5200|39.7200", "I63.9:39.7200", "基本"),  # 89 cannot be main: the next is
        ("I63.900", "89.5200", "I63.9", "基本"),
        ("K35.800", "47.0900", "K35.8:47.0100/47.0900", "基本"),
        ("K35.900", "47.0900", "K35:相关手术", "综合"),
        ("I63.000", "88.4100", "I63:诊断性操作", "综合"),
        ("I63.000", "", "I63:保守治疗", "综合"),
        ("I63.900", "37.5100", "先-移植", "先期"),
        ("I63.900", "39.7200|39.6500", "先-ECMO", "先期"),
        ("I63.900", "37.5100|39.6500", "先-ECMO", "先期"),  # the first of its kind in the catalogue
        ("I63.900|T21.300", "", "助-烧伤", "诊断辅助"),
        ("I63.900|T21.300", "39.6500", "先-ECMO", "先期"),
    ],
)
def test_order_of_entry(diagnoses, operations, code, kind):
    row = enter(frame([case(diagnoses, operations)]), CATALOGUE).row(0, named=True)
    assert (row["dip"], row["dip_kind"], row["dip_status"], row["dip_reason"]) == (code, kind, "entered", None)


@pytest.mark.parametrize(
    ("raw", "status", "reason"),
    [
        (case(""), "refused", "没有主要诊断"),
        (case("|I63.900"), "refused", "没有主要诊断"),
        (case(None), "refused", "没有主要诊断"),
        (case("I63.900", age="200"), "refused", "年龄“200”"),
        (case("I63.900", age="四十"), "refused", "年龄“四十”"),
        (case("I63.900", age="-1"), "refused", "年龄“-1”"),
        (case("F20.900"), "excluded", "不按 DIP 付费：不-精神 组"),
        (case("脑梗死"), "unentered", "不是 ICD-10 编码"),
        (case("Z51.100"), "unentered", "不能作主要诊断"),
        (case("J18.900"), "unentered", "类目不在目录中"),
        (case("K35.800", ""), "unentered", "没有 K35 类目“保守治疗”的综合病种"),
        (case("I63.000", "47.0900"), "unentered", "没有 I63 类目“相关手术”的综合病种"),
    ],
)
def test_every_case_that_is_not_entered_says_why(raw, status, reason):
    row = enter(frame([raw]), CATALOGUE).row(0, named=True)
    assert (row["dip"], row["dip_status"]) == (None, status)
    assert reason in row["dip_reason"]


def test_weight_bands_of_newborns():
    small = case("P07.000", age="0", age_days="3", birth_weight="900")
    old = small | {"age_days": "29"}
    assert enter(frame([small, old]), CATALOGUE)["dip"].to_list() == ["先-1000克", None]


def test_sixty_operations_and_missing_numbers_do_no_harm():
    many = "|".join(["39.7200", *(f"0{place % 10}.{place:02}00" for place in range(59)), "99.1000"])
    rows = [case("I63.900", many), case("I63.900", age=None, sex="?", birth_weight="重"), case("I63.900", "|||")]
    entered = enter(frame(rows), CATALOGUE)
    assert entered["dip"].to_list() == ["I63.9:39.7200+99.1000", "I63.9", "I63.9"]


def test_rows_out_are_rows_in_and_old_answers_are_replaced():
    cases = frame([case("I63.900"), case(""), case("J18.9")]).with_columns(dip=pl.lit("旧"), other=pl.int_range(3))
    entered = enter(cases, CATALOGUE)
    assert entered["other"].to_list() == [0, 1, 2]
    assert entered["dip"].to_list() == ["I63.9", None, None]
    assert entered.columns[-4:] == list(ADDED)
    assert enter(cases.clear(), CATALOGUE).columns == entered.columns
    with pytest.raises(InputError, match=r"缺少列.*operations"):
        enter(cases.drop("operations"), CATALOGUE)


def test_lists_of_codes_are_read_like_texts():
    cases = frame([case("I63.900|E11", "39.7200|99.1000")])
    lists = cases.with_columns(pl.col("diagnoses", "operations").str.split("|"))
    assert enter(lists, CATALOGUE)["dip"].to_list() == ["I63.9:39.7200+99.1000"]


def test_explanation_tells_the_way():
    told = explain(case("I63.900", "39.7200|99.1000"), CATALOGUE)
    assert told.group is not None
    assert told.group.code == "I63.9:39.7200+99.1000"
    assert "都不成立" in told.steps[0]
    assert told.steps[-1] == "核心病种 I63.9 + 39.7200，相关操作 99.1000"
    assert "39.6500".replace(".", "") in explain(case("I63.900", "39.6500"), CATALOGUE).steps[0]


DIAGNOSES = [
    "I63.900",
    "I63.901",
    " i63.9",
    "I63.0",
    "I10",
    "I10.x00",
    "K35.8",
    "K35",
    "F20.900",
    "Z51.1",
    "T21.300",
    "J18",
    "",
    "肺炎",
    "Q",
]
OPERATIONS = ["39.7200", "39.72 00", "99.1000", "88.4100", "89.5200", "47.0900", "39.6500", "37.5100", "", "x", "5"]


def joined(codes, most):
    return st.lists(st.sampled_from(codes), max_size=most).map("|".join)


records = st.builds(
    lambda diagnoses, operations, age, days, weight: case(
        diagnoses, operations, age=age, age_days=days, birth_weight=weight
    ),
    joined(DIAGNOSES, 4),
    joined(OPERATIONS, 5),
    st.sampled_from(["0", "40", "150", "151", "-1", "1.5", "", "x", None]),
    st.sampled_from(["3", "28", "29", "", "x"]),
    st.sampled_from(["900", "999.9", "1000", "", "x"]),
)
EXPLAINER = Explainer(CATALOGUE)


@given(st.lists(records, min_size=1, max_size=25))
def test_columns_agree_with_explanations(cases):
    rows = enter(frame(cases), CATALOGUE).select(ADDED).rows()
    told = [EXPLAINER.explain(one) for one in cases]
    kinds = [(one.group.code, one.group.kind.value) if one.group else (None, None) for one in told]
    assert rows == [(*kind, one.status.value, one.reason or None) for kind, one in zip(kinds, told, strict=True)]


@given(records, st.randoms(use_true_random=False))
def test_order_of_other_codes_never_matters(record, shuffle):
    turned = dict(record)
    for column, barred in (("diagnoses", ()), ("operations", ("89", "x", "5"))):
        first, *others = record[column].split("|")
        if column == "operations" and (not first.strip() or first.startswith(barred)):
            continue  # the next operation becomes the main one: there the order matters
        shuffle.shuffle(others)
        turned[column] = "|".join([first, *others])
    one, other = enter(frame([record, turned]), CATALOGUE).select("dip", "dip_status").rows()
    assert one == other
