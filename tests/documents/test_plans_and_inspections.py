"""What five-year plans, reports on inspections, a policy address and a spoken review taught: one rule a test, on
sentences written for it."""

import re

import pytest

from documents.sentences import read, told
from linghang.documents.clean import clean

PLAN = "青山州“十五五”卫生健康事业发展规划\n\n第一章  规划背景\n\n第一节  发展基础\n"
AIMS = PLAN + "发展基础较好。\n\n第二章  重点任务\n\n第一节  服务能力\n"
INSPECTION = "关于全市医保基金使用情况的督查报告\n2025年11月12日\n一、发现的主要问题\n"
ADDRESS = "二〇二五年施政报告\n一、推动医疗改革\n来年我们将推进改革。\n"
TABLE = "主要指标\n序号  指标名称  单位  2025年基期值  2030年目标值  属性\n"


def years(raw: str) -> str:
    return " ".join("-".join(re.findall(r"\d{4}", each.period)) or "?" for each in read(raw))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("1  人均预期寿命  岁  76.8  78.5  预期性", [("76.8", "岁", "eq"), ("78.5", "岁", "eq")]),
        ("2  孕产妇死亡率  /10万  8.7  ≤8.5  预期性", [("8.7", "/10万", "eq"), ("8.5", "/10万", "le")]),
        ("3  住院量占比  %  83.5  ＞88  约束性", [("83.5", "%", "eq"), ("88", "%", "gt")]),
        ("4  基层诊疗量占比  %  54.1  60左右  预期性", [("54.1", "%", "eq"), ("60", "%", "approx")]),
        ("5  每千人口3岁以下托位数  个  3.9  不低于4.6  预期性", [("3.9", "个", "eq"), ("4.6", "个", "ge")]),
    ],
)
def test_a_table_with_wide_gaps(row: str, expected: list[tuple[str, str, str]]) -> None:
    found = read(TABLE + row)
    assert [(f"{each.value}", each.unit, each.bound) for each in found] == expected
    assert [(each.period, each.status) for each in found] == [("2025年", "actual"), ("2030年", "target")]
    assert {each.metric for each in found} == {row.split("  ")[1]}


def test_the_rows_of_a_table_with_wide_gaps_stay_apart() -> None:
    row = "1  每千常住人口3岁以下婴幼儿托位数的年度监测值  个  3.9  4.6  预期性\n"
    assert clean(TABLE + row * 2).text.count("\n") == (TABLE + row * 2).count("\n")


def test_a_column_of_a_year_to_come_holds_targets() -> None:
    found = read("青山州“十五五”卫生规划\n指标\t单位\t2025年\t2030年\n人均预期寿命\t岁\t76.8\t≥78.5")
    assert [(each.period, each.status, each.bound) for each in found] == [
        ("2025年", "actual", "eq"),
        ("2030年", "target", "ge"),
    ]


def test_wide_gaps_without_a_head_are_no_table() -> None:
    assert told("床位  张  300  400\n护士  人  20  30") == []


