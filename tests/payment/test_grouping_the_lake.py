"""Front pages of the lake become rows of case_payment: all of them, once, and anew when something changed."""

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.payment import grouping
from linghang.payment.grouping import group_batches, waiting
from linghang.payment.measuring import remeasure
from linghang.payment.models import GroupedBatch, Weights
from linghang.payment.schemes import import_scheme
from linghang.registers import catalogue
from linghang.registers.models import Batch

pytestmark = pytest.mark.django_db
JANUARY = Period.parse("2022-01")


def rows_of(batch):
    return pl.read_parquet(Workspace.from_environment().lake / batch.data_path).sort("source_row")


def by_row(batch, *columns):
    return [tuple(row) for row in rows_of(batch).select(*columns).iter_rows()]


def test_every_front_page_has_its_row(hospital, scheme, front_pages):
    source = front_pages()
    (made,) = group_batches(hospital)
    assert by_row(made, "source_row", "status", "drg") == [
        (2, "grouped", "ES35"),
        (3, "grouped", "ES35"),
        (4, "grouped", "ES31"),
        (5, "grouped", "GD19"),
        (6, "ungrouped", None),  # gastritis above 60: no rule of MDCG holds
        (7, "refused", None),  # a child below one year whose age in days is not written
    ]
    assert "日龄" in rows_of(made)["reason"][5]
    assert (made.rows_accepted, made.period_first, made.period_last) == (6, 202201, 202201)
    assert set(rows_of(made)["source_batch"]) == {source.batch_id}


def test_money_by_hand(hospital, scheme, front_pages):
    """Four grouped cases of 40,000 yuan, mean 10,000: weights 0.5, 2 and 1; what remains is standard − fee."""
    front_pages()
    (made,) = group_batches(hospital)
    assert by_row(made, "weight", "standard", "surplus", "time_ratio", "fee_ratio")[:4] == [
        (Decimal("0.5000"), Decimal("5000.00"), Decimal("1000.00"), Decimal("0.666667"), Decimal("0.800000")),
        (Decimal("0.5000"), Decimal("5000.00"), Decimal("-1000.00"), Decimal("1.333333"), Decimal("1.200000")),
        (Decimal("2.0000"), Decimal("20000.00"), Decimal("0.00"), Decimal("1.000000"), Decimal("1.000000")),
        (Decimal("1.0000"), Decimal("10000.00"), Decimal("0.00"), Decimal("1.000000"), Decimal("1.000000")),
    ]
    assert by_row(made, "weight", "standard", "surplus")[4:] == [(None, None, None)] * 2
    assert by_row(made, "medicine_fee", "material_fee")[0] == (Decimal("100.50"), Decimal("20.00"))
    weights = Weights.objects.get()
    assert (weights.cases, weights.rate, weights.provisional) == (4, Decimal("10000.00"), True)


def test_identifiers_are_hashed_once_more(hospital, scheme, front_pages):
    source = front_pages()
    (made,) = group_batches(hospital)
    pages = pl.read_parquet(Workspace.from_environment().lake / Batch.objects.get(pk=source.batch_id).data_path)
    patients = rows_of(made)["patient"].to_list()
    assert len(set(patients)) == 6
    assert not set(patients) & {*pages["record_no"], *pages["id_number"], "P1", "P2"}


def test_what_is_made_is_not_made_again(hospital, scheme, front_pages):
    front_pages()
    assert len(group_batches(hospital)) == 1
    assert waiting([hospital]) == {}
    assert group_batches(hospital) == []
    assert GroupedBatch.objects.count() == 1


def test_a_corrected_front_page_is_grouped_anew(hospital, scheme, front_pages):
    first = front_pages()
    (old,) = group_batches(hospital)
    corrected = [("P1", "0301", 60, 4, "K35.800", "", "47.0100", "4000")]
    front_pages(corrected, supersede=Batch.objects.get(pk=first.batch_id), period=JANUARY)
    assert waiting([hospital]) == {"h1": 1}
    (new,) = group_batches(hospital)
    old.refresh_from_db()
    assert old.superseded_by == new
    assert by_row(new, "drg") == [("GD19",)]
    assert list(catalogue.visible_batches("case_payment")) == [new]


def test_a_withdrawn_front_page_takes_its_groups_along(hospital, scheme, front_pages):
    source = front_pages()
    group_batches(hospital)
    catalogue.withdraw(Batch.objects.get(pk=source.batch_id), None, "导错了")
    assert group_batches(hospital) == []
    assert not catalogue.visible_batches("case_payment").exists()


def test_another_scheme_groups_anew(hospital, scheme, scheme_folder, front_pages):
    front_pages()
    (old,) = group_batches(hospital)
    rules = (
        (scheme_folder(name="again") / "rules.csv")
        .read_text(encoding="utf-8")
        .replace("GX1,,MDCG,NL < 60", "GX1,,MDCG,true")
    )
    import_scheme(
        scheme_folder(rules, name="own"), code="own", title="本院方案", valid_from=dt.date(2022, 1, 1),
        institution=hospital,
    )  # fmt: skip
    (new,) = group_batches(hospital)
    assert by_row(new, "drg")[4] == ("GX19",)
    assert "本院方案" in new.file_name
    assert Batch.objects.get(pk=old.pk).superseded_by == new


def test_before_the_first_scheme_nothing_is_grouped(hospital, scheme, front_pages):
    front_pages(month="2021-12")
    assert group_batches(hospital) == []
    assert waiting([hospital]) == {}


def test_months_without_a_scheme_keep_their_rows(hospital, scheme_folder, front_pages):
    import_scheme(scheme_folder(), code="late", title="二月起", valid_from=dt.date(2022, 2, 1))
    front_pages(period=Period.parse("2022-01..2022-02"))
    (made,) = group_batches(hospital)
    assert set(by_row(made, "status", "reason")) == {("none", "这个月没有施行的分组方案")}
    assert made.rows_accepted == 6


def test_provisional_weights_are_measured_again_when_records_doubled(hospital, scheme, front_pages):
    front_pages()
    group_batches(hospital)
    front_pages([(f"N{n}", "0301", 50, 6, "J18.900", "", "", "8000") for n in range(2)], month="2022-02")
    assert len(group_batches(hospital)) == 2  # six pages and two: eight are twice the four that were weighed
    assert Weights.objects.count() == 2


def test_the_year_before_is_the_base_when_it_is_large_enough(hospital, scheme, front_pages):
    front_pages()
    group_batches(hospital)
    front_pages([("N1", "0301", 50, 6, "J18.900", "", "", "7000")], month="2023-01")
    (made,) = group_batches(hospital)
    used = Weights.objects.get(year=2023)
    assert (used.base_first, used.provisional) == (202201, False)
    assert by_row(made, "standard", "surplus") == [(Decimal("5000.00"), Decimal("-2000.00"))]
    assert remeasure(scheme, 2023) == used


def test_the_neighbour_is_left_alone(hospital, scheme, front_pages):
    front_pages()
    assert group_batches(Institution.objects.get(code="h2")) == []


def test_lost_rows_take_the_batch_back(hospital, scheme, front_pages, monkeypatch):
    front_pages()
    whole = grouping.made_rows
    monkeypatch.setattr(grouping, "made_rows", lambda *args: whole(*args).with_columns(department=pl.lit("9999")))
    with pytest.raises(InputError):
        group_batches(hospital)
    assert not catalogue.visible_batches("case_payment").exists()
    assert not GroupedBatch.objects.exists()
