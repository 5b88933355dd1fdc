"""Writing into the audit log what no change of an object would show: who looked at or carried out whose rows."""

from auditlog.models import LogEntry

from linghang.organization.access import User
from linghang.organization.models import Institution


def record(user: User, deed: str, institution: Institution, **details: str | int) -> None:
    """Log that `user` did `deed` (in the field's words: 导出明细, 查看患者明细) at `institution`.

    `details` says what exactly (`台账="住院病案首页"`, `行数=12`); never put row contents in it.
    """
    LogEntry.objects.log_create(
        institution,
        force_log=True,
        action=LogEntry.Action.ACCESS,
        actor=user if user.pk else None,
        changes={},
        additional_data={"deed": deed, **details},
    )
