"""Of which year a claim is: one construction of the genre a case, the years written out by hand."""

import re

import pytest

from linghang.documents.clean import clean
from linghang.documents.figures import figures
from linghang.documents.moments import moments
from linghang.documents.outline import outline

SUMMARY = "青山医院2024年工作总结\n一、主要成效\n"
REPORT = "政府工作报告\n——2025年1月10日在青山县第十八届人民代表大会第四次会议上\n一、2024年工作回顾\n"
PLANS = REPORT + "过去一年，全县发展稳定。\n二、2025年工作安排\n"
SPEECH = "在全市卫生健康工作会议上的讲话\n（2025年2月18日）\n"
PLAN = "青山县2025年卫生健康工作计划\n"
NEXT = SUMMARY + "二、下一步打算\n"
ACCOUNTS = "青山医院2024年度财务分析报告\n一、收入情况\n"
TAIWAN = "望海醫院113年度營運報告\n"


def years(raw: str) -> str:
    text = clean(raw).text
    found = figures(text, outline(text)).figures
    return " ".join("-".join(re.findall(r"\d{4}", each.period)) or "?" for each in found)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (SUMMARY + "五年来，医院新增床位300张。", "2020-2024"),
        (SUMMARY + "近三年累计引进博士12人。", "2022-2024"),
        (REPORT + "五年来，新建学校12所。", "2020-2024"),
        (REPORT + "五年来，新建学校12所，企业从2020年的120家增加到560家。", "2020-2024 2020 2024"),
        (REPORT + "五年来，新建学校12所。优良天数比率88.5%，较上年提高2.1个百分点。", "2020-2024 2024"),
        ("在2023年工作会议上的讲话\n五年来，集团新增床位300张。", "2018-2022"),
        (SUMMARY + "本届任期五年来，开展手术5万台次。\n今年新增设备12台。", "2020-2024 2024"),
        (SUMMARY + "前年门诊30万人次，去年32万人次，今年35万人次。", "2022 2023 2024"),
        ("本报讯\n2024年，青山医院门诊35万人次。三年前，这里只有床位200张。", "2024 2021"),
        (SPEECH + "去年，全市门诊量1200万人次，医师增加320人。今年，要新建中心8个。", "2024 2024 2025"),
        (REPORT + "过去的一年，新建学校12所。今年计划再建8所。", "2024 2025"),
        (NEXT + "明年，门诊量达到38万人次。到2027年，床位达到1500张。", "2025 2027"),
        (PLAN + "二、重点任务\n（一）提升能力。在去年建成12个的基础上，新建卫生室20个。", "2024 2025"),
    ],
)
def test_words_of_time(raw: str, expected: str) -> None:
    assert years(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (SUMMARY + "门诊量35万人次，上年同期为32万人次。", "2024 2023"),
        (SUMMARY + "药占比28.1%，较上年的29.3%下降1.2个百分点。", "2024 2023"),
        (SUMMARY + "门诊量35万人次（上年32万人次），床位300张。", "2024 2023 2024"),
        (SUMMARY + "收入5亿元；支出4.8亿元，去年支出4.6亿元；结余2000万元。", "2024 2024 2023 2024"),
        (ACCOUNTS + "总收入5.2亿元，上年4.9亿元，增长6.1%。", "2024 2023"),
        (SUMMARY + "上一年度结余300万元，当年支出280万元。", "2023 2024"),
        (SUMMARY + "科研经费1640万元，是上年的1.5倍。", "2024 2024"),
        (SUMMARY + "总量由全省第9位升至第7位。", "2023 2024"),
        (SUMMARY + "发病1.2万例；2020—2024年，死亡率由42.1/10万降至31.5/10万。", "2024 2020 2024"),
        (SUMMARY + "医疗收入增幅从2023年的11.5%回落至2024年的3.1%。", "2023 2024"),
    ],
)
def test_what_was_a_year_before(raw: str, expected: str) -> None:
    assert years(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (SUMMARY + "药占比28.1%（2023年为29.3%），床位使用率91%。", "2024 2023 2024"),
        (SUMMARY + "2023年获批三甲。全年门诊35万人次。", "2024"),
        (SUMMARY + "新院区预计2026年投用，设置床位1200张。门诊35万人次。", "2026 2024"),
        (SUMMARY + "2021年引进的手术机器人完成手术312例。", "2024"),
        (SUMMARY + "被评为2023—2024年度先进单位，完成手术1万台次。", "2024"),
        (SUMMARY + "落实《2023年重点任务清单》，完成手术5000台。", "2024"),
        (SUMMARY + "建院于1951年的老院区现有床位200张。", "2024"),
        (NEXT + "在2024年完成35万人次的基础上，门诊量达到38万人次。", "2024 2025"),
        (PLANS + "到2027年，床位达到1500张，医师达到900人。引进博士20人。", "2027 2027 2025"),
        (PLAN + "一、总体要求\n2024年，全县门诊320万人次。签约率65%。", "2024 2024"),
        (SUMMARY + "我院位列全国第287位（2023年度），床位300张。", "2023 2024"),
    ],
)
def test_how_far_a_year_reaches(raw: str, expected: str) -> None:
    assert years(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2021—2024年门诊量分别为28万人次、30万人次、32万人次和35万人次。", "2021 2022 2023 2024"),
        ("2022年、2023年、2024年门诊量分别为30万人次、32万人次、35万人次。", "2022 2023 2024"),
        ("2022年至2024年，科研经费分别为300万元、420万元、510万元。", "2022 2023 2024"),
        ("2024年门诊、住院分别为35万人次、3万人次。", "2024 2024"),
    ],
)
def test_a_list_of_years_and_as_many_values(raw: str, expected: str) -> None:
    assert years(SUMMARY + raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (SUMMARY + "“十四五”以来，累计投入12亿元。全年门诊35万人次。", "2021-2025 2024"),
        (REPORT.replace("2025", "2026") + "五年来，总产值达到386亿元，累计新增就业4.8万人。", "2025 2021-2025"),
        (SUMMARY + "“十三五”期间，累计投入12亿元。全年门诊35万人次。", "2016-2020 2024"),
        ("青山市卫健委报告\n（2026年1月）\n一、“十四五”时期主要成效\n累计投入9亿元。床位达到3万张。", "2021-2025 2025"),
        (
            "青山市行动方案（2023—2025年）\n一、目标\n到2025年，建成中心20个。\n二、任务\n每年培训200名。",
            "2025 2023-2025",
        ),
    ],
)
def test_five_year_plans(raw: str, expected: str) -> None:
    assert years(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (TAIWAN + "門診35萬人次，112年為32萬人次。111至113年共收治9萬人次。", "2024 2023 2022-2024"),
        (TAIWAN + "114年度目標為38萬人次。", "2025"),
        ("望海市政府衛生局113年施政報告\n施打疫苗3萬劑次，去年同期2.8萬劑次。", "2024 2023"),
        ("仁安医院年报\n2023/24年度，门诊12万人次，2022/23年度为11万人次。", "2023-2024 2022-2023"),
        ("南嶺聯網二○二三至二四年度報告\n求診人次為9萬，上年度為8萬人次。", "2023-2024 2022-2023"),
        ("建院110年的老医院\n2024年床位300张。", "2024 2024"),
    ],
)
def test_other_calendars(raw: str, expected: str) -> None:
    assert years(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            "青山县2025年政府工作报告\n一、过去一年工作回顾\n新建学校12所。\n二、今年工作安排\n新建学校8所。",
            "2024 2025",
        ),
        ("在2024年度工作会议上的讲话\n（2025年1月20日）\n去年，收治3万人。今年，要新增床位50张。", "2024 2025"),
        ("在2024年工作会议上的讲话\n（2024年1月20日）\n去年，收治3万人。今年，要新增床位50张。", "2023 2024"),
        ("青山县卫健局工作总结\n今年以来，签约30万人，去年签约28万人。\n2025年1月8日", "2024 2023"),
        ("新院区建设情况汇报\n（2025年5月12日）\n完成投资6.2亿元。今年计划完成投资5亿元。", "2025 2025"),
        ("记者：请介绍成效。\n院长：我们从2019年开始改革。去年，下派专家1200人次。", "?"),
        ("青山县卫健局文件\n关于印发《2025年工作要点》的通知\n一、重点任务\n建成专科3个。\n2025年2月8日", "2025"),
        (
            "青山县卫健局工作总结\n一、工作完成情况\n签约30万人。\n二、下步打算\n签约32万人。\n2024年12月20日",
            "2024 2025",
        ),
        ("青山县卫健局工作总结\n一、工作完成情况\n签约30万人。\n二、下步打算\n签约32万人。\n2025年1月8日", "2024 2025"),
    ],
)
def test_what_dates_a_paper(raw: str, expected: str) -> None:
    assert years(raw) == expected


def test_within_half_a_year_does_not_speak_of_this_year() -> None:
    assert [each.said for each in moments("半年内完成，五年内建成，年内新增，2025年内开工。")] == ["年内"]
