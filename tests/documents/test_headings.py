"""Markers, titles, spoken lists and what is attached: one rule a test, on pieces written for it."""

import pytest

from linghang.documents.clean import clean
from linghang.documents.outline import Outline, outline

REST = "有关单位按照职责分工抓好各项工作，形成合力，群众满意度不断提升。"


def of(*lines: str) -> Outline:
    return outline("\n".join(lines))


def told(found: Outline) -> list[tuple[str, str, int]]:
    return [(node.marker, node.heading, node.level) for node in found.nodes]


@pytest.mark.parametrize(
    ("marker", "further"),
    [
        ("（甲）", "（乙）"), ("甲、", "乙、"), ("第一节 ", "第二节 "), ("第一条 ", "第二条 "),
        ("任务一：", "任务二："), ("行动1：", "行动2："), ("(a) ", "(b) "), ("㈠", "㈡"), ("⒈", "⒉"), ("⑴", "⑵"),
        ("1.1 ", "1.2 "), ("1.1.1 ", "1.1.2 "),
    ],
)  # fmt: skip
def test_markers_of_other_offices(marker: str, further: str) -> None:
    found = of("工作报告", f"{marker}增加晋升机会", REST, f"{further}关顾员工身心", REST)
    assert told(found) == [(marker.strip(), "增加晋升机会", 1), (further.strip(), "关顾员工身心", 1)]


def test_decimal_points_stand_below_what_names_them() -> None:
    found = of(
        "工作报告", "策略方针一：提升服务量", "1.1 额外开设病床。", "1.2 延长服务时间。", "策略方针二：善用科技", REST
    )
    assert [(node.marker, node.level) for node in found.nodes] == [
        ("策略方针一：", 1), ("1.1", 2), ("1.2", 2), ("策略方针二：", 1)
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["1.5 万人次就诊，同比增长。", "3.2 元以下的药品。"])
def test_a_value_at_the_start_of_a_line_is_no_marker(line: str) -> None:
    assert of("工作报告", line, REST).nodes == ()


def test_headings_in_lenticular_brackets_stand_above_sections() -> None:
    found = of("工作简报", "【经验做法】", "一、“三个下沉”强基层", REST, f"【存在问题】{REST}", f"【本报讯】{REST}")
    assert [(node.heading, node.level) for node in found.nodes] == [
        ("经验做法", 1), ("“三个下沉”强基层", 2), ("存在问题", 1)
    ]  # fmt: skip


def test_lists_as_they_are_spoken() -> None:
    found = of("在推进会上的讲话", "看材料心里不是滋味。一个是病人留不住。去年很多。再一个是规矩没立起来。老毛病。")
    assert told(found) == [("一个是", "病人留不住。", 1), ("再一个是", "规矩没立起来。", 1)]
    found = of("在推进会上的讲话", f"第一句话，总额要算准。{REST}", f"第二句话，病案要填对。{REST}")
    assert told(found) == [("第一句话，", "总额要算准。", 1), ("第二句话，", "病案要填对。", 1)]


def test_a_line_that_names_a_year_is_a_heading_and_a_value_is_none() -> None:
    found = of("某医院运营报告", "2025年工作回顾", REST, "2026年重点工作", REST, "300张床位", REST)
    assert [(node.heading, node.mode) for node in found.nodes] == [
        ("2025年工作回顾", "done"),
        ("2026年重点工作", "plan"),
    ]


def test_one_of_two_and_the_other() -> None:
    assert told(of("讲话", "其一，抓学习。每月一次。其二，抓落实。")) == [
        ("其一，", "抓学习。", 1),
        ("其二，", "抓落实。", 1),
    ]
    assert of("讲话", "其一，抓学习。每月一次。").nodes == ()


@pytest.mark.parametrize("row", ["一、医疗收入\t60137\t58000", "1.人员经费\t26949\t25000", "| 2.药品费 | 15188 |"])
def test_a_row_of_a_table_is_no_heading(row: str) -> None:
    found = of("某医院财务报告", "一、收入情况", "各项收入见下表。", "项目\t2025年\t2024年", row, "二、支出情况", REST)
    assert [node.heading for node in found.nodes] == ["收入情况", "支出情况"]


def test_a_tab_behind_the_marker_makes_no_row() -> None:
    assert told(of("工作报告", "一、\t总体情况", REST)) == [("一、", "总体情况", 1)]


def test_who_spoke_heads_news_and_no_speech() -> None:
    said = "刚才，市医保局局长通报了去年基金运行情况。"
    assert [node.kind for node in of("全市医保工作会议召开", said, "一、扩面提质", REST).nodes] == ["speech", "section"]
    assert [node.kind for node in of("在全市医保工作会议上的讲话", said, "一、扩面提质", REST).nodes] == ["section"]


