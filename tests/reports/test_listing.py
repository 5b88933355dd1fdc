"""Tables and lists: order, bounds, marks, counts, cells without data; rows and units written by hand."""

from decimal import Decimal

from tests.reports.samples import WORDS, YEAR, binder, report

from linghang.packs.model import ReportList, ReportTable, Section
from linghang.reports.compose import all_figures, compose, ledgers_of
from linghang.reports.document import BoundFigure, Cell, Heading, Paragraph, Table
from linghang.reports.listing import Tables, Unit

ROWS = [{"title": "漏诊", "days": 3}, {"title": "跌倒", "days": None}, {"title": "错药", "days": 40}]


def cells(row):
    def bind(figure):
        value = row[figure.indicator]
        return Cell("" if value is None else str(value), Decimal(value) if isinstance(value, int) else None)

    return bind


def units(told, asked):
    """Two departments, the second without data of `deaths`."""

    def bound(known):
        def bind(figure):
            there = figure.indicator in known
            text = "7人" if there else "〔缺〕"
            value, status = (Decimal(7), "ok") if there else (None, "no_data")
            return BoundFigure(figure.indicator, "甲", "x", YEAR, figure.kind, text, value, status, department="d")

        return bind

    return [Unit("内科", bound({"stays", "deaths"})), Unit("外科", bound({"stays"})), Unit("总务科", bound(set()))]


def told(*pieces, rows=ROWS, optional=False, **states):
    section = Section(heading="问题", optional=optional, paragraphs=pieces)
    tables = Tables(lambda _: [cells(row) for row in rows], units)
    return compose(report(section), WORDS, binder(**states), tables)


def lines(told):
    return [block.text for block in told.blocks if isinstance(block, Paragraph)]


LIST = {"list": "problem", "item": "{title}{?days:有}，逾期{days}天{/}。", "lead": "共{count}个，主要有{shown}个："}


def test_a_list_is_bounded_marked_and_says_how_many():
    found = told(ReportList(**LIST, more="另有{rest}个。", limit=2))
    assert lines(found) == ["共3个，主要有2个：", "一是漏诊，逾期3天。", "二是跌倒。", "另有1个。"]
    assert found.ledgers == ("problem",)


def test_nothing_more_is_said_when_all_are_shown():
    assert lines(told(ReportList(**LIST, more="另有{rest}个。", marks="1.")))[-1] == "3.错药，逾期40天。"


def test_without_rows_the_empty_sentence_or_nothing():
    assert lines(told(ReportList(**LIST, empty="没有问题。"), rows=[])) == ["没有问题。"]
    assert lines(told(ReportList(**LIST), rows=[])) == []


def test_an_optional_section_stays_for_rows_alone_and_goes_without_them():
    assert isinstance(told(ReportList(**LIST), optional=True).blocks[0], Heading)
    assert told(ReportList(**LIST), optional=True, rows=[]).dropped == ("问题",)


def table(**given):
    return ReportTable.model_validate({"table": "{year}年", "columns": [{"head": "人数", "cell": "{stays}"}]} | given)


def test_a_table_of_departments_leaves_out_those_without_data_and_marks_gaps():
    columns = [{"head": "出院", "cell": "{stays}"}, {"head": "死亡", "cell": "{deaths}"}]
    [found] = [block for block in told(table(rows="departments", columns=columns)).blocks if isinstance(block, Table)]
    assert found.caption == "2022年"
    assert found.texts == [["科室", "出院", "死亡"], ["内科", "7人", "7人"], ["外科", "7人", "—"]]
    assert [column.number for column in found.columns] == [False, True, True]
    assert found.rows[0][1].department == "d", "the trace leads to the department"


def test_a_table_of_indicators_puts_the_row_in_the_place_of_this():
    spec = table(
        rows="indicators",
        of=["visits|scale=万", "deaths"],
        columns=[{"head": "本年", "cell": "{this}"}, {"head": "同比", "cell": "{this|yoy}"}],
    )
    found = told(spec, deaths="no_data")
    [shown] = [block for block in found.blocks if isinstance(block, Table)]
    assert shown.texts == [["指标", "本年", "同比"], ["visits", "<visits>", "—"]]
    assert {placed.figure.indicator for placed in found.omitted} == {"deaths"}
    asked = report(Section(heading="一", paragraphs=(spec,)))
    assert {(figure.indicator, figure.kind, figure.scale) for figure in all_figures(asked)} == {
        ("visits", "value", "万"),
        ("visits", "yoy", None),
        ("deaths", "value", None),
        ("deaths", "yoy", None),
    }


def test_a_longer_table_says_what_it_leaves_out():
    spec = table(rows="problem", columns=[{"head": "问题", "cell": "{title}"}], limit=2)
    [shown] = [block for block in told(spec).blocks if isinstance(block, Table)]
    assert shown.texts == [["问题"], ["漏诊"], ["跌倒"]]
    assert shown.note == "注：共3行，本表列出前2行。"


def test_the_ledgers_a_report_tells_rows_of():
    spec = table(rows="departments")
    assert ledgers_of(report(Section(heading="一", paragraphs=(spec, ReportList(**LIST), "文字")))) == ["problem"]
