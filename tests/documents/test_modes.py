"""What decides whether a part was done or is to be done: one rule a test, on headings and pieces written for it."""

import pytest

from linghang.documents.naming import mode_of_heading
from linghang.documents.outline import outline
from linghang.documents.tenses import Tenses


def said(heading: str) -> str:
    found = mode_of_heading(heading)
    return found.mode if found is not None else ""


@pytest.mark.parametrize(
    ("heading", "mode"),
    [
        ("2023年工作回顾", "done"),
        ("重点任务完成情况", "done"),
        ("落实上级决策部署情况", "done"),
        ("一一三年度执行情形", "done"),
        ("下一步工作打算", "plan"),
        ("2024年工作安排", "plan"),
        ("未来展望", "plan"),
        ("保障措施", "plan"),
        ("发展目标", "plan"),
        ("存在的主要问题", "background"),
        ("面临的形势与挑战", "background"),
        ("认清形势任务，增强紧迫感", "background"),
        ("充分肯定成绩，坚定发展信心", "done"),
        ("发展基础", "done"),
        ("总体运行概况", "done"),
        ("需要关注的问题", "background"),
        ("现况说明", "background"),
        ("哪些地方没干好", "background"),
        ("2026年怎么干", "plan"),
        ("加强预算管理的几点建议", "plan"),
        ("推进医共体建设的主要做法", "done"),
        ("问题不容忽视，要高度警醒", "background"),
        ("检讨与策进作为", "mixed"),
        ("医院简介", "background"),
        ("附件：主要指标", "background"),
    ],
)
def test_the_last_word_of_a_name_decides(heading: str, mode: str) -> None:
    assert said(heading) == mode


@pytest.mark.parametrize(
    "heading", ["巩固拓展改革成效", "落实重点任务，压实责任", "着力解决突出问题", "强化纪律要求", "深化医改举措落地"]
)
def test_an_act_says_nothing_of_its_time(heading: str) -> None:
    assert said(heading) == ""


@pytest.mark.parametrize("heading", ["回顾与展望", "2023年工作总结及2024年工作计划", "存在的问题及下一步打算"])
def test_two_joined_are_mixed(heading: str) -> None:
    assert said(heading) == "mixed"


def test_problems_are_faced_by_an_act_and_answered_by_measures() -> None:
    assert said("正视困难挑战，增强忧患意识") == "background"
    assert said("针对存在问题的整改措施") == "plan"


def modes(raw: str) -> list[str]:
    return [node.mode for node in outline(raw).nodes]


REST = "有关单位按照职责分工抓好各项工作，形成合力，群众满意度不断提升。"


def test_an_act_takes_the_time_of_the_part_above_it() -> None:
    raw = f"工作报告\n一、2023年工作回顾\n（一）落实重点任务\n{REST}\n二、2024年工作计划\n（一）巩固改革成效\n{REST}"
    assert modes(raw) == ["done", "done", "plan", "plan"]


def test_the_state_of_a_thing_within_a_review_is_part_of_it() -> None:
    raw = f"工作报告\n一、医院概况\n{REST}\n二、2023年工作执行情况\n（一）财务概况\n{REST}\n三、2024年工作计划\n{REST}"
    assert modes(raw) == ["background", "done", "done", "plan"]


def test_what_follows_plans_or_problems_is_to_be_done() -> None:
    raw = f"工作报告\n一、2023年工作回顾\n{REST}\n二、2024年重点工作\n{REST}\n三、加强自身建设\n{REST}"
    assert modes(raw) == ["done", "plan", "plan"]
    raw = f"工作总结\n一、主要成绩\n{REST}\n二、存在的不足\n{REST}\n三、坚定信心，再创佳绩\n{REST}"
    assert modes(raw) == ["done", "background", "plan"]


def test_the_work_named_first_in_a_review_was_worked_at() -> None:
    raw = f"2023年工作总结\n一、2023年重点工作\n{REST}\n二、存在的问题\n{REST}\n三、2024年重点工作\n{REST}"
    assert modes(raw) == ["done", "background", "plan"]


