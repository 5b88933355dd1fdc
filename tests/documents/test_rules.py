"""The rules that general texts taught, one by one, on sentences written for them."""

from decimal import Decimal

import pytest

from linghang.documents.clean import clean
from linghang.documents.figures import Figure, figures
from linghang.documents.outline import outline
from linghang.documents.plain import plain_figures


def of(raw: str, published: str = "") -> list[Figure]:
    text = clean(raw).text
    return list(figures(text, outline(text), published=published).figures)


def told(raw: str) -> list[tuple[str, object, str]]:
    return [(each.metric, each.value, each.unit) for each in of(raw)]


def changes(raw: str) -> list[tuple[object, str, object, str]]:
    return [
        (each.value, each.comparison.direction, each.comparison.value, each.comparison.unit)
        for each in of(raw)
        if each.comparison is not None
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("高血压、糖尿病患者规范管理率分别达到76.2%和74.8%。", ["高血压患者规范管理率", "糖尿病患者规范管理率"]),
        (
            "城镇和农村居民人均可支配收入分别达到42816元、21305元。",
            ["城镇居民人均可支配收入", "农村居民人均可支配收入"],
        ),
        ("门诊量和出院量分别为30万人次、2万人次。", ["门诊量", "出院量"]),
    ],
)
def test_a_list_told_at_once_names_each_member(text: str, names: list[str]) -> None:
    assert [each.metric for each in of(text)] == names


def test_the_value_of_last_year_has_the_name_of_this_years() -> None:
    assert [name for name, _, _ in told("门诊量35万人次，上年同期32万人次。")] == ["门诊量", "门诊量"]


def test_the_changes_of_a_list_go_to_its_members_in_order() -> None:
    found = changes("总收入58亿元，总支出53亿元，分别增长7.2%和9.6%。")
    assert [(int(str(value)), str(change)) for value, _, change, _ in found] == [(58, "7.2"), (53, "9.6")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("床位由800张增加到1000张。", [800, 1000]),
        ("床位由800张增至1000张，净增200张。", [800, 1000]),
        ("开办时间从5天缩短为2天。", [5, 2]),
        ("编列经费2亿3,600万元。", [23600]),
        ("急诊4万5千人次。", [45000]),
        ("满意率95%～98%。", [95]),
        ("拨付资金20%-30%。", [20]),
    ],
)
def test_movements_ranges_and_mixed_numbers(text: str, values: list[int]) -> None:
    assert [int(each.value or 0) for each in of(text)] == values


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("高新企业翻一番，达到24家。", (24, "up", 100, "%")),
        ("投诉32件，同比下降三成。", (32, "down", 30, "%")),
        ("床位增加到81张，净增13张。", (81, "up", 13, "张")),
        ("排名第6位，前移9位。", (6, "up", 9, "位")),
        ("药占比18.2%，低于目标2.8个百分点。", (18, "down", 2, "百分点")),
    ],
)
def test_rarer_changes(text: str, change: tuple[int, str, int, str]) -> None:
    value, direction, much, unit = changes(text)[0]
    assert (int(str(value).split(".")[0]), direction, int(str(much).split(".")[0]), unit) == change


@pytest.mark.parametrize(
    "text",
    [
        "经济年均增长6.8%。",
        "业务收入增长8%左右。",
        "候诊时间缩短了12分钟。",
        "投诉率同比下降20%。",
    ],
)
def test_only_a_change_is_told(text: str) -> None:
    (found,) = of(text)
    assert found.value is None
    assert found.comparison is not None


@pytest.mark.parametrize(
    ("text", "value", "bound"),
    [
        ("覆盖率≥90%。", 90, "ge"),
        ("浓度＜35微克/立方米。", 35, "lt"),
        ("须在10个工作日内办结。", 10, "le"),
        ("成功率达九成以上。", 90, "ge"),
        ("完成年度目标的128%。", 128, "eq"),
        ("科研经费突破千万元。", 10000000, "gt"),
        ("签约18万人。", 180000, "eq"),
    ],
)
def test_bounds(text: str, value: int, bound: str) -> None:
    (found,) = of(text)
    assert (found.value_norm, found.bound) == (value, bound)


@pytest.mark.parametrize(
    "text",
    [
        "得分95分以上的科室较多。",
        "每千人口配备充足。",
        "连续六年获评先进。",
        "3岁以下婴幼儿照护。",
        "办好十件民生实事。",
    ],
)
def test_conditions_denominators_and_names_are_no_figures(text: str) -> None:
    assert [each.text for each in of(text) if "95分" not in each.text] == []


def test_a_condition_is_not_what_is_counted() -> None:
    assert [each.value for each in of("得分95分以上的科室13个，低于90分的7个。")] == [13, 7]


def test_years_of_meetings_reviews_and_plans() -> None:
    meeting = (
        "在2024年工作会议上的讲话\n一、工作回顾\n门诊30万人次，服务群众，成效明显，各项工作顺利完成。\n"
        "二、工作安排\n门诊达到35万人次。"
    )
    assert [each.period for each in of(meeting)] == ["2023年", "2024年"]
    assert [each.period for each in of("本院112年度報告\n民國112年，門診服務30萬人次。")] == ["2023年"]
    assert [each.period for each in of("门诊30万人次。", published="2024-01-15")] == ["2024年"]


def test_who_and_how_sure() -> None:
    (found,) = of("云溪县人民医院2023年工作总结\n预计全年门诊30万人次。")
    assert (found.entity, found.status, found.published) == ("云溪县人民医院", "forecast", "")


def test_rows_of_a_table() -> None:
    text = "指标\t单位\t2023年\t2022年\t同比(%)\n出院人数\t人次\t58213\t54876\t6.1\n"
    found = of("运行简报，主要指标见下表，供各科室对照。\n" + text)
    assert [(each.metric, each.unit, each.period) for each in found] == [
        ("出院人数", "人次", "2023年"),
        ("出院人数", "人次", "2022年"),
    ]


def test_rows_that_name_departments_count_what_stands_over_their_columns() -> None:
    text = "科室\t出院（人次）\t出院同比\t死亡率\n骨科\t1770\t15.46%\t0.23%\n"
    found = of("季度通报，各科室主要指标见下表，供对照。\n" + text)
    assert [(each.metric, each.value, each.unit) for each in found] == [
        ("骨科出院", 1770, "人次"),
        ("骨科死亡率", Decimal("0.23"), "%"),
    ]


def test_rows_that_name_departments_under_years_keep_their_names() -> None:
    found = of("通报\n各科室平均住院日见下表，供对照。\n科室\t2023年\t2022年\n骨科\t11.1\t11.4\n")
    assert [(each.metric, each.period) for each in found] == [("骨科", "2023年"), ("骨科", "2022年")]


def test_a_scan_with_spaces_between_digits() -> None:
    assert [int(each.value or 0) for each in of("出院病人 2 1, 3 4 5 人次，手术 8 6 2 0 台次。")] == [21345, 8620]


def test_numbers_alone_are_nothing() -> None:
    assert of("1 2 3\n4.5\n1234567890123456789012345\n") == []


def test_below_is_read_exactly_and_told_in_the_closed_list_of_bounds():
    done = clean("药占比低于25%。")
    found = figures(done.text, outline(done.text), published="")
    assert [each.bound for each in found.figures] == ["lt"]
    assert [each["bound"] for each in plain_figures(found, (), done.traced)["figures"]] == ["le"]
