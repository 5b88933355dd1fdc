"""Tables that take new lines and give none back: the database itself refuses, whoever asks."""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = {
    "auditlog_logentry": ("audit", "审计记录只能追加，不能修改或删除"),
    "tasks_taskevent": ("task_event", "任务记录只能追加，不能修改或删除"),
    "tasks_letter": ("letter", "已发出的督办函件不能修改或删除"),
    "tasks_bulletin": ("bulletin", "已印发的督查通报不能修改或删除"),
    "assessment_assessedunit": ("assessed_unit", "算出的考核结果不能修改或删除"),
    "assessment_assessmentevent": ("assessment_event", "考核记录只能追加，不能修改或删除"),
    "assessment_evidencerating": ("evidence_rating", "佐证评定只能追加，不能修改或删除"),
    "procedures_caseevent": ("case_event", "流程记录只能追加，不能修改或删除"),
    "procedures_casedocument": ("case_document", "流程材料不能修改或删除"),
    "membership_duespayment": ("dues_payment", "党费交纳记录只能追加；登记错了的请冲正"),
    "assessment_evidencefile": ("evidence_file", "考核佐证材料不能修改或删除"),
    "integrity_deed": ("discipline_deed", "纪检记录的查看登记只能追加，不能修改或删除"),
    "papers_signoff": ("paper_sign_off", "公文核定记录只能追加，不能修改或删除"),
    "papers_waiver": ("paper_waiver", "公文核对说明只能追加，不能修改或删除"),
    "papers_adoption": ("paper_adoption", "公文分解记录只能追加，不能修改或删除"),
    "payment_weights": ("payment_weights", "测算过的权重不能修改或删除；要更新请重新测算"),
    "payment_withdrawal": ("payment_withdrawal", "方案的撤回只能追加；撤回错了的请重新施行"),
    "payment_groupedbatch": ("grouped_batch", "分组记录只能追加，不能修改或删除"),
    "payment_judgement": ("payment_judgement", "核查结论只能追加，不能修改或删除"),
    "payment_review": ("payment_review", "特例单议申请只能追加；不申请了请登记“撤回申请”"),
    "payment_reviewdecision": ("payment_review_decision", "特例单议结论只能追加，不能修改或删除"),
    "party_standingmark": ("standing_mark", "支部考评评定只能追加，不能修改或删除"),
    "party_standingstep": ("standing_step", "支部考评环节只能追加，不能修改或删除"),
}
"""Table → how its triggers begin, and the words of the refusal."""

# SQLite's INSERT OR REPLACE removes the old line without asking the DELETE trigger, hence the third one.
_SQLITE = {
    "no_update": "BEFORE UPDATE ON {table}",
    "no_delete": "BEFORE DELETE ON {table}",
    "no_replace": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
}
_POSTGRES = {
    "no_change": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    "no_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}
_DEEDS = {"sqlite": _SQLITE, "postgresql": _POSTGRES}
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
)
_PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'",
}


def forbid_changes(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers. They hold for every program that uses this database. Idempotent."""
    allow_changes(connection)
    statements = [_FUNCTION] if connection.vendor == "postgresql" else []
    for name, table, deed in _triggers(connection):
        refusal = TABLES[table][1]
        does = (
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            if connection.vendor == "sqlite"
            else f"EXECUTE FUNCTION refuse_change('{refusal}')"
        )
        statements.append(f"CREATE TRIGGER {name} {deed.format(table=table)} {does}")
    _run(connection, statements)


def allow_changes(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers: for going back a release, and for tests that empty all tables."""
    if connection.vendor == "sqlite":
        statements = [f"DROP TRIGGER IF EXISTS {name}" for name, _, _ in _triggers(connection)]
    else:
        statements = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table, _ in _triggers(connection)]
        statements.append("DROP FUNCTION IF EXISTS refuse_change()")
    _run(connection, statements)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should be there and are not, by name."""
    present: set[str] = set()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(_PRESENT[connection.vendor], [table])
            present |= {name for (name,) in cursor.fetchall()}
    return sorted({name for name, _, _ in _triggers(connection)} - present)


def _triggers(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str, str]]:
    """Name, table and deed of every trigger that is wanted."""
    for table, (prefix, _) in TABLES.items():
        for ending, deed in _DEEDS[connection.vendor].items():
            yield f"{prefix}_{ending}", table, deed


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
