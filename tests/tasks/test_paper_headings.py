"""Headings of letters and bulletins are numbered by the layout they are written in."""

import datetime as dt

import pytest

from linghang.reports.document import Heading
from linghang.tasks import paper


@pytest.mark.parametrize(
    ("numbering", "numbers"),
    [(("一、", "（一）", "1."), ["一、", "二、"]), (("第一部分　", "一、", "1."), ["第一部分　", "第二部分　"])],
)
def test_sections_with_a_heading_are_counted_and_others_are_not(numbering, numbers):
    sections = (paper.Section("总体情况"), paper.Section("", ("特此通报。",)), paper.Section("各科室办理情况"))
    written = paper.Paper("督查通报", "", "", sections, "示范医院", dt.date(2023, 3, 4))
    headings = [block for block in paper.blocks(written, numbering) if isinstance(block, Heading)]
    assert [(each.number, each.text) for each in headings] == list(
        zip(numbers, ["总体情况", "各科室办理情况"], strict=True)
    )
