"""Figures of texts of our own, written out by hand: value, unit, bound, year, status, change."""

import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.documents.clean import clean
from linghang.documents.figures import Figure, figures
from linghang.documents.outline import outline

TEXTS = Path(__file__).parent / "texts"


def of(text: str, published: str = "") -> list[Figure]:
    return list(figures(text, outline(text), published=published).figures)


def one(text: str) -> Figure:
    found = of(text)
    assert len(found) == 1, [each.text for each in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("门急诊量282773人次。", 282773, "人次", "eq"),
        ("业务总收入14449.36万元。", 144493600, "元", "eq"),
        ("累计排查人员13.4万余人。", 134000, "人", "gt"),
        ("完成1000多万人次的采样工作。", 10000000, "人次", "gt"),
        ("柔性引进70余名医疗专家。", 70, "名", "gt"),
        ("每天工作近10个小时。", 10, "小时", "approx_below"),
        ("诊断符合率达到95%以上。", 95, "%", "ge"),
        ("基金支出增幅控制在8%以内。", 8, "%", "le"),
        ("急救反应时间缩短至12分钟以内。", 12, "分钟", "le"),
        ("招聘硕士研究生不少于5名。", 5, "名", "ge"),
        ("医院紧急抽调八名同志。", 8, "名", "eq"),
        ("西洛等六所乡镇卫生院达到标准。", 6, "所", "eq"),
        ("医院进入全国县级医院五百强。", 500, "名", "le"),
        ("婴儿死亡率2.1‰。", Decimal("2.1"), "‰", "eq"),
        ("全年消防安全零事故发生。", 0, "起", "eq"),
        ("参保人数达到二百三十六万人。", 2360000, "人", "eq"),
        ("完成投资约2.3亿元。", 230000000, "元", "approx"),
        ("报销比例提高到百分之七十五。", 75, "%", "eq"),
        ("本科以上学历占三成五左右。", 35, "%", "approx"),
    ],
)
def test_values_units_and_bounds(text: str, value: Decimal | int, unit: str, bound: str) -> None:
    found = one(text)
    assert (found.value_norm, found.unit_norm, found.bound) == (value, unit, bound)


def test_ranges_and_dozens() -> None:
    assert (one("力争利用2-3年时间创建国家级专科。").value, one("力争利用2-3年时间创建国家级专科。").value_max) == (
        2,
        3,
    )
    dozens = one("先后与省内十几所医院建立了协作关系。")
    assert (dozens.value, dozens.value_max, dozens.bound) == (10, 19, "gt")


@pytest.mark.parametrize(
    ("text", "direction", "value", "unit"),
    [
        ("全院门急诊诊疗110.73万人次，同比上升8.42%。", "up", "8.42", "%"),
        ("出院10141人次，与去年同比增长983人次。", "up", "983", "人次"),
        ("平均住院日7.8天，较上年缩短0.4天。", "down", "0.4", "天"),
        ("完成临床路径2960例，占出院病例数29.1%。", "share", "29.1", "%"),
        ("位列第357名，进入全国前列，较2021年进步了108名。", "up", "108", "名"),
    ],
)
def test_changes(text: str, direction: str, value: str, unit: str) -> None:
    change = of(text)[0].comparison
    assert change is not None
    assert (change.direction, change.value, change.unit) == (direction, Decimal(value), unit)


def test_a_change_without_a_value_is_a_claim_of_its_own() -> None:
    found = one("业务收入同比增长12.5%。")
    assert found.value is None
    assert found.comparison is not None
    assert found.comparison.value == Decimal("12.5")


@pytest.mark.parametrize(
    "text",
    [
        "2023年9月5日召开会议。",
        "“十四五”期间持续推进。",
        "实施“11235”工程。",
        "制定“1+7+N”工作方案。",
        "与北京301医院合作。",
        "规范开展“光荣在党50年”活动。",
        "依据国办发〔2021〕18号文件。",
        "一个党组织是一座战斗堡垒。",
        "突出三个重点，抓好五项建设。",
        "创建三级甲等医院。",
        "24小时轮班值守。",
        "坚持一张蓝图绘到底。",
        "第三季度工作会议。",
        "65岁及以上老年人。",
        "五年来成绩显著。",
        "一是抓学习，二是抓落实。",
        "开展“三亮四争当”活动。",
        "贯彻二十届中央纪委一次全会精神。",
        "三大工程全面启动。",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert of(text) == []


@pytest.mark.parametrize(
    ("text", "category", "words"),
    [
        ("上世纪90年代建院。", "date", "90年代"),
        ("下午2点30分开会。", "date", "下午2点30分"),
        ("依据第23号令。", "document_number", "第23号令"),
        ("拨打12345热线。", "name", "12345热线"),
        ("开通4K直播。", "name", "4K"),
        ("推进6S管理。", "name", "6S"),
        ("提供7×24小时服务。", "service_hours", "7×24小时"),
        ("急诊全天候开放。", "service_hours", "全天候"),
        ("绩效考核获A++。", "grade", "A++"),
        ("信用为AAAA级。", "grade", "AAAA"),
        ("见第3页。", "page", "第3页"),
    ],
)
def test_what_a_number_is_that_is_no_figure(text: str, category: str, words: str) -> None:
    found = figures(text, outline(text))
    assert [(each.category, each.text) for each in found.not_figures] == [(category, words)]
    assert found.figures == ()


def test_three_rates_said_at_once() -> None:
    found = of("支部建在科室比例、业务骨干任书记比例、支部标准化率“3个100%”。")
    assert [each.value for each in found] == [100, 100, 100]


def test_years_come_from_the_sentence_the_paragraph_or_the_heading() -> None:
    text = "一、2022年工作回顾\n全年门诊30万人次。2021年预约1.5万人次。\n二、2023年工作目标\n门诊达到35万人次。"
    assert [(each.period, each.status) for each in of(text)] == [
        ("2022年", "actual"), ("2021年", "actual"), ("2023年", "target"),
    ]  # fmt: skip


def test_a_county_report() -> None:
    text = clean((TEXTS / "county_bureau_report.txt").read_text(encoding="utf-8")).text
    found = {each.text.lstrip("其中"): each for each in of(text)}
    assert len(found) >= 34
    assert found["全年总诊疗人次达212.6万人次"].value_norm == 2126000
    assert found["县中医院迁建项目完成投资8600余万元"].bound == "gt"
    assert found["完成投资1.5亿元以上"].status == "target"
    assert found["完成投资1.5亿元以上"].period == "2024年"


@given(
    st.text(
        alphabet="0123456789.,，万亿余多近约超过以上以下年月日人次%‰第名前强占同比增长下降了“”+-（）"
        "一二三十百千零事故个项所 \n",
        max_size=200,
    )
)
def test_no_text_breaks_it(text: str) -> None:
    found = figures(text, outline(text))
    for each in found.figures:
        assert 0 <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.text


def test_time_grows_with_length_alone() -> None:
    """Ten times the text may not take thirty times the time: no pattern runs wild."""
    text = clean((TEXTS / "county_bureau_report.txt").read_text(encoding="utf-8")).text

    def taken(times: int) -> float:
        long = (text + "\n") * times
        start = time.process_time()
        figures(long, outline(long))
        return time.process_time() - start

    taken(2)
    assert taken(60) < 30 * max(taken(6), 0.02)
