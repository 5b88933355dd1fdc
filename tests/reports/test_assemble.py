"""A report on rows that are in the ledger: values, changes, shares and gaps, with expectations worked out by hand."""

import datetime as dt

import pytest

from linghang.core.periods import Period
from linghang.registers.content import library
from linghang.reports.assemble import assemble
from linghang.reports.document import Paragraph

pytestmark = pytest.mark.django_db


def told(hospital, period="2022", **options):
    return assemble(library().report("brief"), hospital, Period.parse(period), on=dt.date(2023, 1, 5), **options)


def texts(document):
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def missing(document):
    return [(gap.figure_name, gap.places, gap.remedy) for gap in document.missing]


def test_values_changes_shares_and_targets_in_words(hospital, two_years, state):
    state("indicator_target", "served", "2022", "30000")
    document = told(hospital)
    # 5 outings after 4: one more, 25 %. 28,277 served of 30,000: 94.3 %. 2 of 5 rural: 40 %.
    assert texts(document) == [
        "全年义诊5次，比上年增加1次，同比增长25%；服务2.83万人次，完成目标的94.3%。",
        "到乡村义诊2次，占40.0%；上年1次。",
    ]
    assert document.missing == ()
    assert document.partial == ()


def test_names_signature_and_version(hospital, two_years):
    document = told(hospital)
    assert document.title == "云溪市人民医院2022年义诊简报"
    assert (document.signed_by, document.signed_on) == ("云溪市人民医院", dt.date(2023, 1, 5))
    assert document.version == 9, "nine rows were kept, each a version of its own"


def test_a_section_without_data_is_dropped_and_named(hospital, two_years):
    assert told(hospital).dropped == ("排名",)
    assert told(hospital).note == "（数据版本：第9版；因无数据未写：排名。）"


def test_the_section_stays_when_its_figure_is_typed_in(hospital, two_years, state):
    state("reported_value", "trial_rank", "2022", "3")
    assert texts(told(hospital))[-1] == "全市第3名。"


def test_a_missing_target_is_a_gap_of_the_ledger_of_targets(hospital, two_years):
    document = told(hospital)
    assert "完成目标的〔缺〕" in texts(document)[0]
    assert missing(document) == [("义诊服务人次（与目标比）", ("开头",), "2022年：指标目标")]


def test_without_last_year_the_change_is_a_gap_of_last_year(hospital, outing):
    outing("2022-03-05", 120)
    document = told(hospital)
    assert texts(document)[0].startswith("全年义诊1次，比上年〔缺〕，同比〔缺〕；服务120人次")
    assert ("义诊次数（同比）", ("开头",), "2021年：义诊外出登记") in missing(document)
    assert ("乡村义诊次数（上年同期）", ("乡村",), "2021年：义诊外出登记") in missing(document)


def test_without_any_row_nothing_reads_zero(hospital):
    document = told(hospital)
    assert "0" not in "".join(texts(document))
    assert all(figure.status == "no_data" and "〔缺〕" in figure.text for figure in document.figures)
    assert ("义诊次数", ("开头",), "2022年：义诊外出登记") in missing(document)


def test_growth_from_zero_is_no_percentage_and_asks_for_no_ledger(hospital, outing):
    outing("2021-03-05", 120)
    outing("2022-03-05", 120, rural=True)
    template = library().report("brief").model_copy(update={"opening": ("{rural_outings|yoy}",)})
    document = assemble(template, hospital, Period.year(2022))
    assert texts(document)[0] == "同比〔缺〕"
    assert ("乡村义诊次数（同比）", ("开头",), "2021年的基数为零，不能算百分比") in missing(document)


def test_zero_within_a_covered_year_is_zero(hospital, outing):
    outing("2022-03-05", 120)
    assert texts(told(hospital))[1].startswith("到乡村义诊0次")


def test_a_past_version_tells_the_report_of_its_day(hospital, outing):
    outing("2022-03-05", 120)
    outing("2022-04-05", 80)
    assert texts(told(hospital, version=1))[0].startswith("全年义诊1次")
    assert texts(told(hospital))[0].startswith("全年义诊2次")


def test_figures_carry_what_opens_their_trace(hospital, two_years):
    figures = {(figure.indicator, figure.kind): figure for figure in told(hospital).figures}
    assert str(figures["outings", "yoy"].period) == "2022"
    assert str(figures["rural_outings", "last_year"].period) == "2021"
    assert figures["served", "value"].value == 28277
    assert {figure.institution for figure in figures.values()} == {"yunxi"}


def test_part_of_a_period_is_listed_as_partial(hospital, outing):
    outing("2022-03-05", 120)
    document = told(hospital, "2022-07..2023-06")
    assert next((gap.figure_name, gap.remedy) for gap in document.partial) == (
        "义诊次数",
        "2022年7月至2023年6月：义诊外出登记",
    )


@pytest.mark.parametrize(
    ("indicator", "remedy"),
    [
        ("outing_rise", "2022年：义诊外出登记"),
        ("rating", "2022年：评级台账"),
        ("trial_rank", "2022年：指标填报"),
    ],
)
def test_a_gap_names_the_ledger_however_the_indicator_is_made(hospital, indicator, remedy):
    brief = library().report("brief")
    section = brief.sections[0].model_copy(update={"paragraphs": (f"{{{indicator}}}。",)})
    report = brief.model_copy(update={"opening": (), "sections": (section,)})
    [gap] = assemble(report, hospital, Period.year(2022)).missing
    assert gap.remedy == remedy