def test_an_item_ends_where_the_next_begins() -> None:
    found = of("讲话", "重点抓好三项工作：一是稳增长，二是促改革，三是惠民生。")
    assert told(found) == [("一是", "稳增长", 1), ("二是", "促改革", 1), ("三是", "惠民生。", 1)]


def test_a_box_of_a_plan_is_headed_by_its_line() -> None:
    found = of("发展规划", "第一节  发展目标", REST, "专栏1  “十五五”时期主要指标", "床位7张。")
    assert [(node.kind, node.heading, node.level) for node in found.nodes][1:] == [
        ("pseudo", "专栏1  “十五五”时期主要指标", 2)
    ]  # fmt: skip


def test_a_section_may_open_with_a_year() -> None:
    assert [node.heading for node in of("述职", "一.2025年家底", REST, "二.2026年怎么干", REST).nodes] == [
        "2025年家底", "2026年怎么干",
    ]  # fmt: skip


def test_numbered_paragraphs_of_an_address_are_no_headings() -> None:
    assert of("二〇二五年施政报告", "92. 公营医疗是香港社会的安全网。", "93. 收费改革已定于明年实施。").nodes == ()


def test_unmarked_lines_right_behind_a_subsection_stand_below_it() -> None:
    found = of("施政报告", "（一）深化改革", "理顺收费", REST, "缩短轮候", REST, "（二）基层医疗", REST)
    assert [node.level for node in found.nodes] == [1, 2, 2, 1]


def test_a_line_that_only_names_what_is_attached_is_no_heading() -> None:
    found = of(
        "督查报告", "一、整改要求", REST, "附件：问题清单（略）", "分送：市委办公室，市人大常委会办公室，各县人民政府。"
    )
    assert [node.heading for node in found.nodes] == ["整改要求"]


def test_one_thing_said_is_no_list() -> None:
    assert of("在推进会上的讲话", "两件事：一个是改革，一个是发展。").nodes == ()


def test_paragraphs_that_all_open_briefly_are_headed_but_for_the_farewell() -> None:
    body = [f"书记院长要上手。{REST}", f"部门之间要搭台。{REST}", f"考核指挥棒要立起来。{REST}"]
    found = of("讲话", "一、抓落实", *body, f"同志们，老百姓心里有杆秤。{REST}")
    assert [node.heading for node in found.nodes][1:] == [
        "书记院长要上手。",
        "部门之间要搭台。",
        "考核指挥棒要立起来。",
    ]
    assert len(of("讲话", "一、抓落实", *body[:1], f"医疗技术是医院的核心竞争力。{REST}", *body[1:]).nodes) == 1


def test_aims_within_one_paragraph_head_it_and_the_tasks_stand_beside_them() -> None:
    aims = f"今年是关键之年。总体思路是：强专科。{REST}主要预期目标是：增长5%。"
    found = of("工作报告", "一、2025年工作打算", aims, f"一是加强党建。{REST}", f"二是做优专科。{REST}")
    assert [(node.heading[:6], node.level, node.mode) for node in found.nodes[1:]] == [
        ("总体思路是：", 2, "background"), ("主要预期目标", 2, "background"),
        ("加强党建。", 2, "plan"), ("做优专科。", 2, "plan"),
    ]  # fmt: skip
    assert len(of("工作报告", "一、2025年工作打算", f"主要预期目标是：增长5%。{REST}").nodes) == 1


def test_an_appendix_ends_all_that_stands_before_it() -> None:
    found = of(
        "工作要点", "一、重点任务", f"（一）强化保障。{REST}", "附件：主要指标", "1. 人均预期寿命：78岁", "2. 床位：6张"
    )
    assert [(node.heading, node.level, node.mode) for node in found.nodes][2:] == [
        ("附件：主要指标", 1, "background"), ("人均预期寿命", 2, "background"), ("床位", 2, "background"),
    ]  # fmt: skip


def test_an_appendix_tells_what_its_name_says() -> None:
    found = of("行动方案", "一、保障措施", f"（一）加强领导。{REST}", "附：2025年工作进展情况", f"一是基础改善。{REST}")
    assert [(node.heading, node.level, node.mode) for node in found.nodes][2:] == [
        ("附：2025年工作进展情况", 1, "done"), ("基础改善。", 2, "done"),
    ]  # fmt: skip


