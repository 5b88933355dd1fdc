"""The audit log writes down changes and looks at rows, and nobody can change it afterwards."""

import pytest
from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction

from linghang.organization import trail
from linghang.organization.models import Assignment
from linghang.site import preparation
from linghang.site.append_only import allow_changes, forbid_changes, missing


@pytest.fixture
def guarded(db):
    """The triggers of the migration; the test session runs without them (tests/conftest.py)."""
    forbid_changes(connection)
    yield
    allow_changes(connection)


@pytest.mark.parametrize(
    "change",
    [
        lambda: LogEntry.objects.update(object_repr="x"),
        lambda: LogEntry.objects.all().delete(),
        lambda: LogEntry.objects.first().delete(),
    ],
)
def test_entries_can_be_neither_changed_nor_removed(guarded, hospital, change):
    before = LogEntry.objects.count()
    assert before
    with pytest.raises(DatabaseError, match="审计记录只能追加"), transaction.atomic():
        change()
    assert LogEntry.objects.count() == before


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
def test_an_entry_cannot_be_written_over(guarded, hospital, verb):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite replaces rows without deleting them")
    entry = LogEntry.objects.first()
    with pytest.raises(DatabaseError, match="审计记录只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} INTO auditlog_logentry SELECT * FROM auditlog_logentry WHERE id = %s", [entry.pk])


def test_an_entry_can_be_written_over_without_the_guard(hospital):
    """The way round that the guard closes is a real one."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite replaces rows without deleting them")
    columns = [field.column for field in LogEntry._meta.concrete_fields]
    chosen = ", ".join("'forged'" if column == "object_repr" else column for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT OR REPLACE INTO auditlog_logentry ({', '.join(columns)}) "
            f"SELECT {chosen} FROM auditlog_logentry WHERE id = %s",
            [LogEntry.objects.first().pk],
        )
    assert LogEntry.objects.filter(object_repr="forged").count() == 1


def test_doctor_misses_a_removed_guard_and_init_sets_it_again(guarded):
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER audit_no_delete"
            if connection.vendor == "sqlite"
            else "DROP TRIGGER audit_no_truncate ON auditlog_logentry"
        )
    assert {finding.item: finding.ok for finding in preparation.diagnose()}["审计记录"] is False
    preparation.migrate()
    assert {finding.item: finding.ok for finding in preparation.diagnose()}["审计记录"] is True


def test_entries_can_be_added(guarded, hospital):
    hospital.name = "新名"
    hospital.save()
    assert LogEntry.objects.filter(changes__name=["示范医院", "新名"]).exists()


def test_the_migration_sets_the_guard_and_takes_it_back(transactional_db):
    from django.core.management import call_command

    call_command("migrate", "site", "zero", verbosity=0)
    call_command("migrate", "site", verbosity=0)
    trail_of = LogEntry.objects.all()
    assert missing(connection) == []
    call_command("migrate", "site", "zero", verbosity=0)
    assert trail_of.count() == trail_of.delete()[0]
    call_command("migrate", "site", verbosity=0)
    allow_changes(connection)


def test_a_password_never_stands_in_the_log(hospital):
    user = get_user_model().objects.create_user("someone", password="Geheim-4711-xyz")
    text = " ".join(str(entry.changes) for entry in LogEntry.objects.all())
    assert user.password not in text
    assert "Geheim" not in text


def test_looking_at_rows_is_logged_with_who_and_what(hospital, person):
    trail.record(person("quality", hospital), "导出明细", hospital, 台账="住院病案首页", 行数=12)
    entry = LogEntry.objects.order_by("pk").last()
    assert (entry.actor.username, entry.action) == ("quality-h1", LogEntry.Action.ACCESS)
    assert entry.additional_data == {"deed": "导出明细", "台账": "住院病案首页", "行数": 12}


def test_the_page_shows_a_grant_of_a_role_before_and_after(as_, region, hospital):
    client = as_("administrator", region)
    user = get_user_model().objects.create_user("new")
    Assignment.objects.create(user=user, role="viewer", institution=hospital)
    page = client.get("/audit/?q=new").content.decode()
    assert "任职" in page
    assert "viewer" in page


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("office", 403), ("quality", 403), ("commission", 403), ("viewer", 403)],
)
def test_only_those_who_administer_the_whole_house_read_it(as_, region, hospital, role, status):
    assert as_(role, region).get("/audit/").status_code == status


def test_the_administrator_of_one_hospital_does_not(as_, hospital):
    client = as_("administrator", hospital)
    assert client.get("/audit/").status_code == 403
    assert "审计" not in client.get("/").content.decode()


def test_filters_bear_nonsense(as_, region):
    client = as_("administrator", region)
    assert client.get("/audit/?day=2022-99-99&deed=x&page=zzz").status_code == 200
