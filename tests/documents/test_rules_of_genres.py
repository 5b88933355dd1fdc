"""What government, budget, Taiwan, Hong Kong and news texts taught: one rule a test, on sentences written for it."""

from decimal import Decimal

import pytest

from linghang.documents.clean import clean
from linghang.documents.figures import Figure, figures
from linghang.documents.outline import Outline, outline


def read(raw: str) -> tuple[list[Figure], Outline]:
    text = clean(raw).text
    tree = outline(text)
    return list(figures(text, tree).figures), tree


def told(raw: str) -> list[tuple[str, str, str]]:
    return [(str(each.value), each.unit, each.bound) for each in read(raw)[0]]


def changes(raw: str) -> list[tuple[str, str, str, str]]:
    found = [(each.value, each.comparison) for each in read(raw)[0]]
    return [(str(value), one.direction, str(one.value), one.unit) for value, one in found if one is not None]


@pytest.mark.parametrize("raw", ["投入5000万元更新设备。", "补助300万元予以支持。", "由860万元收窄。"])
def test_a_sum_is_no_base_of_a_rate(raw: str) -> None:
    assert len(told(raw)) == 1


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("粮食产量465.3亿斤。", ("465.3", "亿斤", "eq")),
        ("表扬信387封。", ("387", "封", "eq")),
        ("每县至少建好1个中心卫生院。", ("1", "个", "ge")),
        ("长处方最长可开12周。", ("12", "周", "le")),
        ("费用增长率未达到1%。", ("1", "%", "lt")),
        ("耗材占比不得超过20%。", ("20", "%", "le")),
        ("满意度四成多。", ("4", "成", "gt")),
        ("账龄超一年的占两成左右。", ("2", "成", "approx")),
        ("医护比不低于1:1.25。", ("1.25", "", "ge")),
        ("出院人次为198 600，居首位。", ("198600", "", "eq")),
        ("全年未发生重大医疗事故。", ("0", "起", "eq")),
        ("用三年时间建成中心。", ("3", "年", "eq")),
        ("使用强度控制在38DDDs以下。", ("38", "DDDs", "le")),
        ("樓地板面積6萬8,240平方公尺。", ("68240", "平方公尺", "eq")),
    ],
)
def test_units_and_bounds(raw: str, expected: tuple[str, str, str]) -> None:
    assert told(raw) == [expected]


def test_the_bound_behind_a_list_holds_for_all_of_it() -> None:
    assert told("婴儿死亡率、儿童死亡率分别控制在2.5‰和4‰以内。") == [("2.5", "‰", "le"), ("4", "‰", "le")]


@pytest.mark.parametrize(
    "raw",
    [
        "今年是建国75周年。",
        "病区位于3号楼1-6层。",
        "在八届三次职工代表大会上的报告。",
    ],
)
def test_no_figure_at_all(raw: str) -> None:
    assert told(raw) == []


def test_conditions_are_no_figures() -> None:
    assert told("单价100万元以上专用设备19台。") == [("19", "台", "eq")]
    assert told("95分以上的科室8个。") == [("8", "个", "eq")]
    assert told("突发事件信息2小时内报告率100%。") == [("100", "%", "eq")]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("预算数为798.40万元，比2023年执行数减少8.55万元。", ("798.40", "down", "8.55", "万元")),
        ("能耗支出86.2元，比预算节约5.8元。", ("86.2", "down", "5.8", "元")),
        ("医保扣款42.3万元，较上年少扣17.9万元。", ("42.3", "down", "17.9", "万元")),
        ("全国第136名，较上年前进41名。", ("136", "up", "41", "名")),
        ("实现收入2.87亿元，较2022年2.61亿元增加2600万元。", ("2.87", "up", "2600", "万元")),
        ("三级医院诊疗人次占56.3%，同比下降1.4个百分点。", ("56.3", "down", "1.4", "百分点")),
        ("流失率6.9%，较上年度下跌约一个百分点。", ("6.9", "down", "1", "百分点")),
        ("与2021年度决算相比，收、支总计各增加2,315.06万元。", ("None", "up", "2315.06", "万元")),
        ("耗材支出同比压减150万元。", ("None", "down", "150", "万元")),
        ("五年内编制增加两成。", ("None", "up", "20", "%")),
    ],
)
def test_bases_and_verbs_of_change(raw: str, expected: tuple[str, str, str, str]) -> None:
    assert expected in changes(raw)


def test_only_the_last_of_a_list_of_changes_has_the_unit() -> None:
    found = changes("高血压、糖尿病规范管理率分别较试点前提高6.2和5.7个百分点。")
    assert [each[1:] for each in found] == [("up", "6.2", "百分点"), ("up", "5.7", "百分点")]


def periods(raw: str) -> list[str]:
    return [each.period for each in read(raw)[0]]


