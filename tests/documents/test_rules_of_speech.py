"""What speeches, Hong Kong and newer government reports taught: one rule a test, on sentences written for it."""

import pytest

from linghang.documents.clean import clean
from linghang.documents.figures import Figure, figures
from linghang.documents.outline import outline


def read(raw: str) -> list[Figure]:
    text = clean(raw).text
    return list(figures(text, outline(text)).figures)


def told(raw: str) -> list[tuple[str, str, str]]:
    return [(f"{each.value}", each.unit, each.bound) for each in read(raw)]


def changes(raw: str) -> list[tuple[str, str, str, str]]:
    found = [(each.value, each.comparison) for each in read(raw)]
    return [(str(value), one.direction, str(one.value), one.unit) for value, one in found if one is not None]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("财政拿出三点八亿元。", ("3.8", "亿元", "eq")),
        ("平均住院日八点四天。", ("8.4", "天", "eq")),
        ("拿到三百二十六万元。", ("326", "万元", "eq")),
        ("违规金额一千二百七十余万元。", ("1270", "万元", "gt")),
        ("基金七亿两千万元。", ("72000", "万元", "eq")),
        ("全市九个县区的医共体全部建成。", ("9", "个", "eq")),
        ("至少拿下两个国家级临床重点专科。", ("2", "个", "ge")),
        ("发现问题线索四十三条。", ("43", "条", "eq")),
        ("十件民生实事全部办结。", ("10", "件", "eq")),
        ("评审时间不超过二十个工作日。", ("20", "工作日", "le")),
        ("平均住院日压到八天以下。", ("8", "天", "le")),
        ("建成十五分钟急救圈。", ("15", "分钟", "eq")),
        ("权重占到四十分。", ("40", "分", "eq")),
        ("约三成病人毋须再轮候。", ("3", "成", "approx")),
        ("每季度向领导小组报告一次。", ("1", "次/季度", "eq")),
    ],
)
def test_numbers_in_characters(raw: str, expected: tuple[str, str, str]) -> None:
    assert told(raw) == [expected]


@pytest.mark.parametrize(
    "raw",
    [
        "做好四篇文章。",
        "培训红十字救护员。",
        "市六届人大四次会议。",
        "构建三通道。",
        "连跨两个百亿台阶。",
        "优化三次产业结构。",
        "实施三项工程。",
    ],
)
def test_numbers_in_characters_that_count_nothing(raw: str) -> None:
    assert told(raw) == []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("住院率百分之七十九点四，提高了二点三个百分点。", ("79.4", "up", "2.3", "百分点")),
        ("拿出三点八亿元支持医院，比前年多了六千万元。", ("3.8", "up", "6000", "万元")),
        ("出院二十一万人次，较上年度上升百分之九点三。", ("21", "up", "9.3", "%")),
        ("带走基金三亿元，占到统筹支出的百分之十七点八。", ("3", "share", "17.8", "%")),
        ("平均住院日八点四天，比全省平均水平多零点七天。", ("8.4", "up", "0.7", "天")),
        ("完成手术10,872宗，增加836宗。", ("10872", "up", "836", "宗")),
        ("收入148.72亿元，同口径增长4.1%。", ("148.72", "up", "4.1", "%")),
        ("亏损412.7万元，较上年减亏265万元。", ("412.7", "down", "265", "万元")),
        ("诊疗量2571万人次，五年增长17.9%。", ("2571", "up", "17.9", "%")),
        ("总收入5.2亿元，上年4.9亿元，增长6.1%。", ("5.2", "up", "6.1", "%")),
        ("医师数低于全省平均水平0.24人。", ("None", "down", "0.24", "人")),
        ("落地药品812种，平均降价54%。", ("None", "down", "54", "%")),
        ("落地药品623种，平均降幅56%。", ("None", "down", "56", "%")),
        ("收入1655万元，因委托检验业务萎缩，同比下降6.3%。", ("1655", "down", "6.3", "%")),
        ("住院收入5.6亿元，同比仅增长2.37%。", ("5.6", "up", "2.37", "%")),
        ("平均住院日8.1日，缩短0.3日。", ("8.1", "down", "0.3", "日")),
        ("比率为88.6%，优于全国平均值7.2个百分点。", ("88.6", "up", "7.2", "百分点")),
        ("急救反应时间比城市长8.7分钟。", ("None", "up", "8.7", "分钟")),
        ("CMI值1.08，同比提升0.03。", ("1.08", "up", "0.03", "")),
        ("服务8.6万人，较112年底增加7230人。", ("8.6", "up", "7230", "人")),
        ("完成投资563亿元，为年度计划的104.3%。", ("563", "share", "104.3", "%")),
        ("收入5.8亿元，完成预算的104%，同比增加3218万元。", ("5.8", "up", "3218", "万元")),
        ("收入5.8亿元，完成预算5.6亿元的104%，同比增加3218万元。", ("5.8", "up", "3218", "万元")),
        ("新技术32项（其中首例5项），同比增加8项。", ("32", "up", "8", "项")),
        ("补助提高到2.4万元，增加4000元。", ("2.4", "up", "4000", "元")),
        ("连台等候时间缩短15分钟。", ("None", "down", "15", "分钟")),
        ("支出31.4万元，不足年度预算的一半。", ("31.4", "share", "50", "%")),
        ("支出3.18亿元，年初预算3.05亿元，完成年初预算的104.3%。", ("3.18", "share", "104.3", "%")),
        ("力争亏损额压减一半。", ("None", "down", "50", "%")),
        ("签约率每年提升1—3个百分点。", ("None", "up", "1", "百分点")),
        ("服务占比33.7%，百元收入消耗的卫生材料同比下降1.9%。", ("None", "down", "1.9", "%")),
    ],
)
def test_changes(raw: str, expected: tuple[str, str, str, str]) -> None:
    assert changes(raw) == [expected]


