"""The rule language: what it says, and where it goes wrong."""

import pytest

from linghang.casemix.codes import Family
from linghang.casemix.language import Always, Both, Compare, Count, Either, Member, Scope, parse
from linghang.core.errors import InputError

SETS = {"DX": {Family.DIAGNOSIS}, "DX_2": {Family.DIAGNOSIS}, "OP": {Family.OPERATION}}
PRINCIPAL = Scope(Family.DIAGNOSIS, frozenset({"principal"}))
OTHERS = Scope(Family.DIAGNOSIS, frozenset({"others"}))
ALL_OPERATIONS = Scope(Family.OPERATION, frozenset({"principal", "others"}))


def read(text):
    return parse(text, SETS, SETS.__getitem__)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("true", Always()),
        ("ZYZD in DX", Member(PRINCIPAL, ("DX",))),
        ("ZYZD not in DX", Member(PRINCIPAL, ("DX",), negated=True)),
        ("{ZYSS,QTSS} in OP", Member(ALL_OPERATIONS, ("OP",))),
        ("QTZD in {DX,DX_2}", Member(OTHERS, ("DX", "DX_2"))),
        ("QTZD in {MCC,CC}", Member(OTHERS, ("MCC", "CC"))),
        ("length(OP ∩ {QTSS,ZYSS}) >= 2", Count(ALL_OPERATIONS, "OP", ">=", 2)),
        ("XSRTZ>=1500", Compare("birth_weight", ">=", 1500)),
        ("ＸＳＲＴＬ ＜ 29天".replace("ＸＳＲＴＬ", "XSRTL"), Compare("age_days", "<", 29)),
        ("NL ≤ 6 岁".replace(" 岁", "岁"), Compare("age", "<=", 6)),
        ("NL <29天", Compare("age_days", "<", 29)),
        ("NL ≤ 28日", Compare("age_days", "<=", 28)),
        ("XSRTZ<2500g and XSRTL>=0日", Both((Compare("birth_weight", "<", 2500), Compare("age_days", ">=", 0)))),
        ("XB = 1 or NL > 3 and true", Either((Compare("sex", "=", 1), Both((Compare("age", ">", 3), Always()))))),
        ("（XB = 1 OR NL > 3） AND true", Both((Either((Compare("sex", "=", 1), Compare("age", ">", 3))), Always()))),
    ],
)
def test_meaning(text, meant):
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("ZYZD in NONE", 9, "没有这个集合"),
        ("ZYZD on DX", 6, "这里应是 in"),
        ("ZYZD in OP", 9, "没有诊断编码"),
        ("{ZYZD,QTSS} in DX", 1, "不能放在一起"),
        ("ZYZD in MCC", 9, "只与其他诊断"),
        ("NL >= DX", 7, "这里应是数"),
        ("NL in DX", 4, "比较符号"),
        ("(ZYZD in DX", 12, "这里应是 )"),
        ("ZYZD in DX ZYSS in OP", 12, "and、or"),
        ("", 1, "变量"),
        ("length(MCC ∩ {QTZD}) >= 2", 8, "不能计数"),
        ("ZYZD in DX and", 15, "变量"),
        ("NL >= 29天", 7, "不能以“天”比较，这个变量的单位是岁"),
        ("XSRTL < 1岁", 9, "不能以“岁”比较，这个变量的单位是天或日"),
        ("XSRTZ < 29天", 9, "不能以“天”比较，这个变量的单位是克或g"),
        ("XB = 1岁", 6, "这个变量没有单位"),
        ("length(OP ∩ {ZYSS,QTSS}) >= 2天", 29, "个数没有单位"),
        ("(" * 200 + "true" + ")" * 200, 102, "太深"),
    ],
)
def test_faults_name_the_character(text, place, reason):
    with pytest.raises(InputError) as caught:
        read(text)
    said = str(caught.value)
    assert f"第 {place} 个字符" in said
    assert reason in said