def test_the_base_of_a_plan_is_of_the_year_before_it() -> None:
    found = read(PLAN + "主要指标\n指标  单位  基期值  目标值\n人均预期寿命  岁  76.8  78.5")
    assert [(each.period[:5], each.status) for each in found] == [("2025年", "actual"), ("2030年", "target")]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (PLAN + "全州共有医疗卫生机构1486个。", "2025"),
        (PLAN + "五年累计投入基本建设资金23.6亿元。", "2021-2025"),
        (PLAN + "每千人口床位数由6.12张增加到7.05张。", "2020 2025"),
        (PLAN + "门诊量由去年的30万人次增加到35万人次。", "2024 2025"),
        (PLAN + "与2020年比，2025年孕产妇、婴儿死亡率分别由14.3/10万、4.9‰降至8.7/10万、3.2‰。", "2020 2020 2025 2025"),
        (AIMS + "（一）妇幼健康。疫苗接种率达到90%。", "2030"),
        (AIMS + "（一）基层机构。达标的比例从71%提高到85%。", "2025 2030"),
        (AIMS + "（一）人才。五年安排1.2亿元，引进硕士500人。", "2026-2030 2026-2030"),
        (AIMS + "（一）疾控。疾控中心2027年竣工，机构标准化率达到100%。", "2030"),
    ],
)
def test_years_of_a_five_year_plan(raw: str, expected: str) -> None:
    assert years(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (INSPECTION + "二、整改要求\n（一）退回。对违规金额641万元提出处理意见。", "2025"),
        (INSPECTION + "（一）监管力量与任务不匹配。核定编制41名，实际在岗仅33名。", "2025 2025"),
        (INSPECTION + "（一）整改不彻底。2024年飞行检查反馈问题94个，截至督查时尚有11个未销号。", "2024 2025"),
        (INSPECTION + "（一）整改不彻底。2024年反馈问题94个，其中重大问题8个。", "2024 2024"),
        (
            "2025年政府工作报告\n一、2024年工作回顾\n门诊35万人次。\n二、2025年重点工作\n目前已开工医院2所。",
            "2024 2025",
        ),
        ("青山医院2025年工作总结\n二、明年计划\n明年，新增床位20张。今年已有床位300张。", "2026 2025"),
    ],
)
def test_years_of_an_inspection(raw: str, expected: str) -> None:
    assert years(raw) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("（一）人手。我们会增加学额100个。", "2026"),
        ("（一）人手。至今已有410名医生获批来港执业。", "2025"),
        ("（一）设备。政府已预留35亿元更新设备。", "2025"),
        ("（一）设备。我们会对已预留35亿元的设备加以更新。", "2026"),
        ("（一）规管。机制自扩展以来，批出新药16款。", "2025"),
        ("（一）人手。第一，筹建本港的第三所医学院，目标于2028年录取学生50名；第二，增加学额30个。", "2028 2026"),
        ("（一）人手。增加学额，由现时的2150个增至2480个。", "2025 2026"),
        ("（一）轮候。轮候时间由2023年的100星期缩短至目前的76星期。", "2023 2025"),
        ("（一）人手。医生流失率由高峰期的8.1%回落至4.3%。", "? 2025"),
        ("（一）人手。巩固已有成果，就诊率达到90%。", "2026"),
        ("（一）人手。推动中心全面运作，已登记会员达到30万人。", "2026"),
        ("（一）开支。本年度经常开支1196亿元。", "2025"),
    ],
)
def test_years_of_what_has_come_about_among_plans(said: str, expected: str) -> None:
    assert years(ADDRESS + said) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("平均出车时间压到了2分半钟。", [("2.5", "分钟", "eq")]),
        ("会诊不超过一个半小时。", [("1.5", "小时", "le")]),
        ("财政卫生支出年均增幅不低于5%。", [("5", "%", "ge")]),
        ("审批缩减至150个工作天。", [("150", "工作天", "eq")]),
        ("参加人数已突破16万，成效明显。", [("16", "万", "gt")]),
        ("将先导计划延续两年。", [("2", "年", "eq")]),
        ("每季度搞一次情景模拟。", []),
        ("夜班费还是每班80元。", [("80", "元/班", "eq")]),
        ("耳鼻喉科、骨科及内科三个专科轮候较长。", []),
        ("建成两个国家级临床重点专科。", [("2", "个", "eq")]),
        ("滞留超6小时比例降到10%以内。", [("10", "%", "le")]),
        ("30分钟内到达最近医疗点的居民比例达到85%。", [("85", "%", "eq")]),
        ("争取3年内床位比例达到85%。", [("3", "年", "le"), ("85", "%", "eq")]),
        ("120院前急救反应时间压缩到25分钟以内。", [("25", "分钟", "le")]),
    ],
)
def test_counts_and_conditions(raw: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("跟去年比，医生少了2个。", [("None", "down", "2", "个")]),
        ("护士多了4个。", [("None", "up", "4", "个")]),
        ("急诊量6.8万人次，比2024年多了将近5000人次。", [("6.8", "up", "5000", "人次")]),
        ("救治时间再压缩5分钟以上。", [("None", "down", "5", "分钟")]),
        ("逾620万名市民已开立户口，占总人口超过八成。", [("620", "share", "80", "%")]),
    ],
)
def test_changes_and_shares(raw: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = [(str(each.value), each.comparison) for each in read(raw)]
    assert [(value, one.direction, str(one.value), one.unit) for value, one in found if one is not None] == expected


def test_a_share_in_tenths_of_its_own_is_written_in_tenths() -> None:
    assert told("山地面积占全州土地约九成。") == [("9", "成", "approx")]
