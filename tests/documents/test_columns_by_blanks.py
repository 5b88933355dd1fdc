"""Tables pasted with one blank between their columns: known as a whole, left alone where they are none."""

import pytest

from linghang.documents.clean import clean
from linghang.documents.figures import figures
from linghang.documents.outline import outline

INDICATORS = """一、主要指标
指标 单位 2025年 2024年 同比
门诊人次 万人次 35.2 32.1 9.7%
出院人次 人次 21,430 19,876 7.8%
"""


def told(raw: str) -> list[tuple[str, str, str, str]]:
    text = clean(raw).text
    return [(each.metric, f"{each.value}", each.unit, each.period) for each in figures(text, outline(text)).figures]


def test_cells_one_blank_apart_are_read_by_head_and_row() -> None:
    assert told(INDICATORS) == [
        ("门诊人次", "35.2", "万人次", "2025年"),
        ("门诊人次", "32.1", "万人次", "2024年"),
        ("出院人次", "21430", "人次", "2025年"),
        ("出院人次", "19876", "人次", "2024年"),
    ]


def test_every_blank_that_was_taken_for_a_border_is_listed() -> None:
    changes = clean(INDICATORS).changes
    assert {change.reason for change in changes} == {"表格列间的空格"}
    assert len(changes) == 12


def test_numbers_beside_each_other_are_not_joined() -> None:
    told_by_rank = told("2025年情况\n序号 科室 门诊量（人次） 出院人数（人）\n1 内科 345 678\n2 外科 235 567\n")
    assert [value for _, value, _, _ in told_by_rank] == ["345", "678", "235", "567"]


def test_a_second_table_begins_with_its_own_head() -> None:
    behind = "2025年运行情况\n" + INDICATORS + "科室 床位（张） 医师（人）\n内科 40 18\n外科 36 15\n"
    assert told(behind)[4:] == [
        ("内科床位", "40", "张", "2025年"),
        ("内科医师", "18", "人", "2025年"),
        ("外科床位", "36", "张", "2025年"),
        ("外科医师", "15", "人", "2025年"),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        "医院 记者 报道\n张三 李四 1 2\n",
        "门诊量 35 32\n出院 21 19\n手术 3 4\n",
        "指标 单位 数值\n门诊人次 万人次 35.2\n",
        "内科 外科 儿科\n门诊 3 4 5\n出院 3 4 5\n",
        "一、总体要求 坚持改革\n二、主要目标 完成10项\n三、保障措施 落实5项\n",
        "门诊人次为198 600，\n出院人次为12 345，\n手术 台次 8 1。\n",
    ],
)
def test_lines_that_are_no_table_keep_their_blanks(raw: str) -> None:
    assert "\t" not in clean(raw).text
