"""The audit log takes new lines and gives none back: the database itself refuses, whoever asks."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "auditlog_logentry"
REFUSAL = "审计记录只能追加，不能修改或删除"

_SQLITE_ON = [f"CREATE TRIGGER audit_no_{deed.lower()} BEFORE {deed} ON {TABLE} "
              f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END" for deed in ("UPDATE", "DELETE")]
_SQLITE_OFF = ["DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"]
_POSTGRES_ON = [
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    f"CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    f"CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
]
_POSTGRES_OFF = [
    f"DROP TRIGGER IF EXISTS audit_no_change ON {TABLE}", f"DROP TRIGGER IF EXISTS audit_no_truncate ON {TABLE}",
    "DROP FUNCTION IF EXISTS audit_append_only()",
]
_ON = {"sqlite": _SQLITE_ON, "postgresql": _POSTGRES_ON}
_OFF = {"sqlite": _SQLITE_OFF, "postgresql": _POSTGRES_OFF}


def forbid_changes(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers. They hold for every program that uses this database."""
    _run(connection, _ON[connection.vendor])


def allow_changes(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers: for going back a release, and for tests that empty all tables."""
    _run(connection, _OFF[connection.vendor])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
