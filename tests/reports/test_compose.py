"""What is written, numbered and left out, with figures bound by hand."""

import pytest
from tests.reports.samples import WORDS, binder, report

from linghang.packs.model import Section
from linghang.reports.compose import compose
from linghang.reports.document import Heading
from linghang.reports.saying import chinese_number


def composed(*sections, opening=(), **status):
    return compose(report(*sections, opening=opening), WORDS, binder(**status))


def lines(composition):
    """The blocks as plain text."""
    return [block.number + block.text if isinstance(block, Heading) else block.text for block in composition.blocks]


def test_sentences_carry_names_and_figures():
    result = composed(opening=("{period}，{institution}完成{visits}，目标为{next_year}年。",))
    assert lines(result)[0] == "2022年，云溪市人民医院完成<visits>，目标为2023年。"


def test_headings_are_numbered_by_level_and_start_again_below_each_heading():
    headings = [("总体情况", 1), ("医疗服务", 1), ("门诊", 2), ("住院", 2), ("手术", 3), ("保障", 1), ("后勤", 2)]
    result = composed(*(Section(heading=text, level=level) for text, level in headings))
    assert lines(result) == [
        "一、总体情况",
        "二、医疗服务",
        "（一）门诊",
        "（二）住院",
        "1.手术",
        "三、保障",
        "（一）后勤",
    ]


@pytest.mark.parametrize(
    ("count", "text"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")]
)
def test_chinese_numbers(count, text):
    assert chinese_number(count) == text


def test_a_gap_is_shown_and_counted_as_written():
    result = composed(opening=("完成{visits}。",), visits="no_data")
    assert lines(result)[0] == "完成〔缺〕。"
    assert [(placed.figure.indicator, placed.place) for placed in result.written] == [("visits", "开头")]
    assert result.omitted == ()


def test_an_optional_part_goes_when_none_of_its_figures_has_data():
    result = composed(opening=("出院{discharges}{?}，其中转诊{referrals}{/}。",), referrals="no_data")
    assert lines(result)[0] == "出院<discharges>。"
    assert [placed.figure.indicator for placed in result.omitted] == ["referrals"]


def test_an_optional_part_stays_with_its_gap_when_another_figure_has_data():
    result = composed(opening=("{?}胸痛{chest}，卒中{stroke}{/}。",), stroke="no_data")
    assert lines(result)[0] == "胸痛<chest>，卒中〔缺〕。"


def test_an_optional_part_may_have_one_of_its_own():
    sentence = "{?}网络预约{bookings}{?}，{bookings_yoy}{/}。{/}"
    assert lines(composed(opening=(sentence,)))[0] == "网络预约<bookings>，<bookings_yoy>。"
    assert lines(composed(opening=(sentence,), bookings_yoy="no_data"))[0] == "网络预约<bookings>。"
    assert lines(composed(opening=(sentence,), bookings="no_data", bookings_yoy="no_data"))[0] == "一、总体情况"


def test_a_part_that_needs_more_than_zero_goes_at_zero_and_says_so():
    result = composed(opening=("义诊{clinics}{+}，获奖{awards}{/}。",), clinics="zero", awards="zero")
    assert lines(result)[0] == "义诊<clinics>。"
    assert [placed.figure.indicator for placed in result.zeros] == ["awards"]
    assert result.omitted == ()


def test_a_zero_stays_beside_a_figure_that_is_more():
    sentence = "{+}先进集体{units}，先进个人{persons}。{/}"
    assert lines(composed(opening=(sentence,), units="zero"))[0] == "先进集体<units>，先进个人<persons>。"


def test_an_optional_section_in_which_nothing_is_said_is_dropped():
    section = Section(heading="人才", optional=True, paragraphs=("坚持引育并举。{+}引进{talents}。{/}",))
    result = composed(section, talents="zero")
    assert lines(result) == []
    assert (result.dropped, [placed.figure.indicator for placed in result.zeros]) == (("人才",), ["talents"])


def test_a_partial_figure_keeps_an_optional_part():
    assert lines(composed(opening=("{?}胸痛{chest}{/}。",), chest="partial"))[0] == "胸痛<chest>。"


def test_a_paragraph_that_is_all_optional_leaves_no_empty_line():
    result = composed(opening=("{?}胸痛{chest}。{/}", "第二段。"), chest="no_data")
    assert lines(result) == ["第二段。", "一、总体情况"]


def test_an_optional_section_without_data_is_dropped_with_what_is_below_it_and_numbers_close_up():
    result = composed(
        Section(heading="急救中心", optional=True, paragraphs=("建好中心。",)),
        Section(heading="胸痛", level=2, paragraphs=("{chest}",)),
        Section(heading="运营", paragraphs=("{income}",)),
        chest="no_data",
    )
    assert lines(result) == ["一、运营", "<income>"]
    assert result.dropped == ("急救中心",)
    assert [placed.figure.indicator for placed in result.omitted] == ["chest"]


def test_an_optional_section_stays_for_one_figure_below_it():
    result = composed(
        Section(heading="急救中心", optional=True, paragraphs=("卒中{stroke}。",)),
        Section(heading="胸痛", level=2, paragraphs=("胸痛{chest}。",)),
        stroke="no_data",
    )
    assert lines(result) == ["一、急救中心", "卒中〔缺〕。", "（一）胸痛", "胸痛<chest>。"]


def test_a_section_that_is_not_optional_stays_with_its_gaps():
    assert lines(composed(Section(heading="运营", paragraphs=("收入{income}。",)), income="no_data")) == [
        "一、运营",
        "收入〔缺〕。",
    ]
