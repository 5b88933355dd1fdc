"""A loaded ledger on a page: batches in brief, and rows with identifiers masked."""

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linghang.registers import browse
from linghang.registers.models import Batch, CatalogueVersion
from linghang.registers.schema import arrow_schema

pytestmark = pytest.mark.django_db


@pytest.fixture
def stays(library, hospital, settings):
    """One batch of two stays, stored as a load stores it."""
    register = library.register("stay")
    rows = [
        {"number": "keyed-hash-1", "out": dt.date(2022, 3, 5), "days": 7, "_row": 2},
        {"number": "keyed-hash-2", "out": dt.date(2022, 4, 6), "days": 31, "_row": 3},
    ]
    path = settings.WORKSPACE.lake / "stay" / "h1" / "b.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, arrow_schema(register)), path)
    return Batch.objects.create(
        register="stay",
        institution=hospital,
        period_first=202203,
        period_last=202204,
        file_name="a.csv",
        file_sha256="",
        file_bytes=1,
        rows_accepted=2,
        rows_rejected=0,
        data_path="stay/h1/b.parquet",
        register_fingerprint="",
        created=CatalogueVersion.objects.create(action="load"),
    )


def test_it_works(client, quality, stays):
    client.force_login(quality)
    page = client.get("/registers/stay/")
    assert page.context["rows"] == [["＊＊＊＊＊＊", "2022-04-06", "31"], ["＊＊＊＊＊＊", "2022-03-05", "7"]]
    assert "keyed-hash" not in page.content.decode()
    assert page.context["summary"][0]["period"] == "2022年3—4月"


def test_a_period(client, quality, stays):
    client.force_login(quality)
    assert [row[2] for row in client.get("/registers/stay/?period=2022-03").context["rows"]] == ["7"]


def test_a_field_that_was_added_after_the_file_was_loaded(library, stays):
    register = library.register("stay")
    days = register.field("days")
    later = [
        days.model_copy(update={"code": "icu_days", "title": "重症监护天数"}),
        days.model_copy(update={"code": "wards", "title": "病区", "type": "text", "list": True}),
    ]
    grown = register.model_copy(update={"fields": (*register.fields, *later)})
    rows = browse.sample(library, grown, Batch.objects.all(), None, None)
    assert rows == [["＊＊＊＊＊＊", "2022-04-06", "31", "", ""], ["＊＊＊＊＊＊", "2022-03-05", "7", "", ""]]


def test_looking_is_logged(client, quality, stays):
    from auditlog.models import LogEntry

    client.force_login(quality)
    client.get("/registers/stay/")
    assert LogEntry.objects.get(additional_data__deed="查看明细").additional_data["行数"] == 2


def test_a_superseded_batch_is_not_shown(client, quality, stays):
    stays.ended = CatalogueVersion.objects.create(action="withdraw")
    stays.save()
    client.force_login(quality)
    assert "请先" in client.get("/registers/stay/").content.decode()


@pytest.mark.parametrize("role", ["viewer", "office", "commission"])
def test_patients_are_not_for_everybody(client, person, stays, role):
    client.force_login(person(role))
    assert client.get("/registers/stay/").status_code == 403