def test_the_office_below_the_title_is_no_heading() -> None:
    found = of("某医院运营分析报告", "财务处  运营管理办公室", REST, "收入分析", REST)
    assert [node.heading for node in found.nodes] == ["收入分析"]


def test_the_list_of_what_is_attached_heads_nothing() -> None:
    found = of("实施方案", "一、重点任务", REST, "附件：1.任务分工表", "2.考核评分表", "某市卫生健康委员会")
    assert [node.heading for node in found.nodes] == ["重点任务"]


def test_a_notice_has_the_title_of_what_it_issues() -> None:
    found = of(
        "禾县卫生健康局文件", "禾卫〔2026〕11号", "禾县卫生健康局关于印发《2026年工作要点》的通知",
        "现印发给你们，请认真贯彻落实。", "2026年工作要点", "一、深化医改", REST, "二、强化基层", REST,
    )  # fmt: skip
    assert found.title == "2026年工作要点"
    assert [(node.heading, node.mode) for node in found.nodes] == [("深化医改", "plan"), ("强化基层", "plan")]


def test_those_a_notice_goes_to_are_not_its_title() -> None:
    notice = "禾陵县卫生健康局关于印发《2026年全县卫生健康工作要点》的通知"
    to_whom = "各乡镇卫生院、社区卫生服务中心，县直各医疗卫生单位，局机关各股室："
    lines = (notice, to_whom, REST, "2026年全县卫生健康工作要点", "一、深化医改", REST)
    found = outline(clean("\n".join(lines)).text)
    assert (found.title, [node.heading for node in found.nodes]) == ("2026年全县卫生健康工作要点", ["深化医改"])


def test_a_notice_may_name_what_it_issues_in_a_second_line() -> None:
    found = of(
        "湖卫〔2023〕1号", "某市卫生健康委关于印发", "2023年全市卫生健康工作要点的通知", "各区县卫生健康局：", REST
    )
    assert found.title == "2023年全市卫生健康工作要点"


def test_below_a_motto_stands_what_the_document_is() -> None:
    found = of("凝心聚力谱新篇", "——某市医院2023年工作总结", "一、强化质量", REST)
    assert (found.title, found.nodes[0].mode) == ("凝心聚力谱新篇", "done")


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("统筹抓好医改、服务、防病、强基四篇文章。", ("四篇文章", 4)),
        ("今年办好三件实事：互认扩到二百项；建成急救圈；新增床位五百张。", ("三件实事", 3)),
        ("落实“零事故、零投诉、零差错”的“三零”目标。", ("“三零”", 3)),
        ("“三融”即融稳、融基、融心，写入章程。", ("“三融”", 3)),
    ],
)
def test_what_a_sentence_announces_and_lists_itself(sentence: str, said: tuple[str, int]) -> None:
    assert [(each.text, each.found) for each in of("讲话", sentence).announced] == [said]


def test_what_a_sentence_lists_itself_is_not_counted_against_the_sections_behind_it() -> None:
    found = of(
        "述职", "主要讲三件事：干了啥，哪些没干好，明年怎么干。", *(f"{each}、家底\n{REST}" for each in "一二三四")
    )
    assert [(each.says, each.found) for each in found.announced] == [(3, 3)]
    found = of("讲话", "下面，我讲三点意见。", *(f"{each}、家底\n{REST}" for each in "一二三四"))
    assert [(each.says, each.found) for each in found.announced] == [(3, 4)]


@pytest.mark.parametrize(
    "sentence", ["统筹抓好医改、服务五篇文章。", "今年办好三件实事，群众满意。", "“十四五”即将收官。"]
)
def test_a_count_whose_members_do_not_follow_is_left_out(sentence: str) -> None:
    assert of("讲话", sentence).announced == ()


def test_what_was_done_with_a_dated_step_to_come_is_told_from_both_sides() -> None:
    done, coming = "新增床位30张，已经投入使用。", "其余9家将在今年6月底前上线。"
    found = of("工作报告", "一、2024年工作回顾", f"1.建设提速。{done}", f"2.走深走实。{done}{coming}")
    assert [node.mode for node in found.nodes] == ["done", "done", "mixed"]
    found = of("工作报告", "一、2024年工作回顾", f"1.建设提速。{done}补助预计年底前到账。")
    assert [node.mode for node in found.nodes] == ["done", "done"]


def test_a_wide_blank_behind_a_chapter_is_no_part_of_its_marker() -> None:
    found = of("施政报告", "第六章\u3000守护健康", "我们会把审批时间缩短，让病人更早用上新药，并加强保障机制。")
    assert [(node.marker, node.heading) for node in found.nodes] == [("第六章", "守护健康")]
