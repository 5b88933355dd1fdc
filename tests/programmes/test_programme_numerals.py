"""The counts in the name of a programme."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.programmes.numerals import counts

ONES = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
NOUNS = st.sampled_from(["融", "名", "零", "项先锋", "优先", "大保障", "下沉", "个重点", "争当"])


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("11235", (1, 1, 2, 3, 5)),
        ("“1+6”发展战略", (1, 6)),
        ("“1+7+N”工作方案", (1, 7, "N")),
        ("党建六融", (6,)),
        ("三化四名", (3, 4)),
        ("双下沉，两提升", (2, 2)),
        ("十零", (10,)),
        ("“3个100%”", (3,)),
        ("两规则一章程一机制", (2, 1, 1)),
        ("“521栋梁”计划", (5, 2, 1)),
        ("三年基础，两年提升", (3, 2)),
        ("双报到双服务双报告", (2, 2, 2)),
        ("六个“一”服务承诺", (6,)),
        ("十二项措施", (12,)),
        ("二十条", (20,)),
        ("12项举措", (12,)),
    ],
)
def test_what_a_name_counts(title: str, expected: tuple[object, ...]) -> None:
    assert counts(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "管理质量提升年",
        "千县工程",
        "万名党员进党校",
        "“基层百村行”义诊",
        "15分钟救治圈",
        "三级医院创建",
        "“第一议题”制度",
        "“十四五”期间专科建设",
        "三位一体",
        "“名医名科”一体化发展战略",
        "2023年工作要点",
        "党建+",
        "New Year",
    ],
)
def test_what_is_no_count(title: str) -> None:
    assert counts(title) == ()


def chinese(number: int) -> str:
    """1 … 99 as it is written, by hand."""
    tens, ones = divmod(number, 10)
    if not tens:
        return ONES[ones]
    return (ONES[tens] if tens > 1 else "") + "十" + ONES[ones]


@given(st.lists(st.tuples(st.integers(1, 99), NOUNS), max_size=5))
def test_chinese_numerals_are_read_back(parts: list[tuple[int, str]]) -> None:
    assert counts("".join(chinese(number) + noun for number, noun in parts)) == tuple(number for number, _ in parts)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_a_run_of_digits_is_one_count_per_digit(digits: list[int]) -> None:
    assert counts("".join(map(str, digits)) + "工程") == tuple(digits)


@given(st.lists(st.one_of(st.integers(1, 9), st.just("N")), min_size=1, max_size=5))
def test_a_sum_is_read_part_by_part(parts: list[int | str]) -> None:
    assert counts("“" + "+".join(map(str, parts)) + "”战略") == tuple(parts)


@given(st.text())
def test_any_title_can_be_read(title: str) -> None:
    assert all(count == "N" or (isinstance(count, int) and count >= 0) for count in counts(title))
