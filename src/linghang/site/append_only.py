"""The audit log takes new lines and gives none back: the database itself refuses, whoever asks."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "auditlog_logentry"
REFUSAL = "审计记录只能追加，不能修改或删除"

# SQLite's INSERT OR REPLACE removes the old line without asking the DELETE trigger, hence the third one.
_SQLITE = {
    "audit_no_update": f"BEFORE UPDATE ON {TABLE}",
    "audit_no_delete": f"BEFORE DELETE ON {TABLE}",
    "audit_no_replace": f"BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)",  # noqa: S608
}
_SQLITE_ON = [
    f"CREATE TRIGGER {name} {deed} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END" for name, deed in _SQLITE.items()
]
_SQLITE_OFF = [f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE]
_POSTGRES = {
    "audit_no_change": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW",
    "audit_no_truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT",
}
_POSTGRES_ON = [
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    *(f"CREATE TRIGGER {name} {deed} EXECUTE FUNCTION audit_append_only()" for name, deed in _POSTGRES.items()),
]
_POSTGRES_OFF = [
    *(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in _POSTGRES),
    "DROP FUNCTION IF EXISTS audit_append_only()",
]
_ON = {"sqlite": _SQLITE_ON, "postgresql": _POSTGRES_ON}
_OFF = {"sqlite": _SQLITE_OFF, "postgresql": _POSTGRES_OFF}
_WANTED = {"sqlite": frozenset(_SQLITE), "postgresql": frozenset(_POSTGRES)}
_PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'",
}


def forbid_changes(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers. They hold for every program that uses this database. Idempotent."""
    allow_changes(connection)
    _run(connection, _ON[connection.vendor])


def allow_changes(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers: for going back a release, and for tests that empty all tables."""
    _run(connection, _OFF[connection.vendor])


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should be there and are not, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT[connection.vendor], [TABLE])
        present = {name for (name,) in cursor.fetchall()}
    return sorted(_WANTED[connection.vendor] - present)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
