"""What six more papers taught (a county's five years, a budget, an action plan, a Hong Kong report, a spoken review, an
inspection): one rule a test, on sentences written for it."""

import pytest

from documents.sentences import changes, read, told
from linghang.documents.clean import clean
from linghang.documents.outline import Outline, outline


def of(*lines: str) -> Outline:
    return outline(clean("\n".join(lines)).text)


REST = "全院上下共同努力，持续改进服务流程，群众看病更加方便。"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("综合排名居全市前三位。", [("3", "位", "le")]),
        ("由2020年的第58位上升到第49位。", [("58", "位", "eq"), ("49", "位", "eq")]),
        ("本期盈余-1,042.70万元。", [("-1042.70", "万元", "eq")]),
        ("流动比率、速动比率分别为1.12和0.96。", [("1.12", "", "eq"), ("0.96", "", "eq")]),
        ("病例组合指数平均达到1.05。", [("1.05", "", "eq")]),
        ("未发生一起因拖欠货款引发的诉讼。", [("0", "起", "eq")]),
        ("输血错误及手术部位错误维持零宗。", [("0", "宗", "eq"), ("0", "宗", "eq")]),
        ("力争在两至三年内完成。", [("2", "年", "range")]),
        ("选派八到十名骨干进修。", [("8", "名", "range")]),
        ("由5.9日缩短至5.6日。", [("5.9", "日", "eq"), ("5.6", "日", "eq")]),
        ("各院分别接待218,400、165,730及87,130人次。", [(n, "人次", "eq") for n in ("218400", "165730", "87130")]),
        ("结余的六成归集团自己分。", [("6", "成", "eq")]),
        ("设备到位八成,集中送检。", [("8", "成", "eq")]),
        ("每天延长服务两个小时。", [("2", "小时", "eq")]),
        ("在全港七个联网之中居首。", [("7", "个", "eq")]),
        ("续签率不低于85%。", [("85", "%", "ge")]),
        ("管理率分别达到78%、77%，续签率不低于85%。", [("78", "%", "eq"), ("77", "%", "eq"), ("85", "%", "ge")]),
    ],
)
def test_quantities(raw: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "有以下五项成绩。",
        "归拢起来有五条：",
        "有三件事去年开了头。",
        "实施四大行动、12项任务。",
        "二〇二三至二四年，业务平稳。",
    ],
)
def test_counts_of_what_follows_are_no_figures(raw: str) -> None:
    assert told(raw) == []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("计提折旧4,318.77万元，比预算超支118.77万元。", [("4318.77", "up", "118.77", "万元")]),
        ("消耗卫生材料力争再降0.8元。", [("None", "down", "0.8", "元")]),
        ("平均轮候时间减少约38分钟。", [("None", "down", "38", "分钟")]),
        ("排到第19位，往前挪了7位。", [("19", "up", "7", "位")]),
        (
            "规范管理率分别是73.6%和71.2%，比前年提高4.1和3.5个百分点。",
            [("73.6", "up", "4.1", "百分点"), ("71.2", "up", "3.5", "百分点")],
        ),
    ],
)
def test_changes(raw: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert changes(raw) == expected


REVIEW = "2025年12月3日在人民代表大会上\n一、“十四五”发展回顾\n五年来，我们坚持发展为要。"


def periods(raw: str) -> list[str]:
    return [each.period for each in read(f"岚川县政府工作报告\n{REVIEW}{raw}")]


def test_a_sentence_that_sums_up_five_years_sums_up_to_its_end_but_for_levels() -> None:
    said = periods("累计实施项目512个，完成投资268亿元，床位达到1350张。")
    assert said == ["2021-2025年", "2021-2025年", "2025年"]


def test_what_was_before_five_years_is_of_the_year_before_them() -> None:
    assert periods("床位由820张增至1350张。") == ["2020年", "2025年"]


def test_what_is_lacking_is_lacking_now() -> None:
    lacking = "\n同时，我们也清醒看到，结构不优的问题仍然突出，工业投资下降3.4%。"
    assert periods(f"累计实施项目512个。{lacking}")[1] == "2025年"


def test_a_year_of_the_republic_in_words_and_a_founding_hold_for_nothing_else() -> None:
    text = "二零二三至二四年度年报\n前身为方便医院，民国十八年由善长创立，仅有病床四十张。\n全年求诊3万人次。"
    assert [each.period[:4] for each in read(text)] == ["1929", "2023"]


def test_a_list_right_below_its_heading_is_of_the_year_of_the_heading() -> None:
    text = "星河医院2025年工作总结\n一、2025年工作回顾\n（一）质量提升。\n二、2026年工作打算\n1.改善体验。"
    assert [each.period for each in read(f"{text}门诊量不少于36万人次。")] == ["2026年"]


def test_what_was_opened_already_is_told_of_the_year_of_the_paper() -> None:
    found = read("2023年度年报\n新药房已于2024年1月启用，占地2,150平方米。")
    assert [each.period for each in found] == ["2023年"]


def test_a_demand_in_a_later_member_of_a_sentence_is_not_of_the_year_before() -> None:
    text = "集团2024年工作总结和2025年打算\n（2025年1月16日在集团大会上）\n半截子工程\n"
    found = read(f"{text}去年覆盖11家卫生院；剩下的6家，3月底前必须全接进来。")
    assert [each.period for each in found] == ["2024年", "2025年"]


def test_short_lead_ins_and_questions_make_the_line_above_a_heading() -> None:
    found = of(
        "集团2024年总结", "作风和口碑", REST * 2, "没干好的几件事", "话说回来，毛病也不少，归拢起来有五条：",
        "1. 互认喊得多，做得少。", "大家问得最多的三个问题", "问：结余怎么分到我们手里？", f"答：{REST}",
        "今年怎么干", REST * 2,
    )  # fmt: skip
    assert [(node.heading[:5], node.level) for node in found.nodes] == [
        ("作风和口碑", 1), ("没干好的几", 1), ("互认喊得多", 2), ("大家问得最", 1), ("结余怎么分", 2),
        ("今年怎么干", 1),
    ]  # fmt: skip
    assert [node.mode for node in found.nodes if node.kind in ("qa", "pseudo")][1:4] == ["background"] * 3


@pytest.mark.parametrize("closing", ["结语", "鸣谢", "最后说几句"])
def test_closing_words_belong_to_no_section(closing: str) -> None:
    found = of("工作报告", "一、工作回顾", REST, "二、工作打算", REST, closing, REST * 2)
    assert [(node.heading, node.level, node.mode) for node in found.nodes][-1] == (closing, 1, "background")


def test_the_line_below_a_numbered_attachment_is_its_title() -> None:
    found = of(
        "关于督查情况的通报", "一、存在问题", REST, "附件1", "医院督导得分排名", "东港医院 得分93.2分 第2名",
        "附件2", "重点整改任务清单", "1.完善查房。牵头：医务科；时限：11月15日。", "2.规范会诊。牵头：质控中心。",
    )  # fmt: skip
    assert [(node.heading, node.level, node.mode) for node in found.nodes[1:]] == [
        ("医院督导得分排名", 1, "done"), ("重点整改任务清单", 1, "plan"), ("完善查房。", 2, "plan"),
        ("规范会诊。", 2, "plan"),
    ]  # fmt: skip


def test_an_appendix_that_tells_line_by_line() -> None:
    found = of("年报", "一、服务量", REST, "附录：服务统计摘要", "核准病床：4,126张", "社区家访：214,300次")
    assert [node.heading for node in found.nodes] == ["服务量", "附录：服务统计摘要"]


def test_the_name_of_a_scheme_is_no_plan_and_what_is_there_is_none() -> None:
    found = of("年报", "一、服务量回顾", REST, "石洲医院分流试验计划", REST * 2)
    assert found.nodes[1].mode == "done"
    assert of("三年行动方案", "一、现状与基础", REST, "二、重点任务", REST).nodes[0].mode == "background"


def test_what_was_begun_and_is_to_be_ended_this_year_is_told_from_both_sides() -> None:
    begun = "有三件事去年开了头，今年得收尾。"
    lines = ("2024年总结", "家底", REST * 2, "半截子工程", begun, "一是中药房。去年建成；今年要把路线跑通。")
    assert [node.mode for node in of(*lines).nodes][1:] == ["mixed", "mixed"]


@pytest.mark.parametrize(
    ("sentence", "says"),
    [("归拢起来有五条：", 5), ("本清单共列七项任务，实行销号管理。", 7), ("集中体现在五个方面。", 5)],
)
def test_counts_that_do_not_come_out_are_told(sentence: str, says: int) -> None:
    found = of("通报", "一、问题", sentence, "1.互认少。", "2.亏损多。")
    assert [(each.says, each.found) for each in found.announced] == [(says, 2)]


def test_tasks_are_counted_over_the_actions_that_they_stand_under() -> None:
    lines = ["行动方案", "一、重点任务", "集中力量实施两大行动、四项任务。"]
    for action, tasks in (("（一）强基", "12"), ("（二）提质", "34")):
        lines += [f"{action}行动", *(f"{number}.建设中心。{REST}" for number in tasks)]
    assert [(each.says, each.found) for each in of(*lines).announced] == [(2, 2), (4, 4)]