def test_the_meeting_below_the_title_dates_a_report() -> None:
    raw = "政府工作报告\n——2024年1月24日在省人民代表大会第二次会议上\n省长\n各位代表：\n"
    body = "一、2023年工作回顾\n过去一年，新增床位500张。\n二、2024年工作安排\n今年发展的目标是：新增就业45万人以上。"
    assert periods(raw + body) == ["2023年", "2024年"]


@pytest.mark.parametrize(
    ("raw", "year"),
    [
        ("望海醫院一一二年度營運報告\n健保點值0.9元。\n民國一一二年門診三萬人次，服務46萬人次。", "2023年"),
        ("某市规划\n“十四五”末，人均期望寿命提高到79.5岁。", "2025年"),
        ("医院简介\n我院始建于1951年，2023年开放床位680张。", "2023年"),
        ("联网2023年报告\n截至2022年3月31日，共有病床300张。年内急症求诊37万人次。", "2023年"),
        ("访谈\n记者：2023年如何？\n答：2024年是我们的“创建年”。去年离职率1.7%。", "2023年"),
        ("医院2022年工作报告\n一、2022年工作回顾\n2021年预约1万人次。随访率达到90%。", "2022年"),
    ],
)
def test_of_which_year_the_last_claim_is(raw: str, year: str) -> None:
    assert periods(raw)[-1] == year


def test_a_year_right_before_a_value_is_its_own() -> None:
    assert periods("医院2023年财务报告\n总收入2.87亿元，较2022年2.61亿元增加2600万元。") == ["2023年", "2022年"]


def headings(raw: str) -> list[tuple[str, str, str]]:
    return [(each.kind, each.marker, each.mode) for each in read(raw)[1].nodes]


REST = "各项工作扎实推进，取得了新的明显成效，完成了全年任务。"


def test_paragraphs_that_begin_alike_are_headings() -> None:
    body = "".join(f"我们{deed}，成效显著。{REST}\n" for deed in ("全力稳增长", "坚定抓改革", "用心惠民生"))
    assert headings(f"政府工作报告\n一、工作回顾\n{body}")[1:] == [("runin", "", "done")] * 3


def test_dashes_open_headings_below_the_title_alone() -> None:
    raw = f"工作报告\n——在会议上的讲话\n一、工作回顾\n——产业升级加快。{REST}\n——民生改善。{REST}"
    assert [each[:2] for each in headings(raw)] == [("section", "一、"), ("bullet", "——"), ("bullet", "——")]


def test_numbers_in_brackets_inside_a_paragraph_are_headings_when_two_follow() -> None:
    assert [each[1] for each in headings(f"工作报告\n1.技术创新。（1）开展新技术97项。（2）完成手术286例。{REST}")] == [
        "1.",
        "（1）",
        "（2）",
    ]
    assert [each[1] for each in headings(f"工作报告\n1.技术创新。（1）开展新技术97项。{REST}")] == ["1."]


def test_problems_after_the_achievements_stand_beside_them() -> None:
    body = "".join(f"我们{deed}，成效显著。{REST}\n" for deed in ("全力稳增长", "坚定抓改革", "用心惠民生"))
    raw = (
        f"政府工作报告\n一、工作回顾\n{body}在肯定成绩的同时，也清醒看到不少困难和问题：\n一是总量不大；二是布局不均。"
    )
    nodes = read(raw)[1].nodes
    assert [(each.kind, each.level, each.mode) for each in nodes[4:]] == [("item", 2, "background")] * 2


def test_who_something_is_was_neither_done_nor_planned() -> None:
    raw = f"医院预算说明\n第一部分 单位概况\n一、主要职责\n{REST}\n第二部分 预算情况说明\n一、绩效目标设置情况\n{REST}"
    assert [each[2] for each in headings(raw)] == ["background", "background", "done", "done"]


def test_the_programme_of_an_answer_holds_its_items() -> None:
    raw = "访谈\n记者：医院采取了哪些举措？\n答：医院制定了“1+6”发展战略，形成合力。\n一是推进甲。\n二是推进乙。"
    nodes = read(raw)[1].nodes
    assert [(each.kind, each.level) for each in nodes] == [("qa", 1), ("measure", 2), ("item", 3), ("item", 3)]
    assert nodes[1].heading == "医院制定了“1+6”发展战略"


def test_a_title_of_two_lines_names_who_issues_it() -> None:
    assert (
        read("云岫市中心医院委员会\n2023年党建工作总结\n一、成效\n好。")[1].title
        == "云岫市中心医院委员会2023年党建工作总结"
    )


def test_a_value_of_ten_and_some_minutes_is_told_in_passing() -> None:
    assert [each.value for each in read("以前要40分钟，现在十几分钟就能看上。")[0]] == [Decimal(40)]
