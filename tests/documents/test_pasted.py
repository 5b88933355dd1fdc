"""Texts pasted into one paragraph are parted again before their headings; lists inside a paragraph stay lists."""

import re

import pytest

from documents.grading import HERE
from linghang.documents.clean import clean
from linghang.documents.outline import outline

REST = "全院上下共同努力，持续改进服务流程，群众看病更加方便。"


def told(raw: str) -> list[tuple[str, str, int, str]]:
    nodes = outline(clean(raw).text).nodes
    return [(node.marker, re.sub(r"[\W_]+", "", node.heading)[:8], node.level, node.mode) for node in nodes]


@pytest.mark.parametrize(
    "name",
    [
        "02_bureau_plan",
        "16_taiwan_county",
        "35_county_health_plan",
        "45_budget_and_operation",
        "47_provincial_action_plan",
    ],
)
def test_the_numbered_headings_of_a_text_in_one_paragraph(name: str) -> None:
    raw = (HERE / "texts" / f"{name}.txt").read_text("utf-8").strip()
    numbered = re.compile(r"[一二三四五六七八九十]、|[壹贰叁]|[（(]|\d")
    wanted = [each for each in told(raw) if numbered.match(each[0])]
    assert [each for each in told(re.sub(r"\s*\n\s*", " ", raw)) if numbered.match(each[0])] == wanted


def test_headings_that_follow_each_other_without_a_blank() -> None:
    text = (
        f"星河医院2025年工作总结 一、2025年工作回顾（一）质量稳步提升。{REST}（二）服务持续改善。{REST}"
        f"二、2026年工作打算1.加强质量管理。{REST}2.改善就医体验。{REST}"
    )
    assert told(text) == [
        ("一、", "2025年工作回", 1, "done"),
        ("（一）", "质量稳步提升", 2, "done"),
        ("（二）", "服务持续改善", 2, "done"),
        ("二、", "2026年工作打", 1, "plan"),
        ("1.", "加强质量管理", 2, "plan"),
        ("2.", "改善就医体验", 2, "plan"),
    ]
    assert outline(clean(text).text).title == "星河医院2025年工作总结"


def test_sections_in_a_paragraph_each_with_their_subsections_run_in() -> None:
    text = "\n".join(
        ["星河医院工作计划", f"一、质量（一）抓核心制度。{REST}（二）抓培训。{REST * 3}", f"二、服务\n{REST}"]
    )
    assert [marker for marker, *_ in told(text)] == ["一、", "（一）", "（二）", "二、"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("（甲）", "（乙）"), ("(a)", "(b)"), ("1.1 ", "1.2 "), ("第一条 ", "第二条 "), ("1. ", "2. ")],
)
def test_numbers_as_hong_kong_and_contracts_write_them(first: str, second: str) -> None:
    text = f"星河联网年报 {first}增加晋升机会。{REST}{REST}{second}关顾员工身心。{REST}{REST}"
    assert [(marker, name) for marker, name, _, _ in told(text)] == [
        (first.strip(), "增加晋升机会"),
        (second.strip(), "关顾员工身心"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        f"会议提出：一、坚持公益性；二、坚持质量第一；三、坚持廉洁。{REST}{REST}{REST}",
        f"按照第（一）项和第（二）项的规定办理。{REST}{REST}{REST}{REST}",
        f"平均住院日7.1 天。{REST}比上年缩短0.2 天。{REST}投诉由1.1 件降到1.2 件。{REST}",
        f"须符合：(a)持证上岗；(b)定期考核；(c)持续培训。{REST}{REST}{REST}{REST}",
        f"按第一条 的规定办理。{REST}见第二条 的说明。{REST}{REST}{REST}",
        f"统一、规范、有序。{REST}同比增长1.2%。{REST}二、三级医院都要参加。{REST}{REST}",
    ],
)
def test_what_is_counted_inside_a_sentence_parts_nothing(line: str) -> None:
    assert "\n" not in clean(line).text


def test_where_lines_are_broken_before_headings_those_inside_a_line_are_a_list() -> None:
    listing = f"{REST}一、质量好转。二、服务改善。三、环境优美。{REST}{REST}{REST}{REST}"
    text = f"工作报告\n一、工作回顾\n{listing}\n二、工作打算\n{REST}"
    assert [marker for marker, *_ in told(text)] == ["一、", "二、"]


def test_every_line_that_is_parted_is_listed() -> None:
    text = f"星河医院计划 一、质量 {REST * 2} 二、服务 {REST * 2}"
    assert [change.reason for change in clean(text).changes].count("连在一起的段落") == 4