def test_two_changes_for_two_values_without_a_word_for_each() -> None:
    found = changes("收入分别达38200元、21500元，增长5.8%和7.1%。")
    assert [(value, change) for value, _, change, _ in found] == [("38200", "5.8"), ("21500", "7.1")]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("还本付息2,500万元至2,800万元。", [("2500", "万元", "range")]),
        ("床位由800张至1000张。", [("800", "张", "eq"), ("1000", "张", "eq")]),
        ("执行率分别不低于50%和75%。", [("50", "%", "ge"), ("75", "%", "ge")]),
        ("死亡率分别控制在10/10万和3.5‰以下。", [("10", "/10万", "le"), ("3.5", "‰", "le")]),
        ("诊疗量分别为2180万、2096万和2571万人次。", [(each, "万人次", "eq") for each in ("2180", "2096", "2571")]),
    ],
)
def test_lists_and_ranges(raw: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("低保标准提高到每月720元。", ("720", "元/月", "eq")),
        ("每日受理47通。", ("47", "通/日", "eq")),
        ("每天提前30分钟上班。", ("30", "分钟", "eq")),
        ("平均每日门诊3120人次。", ("3120", "人次", "eq")),
        ("医师每人每年下沉基层不少于30天。", ("30", "天/年", "ge")),
        ("各市每半年报告1次。", ("1", "次/半年", "eq")),
        ("健保核减率2.1%。", ("2.1", "%", "eq")),
        ("救护车10秒接听率达到96%以上。", ("96", "%", "ge")),
        ("结算差额为-365万元。", ("-365", "万元", "eq")),
        ("打造“15分钟健身圈”。", ("15", "分钟", "eq")),
        ("医疗车出勤312趟次。", ("312", "趟次", "eq")),
        ("轮候时间为41星期。", ("41", "星期", "eq")),
        ("等候时间不超过24小时。", ("24", "小时", "le")),
        ("人均预期寿命：78.6岁（预期性）。", ("78.6", "岁", "eq")),
        ("98.6%的村卫生室达标。", ("98.6", "%", "eq")),
        ("收入20万元以上的村占比超过60%。", ("60", "%", "gt")),
        ("病例组合指数(CMI)1.02。", ("1.02", "", "eq")),
    ],
)
def test_units(raw: str, expected: tuple[str, str, str]) -> None:
    assert told(raw) == [expected]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("病例组合指数(CMI)由0.81提升到0.87。", ["0.81", "0.87"]),
        ("CMI值1.16（上年同期1.12）。", ["1.16", "1.12"]),
        ("CMI由1.02升至1.08。", ["1.02", "1.08"]),
        ("每十万人口标准化死亡率由430.5降至421.3。", ["430.5", "421.3"]),
    ],
)
def test_what_has_no_unit(raw: str, expected: list[str]) -> None:
    assert [each[0] for each in told(raw)] == expected


@pytest.mark.parametrize(
    "raw", ["甲类传染病零报告。", "重大事件零发生。", "零就业家庭动态清零。", "福利基金结余为零。"]
)
def test_nothing_at_all_is_a_figure(raw: str) -> None:
    assert [each[0] for each in told(raw)] == ["0"]


@pytest.mark.parametrize(
    "raw",
    ["落实18项核心制度。", "（共印60份）", "筛检年龄下修至45岁。", "疫情动态清零政策。", "在六星期内回复的比率为高。"],
)
def test_no_figure(raw: str) -> None:
    assert told(raw) == []