def test_problems_with_their_remedies_hold_both() -> None:
    raw = f"督查通报\n一、存在问题及整改要求\n（一）制度落实不够到位\n{REST}\n（二）下一步打算\n{REST}"
    assert modes(raw) == ["mixed", "background", "plan"]


def test_what_must_be_is_to_be_done() -> None:
    body = f"书记院长要上手。{REST}\n部门之间要搭台。{REST}\n考核指挥棒要立起来。{REST}"
    raw = f"在推进会上的讲话\n一、千条万条，落实第一条\n{body}"
    assert set(modes(raw)) == {"plan"}
    raw = (
        f"在推进会上的讲话\n去年同比增长，已经完成。\n一、突出重点，狠抓落实\n一要扩面提质。{REST}二要严管基金。{REST}"
    )
    assert set(modes(raw)) == {"plan"}


def test_aims_frame_the_tasks_and_are_none() -> None:
    aims = f"1.床位达到900张。{REST}\n2.门诊增长5%。{REST}"
    raw = f"2024年工作要点\n一、总体要求\n{REST}\n二、主要目标\n{aims}\n三、重点任务\n{REST}"
    assert modes(raw) == ["background", "background", "background", "background", "plan"]


def test_aims_that_are_acts_are_tasks() -> None:
    raw = f"联网工作报告\n一、重点工作目标\n1.增加服务量。{REST}\n2.改善轮候时间。{REST}\n二、资源需求\n{REST}"
    assert modes(raw)[:3] == ["plan", "plan", "plan"]


def test_the_background_of_a_plan_holds_what_was_done_and_what_is_lacking() -> None:
    raw = f"发展规划\n第一章 规划背景\n第一节 主要成就\n{REST}\n第二节 存在的不足\n（一）基层发展情况\n{REST}"
    assert modes(raw) == ["background", "done", "background", "background"]


def test_a_list_that_problems_lead_in_and_the_advice_behind_it() -> None:
    problems = f"仍存在一些问题：\n1.人才难引进。{REST}\n2.设备老旧。{REST}"
    raw = f"意见建议\n{problems}\n为此，建议：\n一是加大投入。二是完善政策。"
    found = outline(raw).nodes
    assert [(node.level, node.mode) for node in found] == [(1, "background")] * 2 + [(1, "plan")] * 2


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n　　"])
def test_a_list_of_problems_may_stand_apart_from_what_leads_it_in(gap: str) -> None:
    problems = f"在肯定成绩的同时，也看到不少困难和问题：{gap}一是总量不大。{gap}二是布局不均。"
    raw = f"工作报告\n一、2023年工作回顾\n{REST}\n{problems}"
    assert modes(raw) == ["done", "background", "background"]


def test_problems_may_be_turned_to_after_a_sentence_of_praise() -> None:
    praise = "这些成绩来之不易。同时，我们清醒认识到，发展还面临一些困难和挑战："
    raw = f"工作报告\n一、2023年工作回顾\n——稳中有进。{REST}\n——民生改善。{REST}\n{praise}一是总量不大，二是布局不均。"
    found = outline(raw).nodes
    assert [(node.level, node.mode) for node in found[3:]] == [(2, "background")] * 2


def test_a_heading_with_an_amount_names_nothing() -> None:
    assert said("IDS计划服务1.2万人次") == ""
    assert said("2025年1—9月预算执行情况") == "done"


def test_what_an_administration_will_do() -> None:
    raw = f"施政报告\n一、强化基层医疗\n1. 政府会增设三间中心。{REST}\n2. 我们会立法。{REST}\n3. 学院将于2028年招生。"
    assert modes(raw) == ["plan"] * 4


def test_prose_that_hardly_says_when_is_mixed() -> None:
    done, plan = "去年新购设备，同比增长，已经投入使用，取得成效。", "年底前建成，力争到2025年不低于90%，确保完成。"
    assert Tenses(done).of() == "done"
    assert Tenses(plan).of() == "plan"
    assert Tenses(done + plan).of() == "mixed"
    assert Tenses("加强文化建设，凝聚职工力量。" * 60 + "已经投入使用。").of() == "mixed"
    both = done + plan
    assert (Tenses(both).of(0, len(done)), Tenses(both).of(len(done))) == ("done", "plan")
