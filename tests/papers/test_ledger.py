"""Figures of a report against the ledger; every verdict worked out by hand from the numbers of `hospital`."""

from decimal import Decimal

import pytest

from linghang.core.periods import Period
from linghang.papers import store
from linghang.papers.ledger import against
from linghang.papers.reading import read

HEAD = "青山医院2023年工作总结\n一、2023年工作回顾\n"


def verdicts(hospital, sentence, **more):
    held = against(read(HEAD + sentence), hospital, **more)
    return [(each.indicator, each.what, each.verdict) for each in held.compared]


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("全年完成门诊12.35万人次。", "agree"),  # 12.3456 rounds to 12.35
        ("全年完成门诊12.34万人次。", "agree"),  # cut off
        ("全年完成门诊12.36万人次。", "conflict"),
        ("全年完成门诊123456人次。", "agree"),
        ("全年完成门诊123465人次。", "conflict"),  # two digits turned
        ("全年完成门诊12万余人次。", "agree"),
        ("全年完成门诊13万余人次。", "conflict"),
        ("手术占比29.2%。", "agree"),  # 2333 / 8000 = 29.1625 %
        ("手术占比29.1%。", "agree"),
        ("手术占比29.3%。", "conflict"),
        ("医疗收入1.2亿元。", "ask"),  # nobody typed it in
    ],
)
def test_values(hospital, sentence, verdict):
    assert [each[2] for each in verdicts(hospital, sentence)] == [verdict]


def test_the_arithmetic_is_told(hospital):
    [found] = against(read(HEAD + "全年完成门诊12.35万人次。"), hospital).compared
    assert found.expression == "123456 ÷ 10000 = 12.3456万人次"
    assert found.why == "四舍五入后相同"
    assert found.query == "institution=h1&period=2023"


def test_growth_is_compared_too(hospital):
    # 123456 / 100000 - 1 = 23.456 %
    assert verdicts(hospital, "全年完成门诊12.35万人次，同比增长23.46%。") == [
        ("visits", "value", "agree"),
        ("visits", "change", "agree"),
    ]
    assert verdicts(hospital, "全年完成门诊12.35万人次，同比下降23.46%。")[1][2] == "conflict"


def test_a_target_is_no_statement_of_what_was(hospital):
    text = "青山医院2023年工作计划\n一、2023年工作目标\n力争全年完成门诊20万人次。"
    assert against(read(text), hospital).compared == ()


def test_part_of_a_year_is_compared_with_that_part(hospital):
    found = against(read(HEAD + "2023年上半年，门诊12.35万人次。"), hospital).compared
    assert [(str(each.period), each.verdict) for each in found] == [("2023-01..2023-06", "ask")]


def test_the_period_of_the_document_counts_where_the_text_names_none(hospital):
    text = "工作总结\n一、工作回顾\n完成门诊12.35万人次。"
    assert [each.period for each in against(read(text), hospital, period=Period.year(2022)).compared] == [
        Period.year(2022)
    ]


def test_other_words_are_asked_once_and_remembered(hospital):
    sentence = "门诊服务人次12.40万人次。"
    held = against(read(HEAD + sentence), hospital)
    assert held.compared == ()
    store.remember(hospital, "门诊服务人次", "人次", "visits", actor=None)
    assert verdicts(hospital, sentence) == [("visits", "value", "conflict")]
    store.remember(hospital, "门诊服务人次", "人次", "", actor=None)
    assert verdicts(hospital, sentence) == []


def test_what_may_not_be_seen_is_counted_only(hospital):
    held = against(read(HEAD + "全年完成门诊12.36万人次。"), hospital, open_to=lambda indicator: False)
    assert (held.compared, held.hidden) == ((), 1)


def test_the_neighbour_has_its_own_numbers(hospital):
    from linghang.organization.models import Institution

    neighbour = Institution.objects.get(code="h2")
    [found] = against(read(HEAD + "全年完成门诊12.35万人次。"), neighbour).compared
    assert (found.verdict, found.why) == ("ask", "台账没有这一期间的数据")


def test_exactness_of_the_stored_value(hospital):
    [found] = against(read(HEAD + "手术占比29.16%。"), hospital).compared
    assert found.verdict == "agree"
    assert found.expression.startswith(str(Decimal("0.291625")))
