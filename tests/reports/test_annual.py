"""The shipped annual report: sound, and fit for a hospital that has nearly nothing and for one with a few ledgers."""

import datetime as dt
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reports.samples import WORDS, binder

from linghang.core.periods import Period
from linghang.registers.content import library
from linghang.registers.kept import save_row
from linghang.reports.assemble import assemble
from linghang.reports.check import check
from linghang.reports.compose import all_figures, blocks_of, compose
from linghang.reports.document import Heading, Paragraph
from linghang.reports.nodes import choices, figures
from linghang.reports.template import parse

pytestmark = pytest.mark.django_db
TORN = re.compile("[。，；：、][。，；、]|^[。，；、]")


def annual(hospital):
    return assemble(library().report("annual"), hospital, Period.year(2022))


def headings(document):
    return [block.number + block.text for block in document.blocks if isinstance(block, Heading)]


def test_every_shipped_template_is_sound():
    assert check(library()) == []


def test_conditions_ask_what_is_written_beside_them():
    """By a percentage a mean stay may be longer that in days reads 与上年持平."""
    for entry in library().of_kind("reports"):
        for text in (block for block in blocks_of(entry.item) if isinstance(block, str)):
            sentence = parse(text)
            written = {(figure.indicator, figure.kind) for figure in figures(sentence)}
            for choice in choices(sentence):
                code, kind = choice.figure.indicator, choice.figure.kind
                other = {"yoy": "yoy_abs", "yoy_abs": "yoy", "mom": "mom_abs", "mom_abs": "mom"}.get(kind)
                assert (code, other) not in written, (entry.item.code, code)


def test_a_hospital_without_data_gets_the_frame_and_the_figures_everyone_owes(hospital):
    document = annual(hospital)
    assert document.title == "云溪市人民医院2022年工作报告"
    assert headings(document) == ["一、总体情况", "二、存在的问题", "三、2023年总体要求", "四、2023年重点工作"]
    assert [gap.figure_name for gap in document.missing] == ["门急诊人次", "出院人次", "手术人次", "出院患者平均住院日"]
    assert {ledger.title for gap in document.missing for ledger in gap.ledgers} == {"门急诊就诊记录", "住院病案首页"}


def test_sections_come_with_their_ledgers(hospital, state):
    state("reported_value", "national_rank", "2022", "357")
    state("reported_value", "national_peers", "2022", "1521")
    grade = {"scheme": "emr", "grade": "五级", "status": "held", "from_date": dt.date(2022, 1, 1), "document": "公示"}
    save_row(library().register("grade_held"), hospital, grade, actor=None)
    document = annual(hospital)
    assert "二、提高运营效率，优化费用结构" in headings(document)
    text = "".join(block.text for block in document.blocks)
    assert "国家监测指标列全国1521家同类医院第357名，居前23.5%。" in text
    assert "电子病历系统应用水平达到五级。" in text


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_sentence_is_torn_whatever_is_missing(data):
    template = library().report("annual")
    codes = sorted({figure.indicator for figure in all_figures(template)})
    states = data.draw(st.lists(st.sampled_from(["ok", "zero", "no_data"]), min_size=len(codes), max_size=len(codes)))
    bind = binder(**dict(zip(codes, states, strict=True)))
    for block in compose(template, WORDS, bind).blocks:
        if isinstance(block, Paragraph):
            assert not TORN.search(block.text), block.text
            assert block.text.endswith(("。", "！")), block.text
