"""Rows of a ledger in a report: which, in which order, how their fields are written, as of which day."""

import datetime as dt

import pytest

from linghang.core.periods import Period
from linghang.organization.models import Institution
from linghang.packs.model import ReportList, ReportTable
from linghang.registers import catalogue
from linghang.registers.content import library
from linghang.registers.kept import save_row
from linghang.reports import rows
from linghang.reports.assemble import assemble
from linghang.reports.document import Paragraph, Table
from linghang.reports.sources import SOURCES

pytestmark = pytest.mark.django_db


def problem(place, number, title, severity, found, due, closed=None):
    day = dt.date.fromisoformat
    values = {
        "problem_no": number,
        "title": title,
        "source": "self_check",
        "severity": severity,
        "found_on": day(found),
        "unit": "医务科",
        "due": day(due),
        "state": "closed" if closed else "found",
        "fixed_on": day(closed) if closed else None,
        "closed_on": day(closed) if closed else None,
        "measure": "整改" if closed else None,
        "evidence": "台账" if closed else None,
    }
    save_row(library().register("problem"), place, values, actor=None)


@pytest.fixture
def problems(hospital):
    problem(hospital, "1", "晚改", "slight", "2022-03-01", "2022-05-01")
    problem(hospital, "2", "严重", "serious", "2022-02-01", "2022-12-01")
    problem(hospital, "3", "已改", "serious", "2022-01-01", "2022-06-01", closed="2022-06-30")
    problem(hospital, "4", "次年才改", "ordinary", "2022-01-01", "2022-06-01", closed="2023-02-01")
    problem(hospital, "5", "次年发现", "serious", "2023-01-05", "2023-06-01")
    elsewhere = Institution.objects.create(code="far", name="他山医院", kind="hospital")
    problem(elsewhere, "6", "别家", "serious", "2022-01-01", "2022-06-01")


def told(hospital, **changes):
    """The list of the shipped annual report, in a report of its own."""
    spec = ReportList.model_validate(
        {
            "list": "problem",
            "where": "found_on <= period_last and (closed_on is null or closed_on > period_last)",
            "sort": ["severity", "due"],
            "item": "{title}（{severity}，{due}）",
            "marks": "无",
        }
        | changes
    )
    annual = library().report("annual")
    section = annual.sections[0].model_copy(update={"paragraphs": (spec,)})
    report = annual.model_copy(update={"opening": (), "closing": (), "sections": (section,)})
    document = assemble(report, hospital, Period.year(2022))
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_what_stood_open_at_the_end_of_the_year_the_gravest_first(hospital, problems):
    assert told(hospital) == [
        "严重（严重，2022年12月1日）",
        "次年才改（一般，2022年6月1日）",
        "晚改（轻微，2022年5月1日）",
    ]


def test_backwards_with_the_unknown_last(hospital, problems):
    found = told(hospital, where="found_on <= period_last", sort=["-closed_on"], item="{title}")
    assert found == ["次年才改", "已改", "晚改", "严重"]


def test_months_in_the_order_of_this_years_values_beside_those_of_the_last(hospital, two_years):
    """2022: 28,000 in February, 77, 100, 50 and 50 in April, June, August and October; 100 in four months of 2021."""
    columns = [{"head": "本年", "cell": "{served}"}, {"head": "上年", "cell": "{served|last_year}"}]
    table = {"table": "", "rows": "months", "sort": ["-served"], "columns": columns, "limit": 5}
    brief = library().report("brief")
    section = brief.sections[0].model_copy(update={"paragraphs": (ReportTable.model_validate(table),)})
    document = assemble(brief.model_copy(update={"opening": (), "sections": (section,)}), hospital, Period.year(2022))
    [shown] = [block for block in document.blocks if isinstance(block, Table)]
    assert [row[0] for row in shown.texts[1:]] == ["2月", "6月", "4月", "8月", "10月"]


def test_every_source_is_provided_and_gives_all_its_fields(hospital):
    from linghang.tasks.store import open_task

    open_task(hospital, title="整改病案", source="inspection", on=dt.date(2022, 3, 1), actor=None)
    asked = rows.Asked(hospital, dt.date(2022, 1, 1), dt.date(2022, 12, 31), 0, Period.year(2022))
    assert set(SOURCES) == set(rows._providers)
    for code, source in SOURCES.items():
        for row in rows.rows_of(source, asked):
            assert {field.code for field in source.fields} <= {*row, "period_first", "period_last"}, code
    [task] = rows.rows_of(SOURCES["supervised_tasks"], asked)
    assert (task["title"], task["open"], task["next"], task["overdue"]) == ("整改病案", True, False, False)


def test_a_task_of_the_next_year_is_told_as_such(hospital):
    from linghang.tasks.store import open_task

    open_task(hospital, title="明年的事", source="document", on=dt.date(2023, 1, 9), actor=None)
    open_task(hospital, title="后年的事", source="document", on=dt.date(2024, 1, 9), actor=None)
    asked = rows.Asked(hospital, dt.date(2022, 1, 1), dt.date(2022, 12, 31), 0, Period.year(2022))
    found = rows.rows_of(SOURCES["supervised_tasks"], asked)
    assert [(row["title"], row["open"], row["next"]) for row in found] == [("明年的事", False, True)]


def test_the_next_month_is_told_to_its_last_day_however_short_this_one_was(hospital):
    from linghang.tasks.store import open_task

    open_task(hospital, title="月底的事", source="document", on=dt.date(2022, 3, 31), actor=None)
    open_task(hospital, title="再下月的事", source="document", on=dt.date(2022, 4, 1), actor=None)
    asked = rows.Asked(hospital, dt.date(2022, 2, 1), dt.date(2022, 2, 28), 0, Period.parse("2022-02"))
    found = rows.rows_of(SOURCES["supervised_tasks"], asked)
    assert [(row["title"], row["next"]) for row in found] == [("月底的事", True)]


@pytest.mark.parametrize(("target", "told"), [("5655.2", ["场均服务"]), ("5655.38", [])])
def test_out_of_band_is_what_is_written_unlike_its_limit(hospital, two_years, state, target, told):
    """28,277 served in five outings: 5655.4 each, which is over 5655.38 but written like it."""
    state("indicator_target", "served_each", "2022", target)
    version = catalogue.current_version()
    asked = rows.Asked(hospital, dt.date(2022, 1, 1), dt.date(2022, 12, 31), version, Period.year(2022))
    assert [row["indicator"] for row in rows.rows_of(SOURCES["out_of_band"], asked)] == told
