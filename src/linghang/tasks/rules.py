"""Setting how an institution supervises: which lights, how early it warns. Like everything else it holds from a day on.

What holds on a day is `reading.rules_of`: the institution's own, else those of the nearest institution above it.
"""

import datetime as dt

from django.db import transaction

from linghang.core.errors import ConflictError, refuse
from linghang.organization.fingerprints import fingerprint
from linghang.organization.models import Institution
from linghang.tasks.models import SupervisionRules

LONGEST_WARNING = 60
_DAY = dt.timedelta(days=1)


def seen(institution: Institution) -> str:
    """What an editor of the institution's rules sees now, in short."""
    columns = ("pk", "scheme", "warn_days", "working_days", "valid_from", "valid_to")
    return fingerprint(institution.supervision_rules.values_list(*columns))


def set_rules(
    institution: Institution,
    *,
    scheme: str,
    warn_days: int,
    working_days: bool,
    valid_from: dt.date,
    seen_then: str | None = None,
) -> SupervisionRules:
    """From `valid_from` on the institution supervises like this; what held until then ends the day before and stays.

    What was set for that very day is corrected; setting what holds already changes nothing. Raises InputError when
    something is set for a later day, and ConflictError when the rules are not what the editor saw.
    """
    if scheme not in SupervisionRules.Scheme.values:
        raise refuse("没有这个亮灯方案", "请从三种里选一种", field="亮灯方案", value=scheme)
    if not 0 <= warn_days <= LONGEST_WARNING:
        raise refuse("提前提醒天数不合适", f"请填 0 到 {LONGEST_WARNING}", field="提前提醒天数", value=str(warn_days))
    wanted = {"scheme": scheme, "warn_days": warn_days, "working_days": working_days}
    with transaction.atomic():
        Institution.objects.select_for_update().get(pk=institution.pk)
        if seen_then is not None and seen_then != seen(institution):
            raise ConflictError(seen(institution))
        row = _succeed(institution, wanted, valid_from)
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save()
    return row


def _succeed(institution: Institution, wanted: dict[str, object], valid_from: dt.date) -> SupervisionRules:
    """The row to be filled: that of the very day, the one that says the same already, or a new one after it."""
    for each in institution.supervision_rules.all():
        if each.valid_from is not None and each.valid_from > valid_from:
            raise refuse(
                "以后的日期已有规则", f"请填 {each.valid_from} 以后的日期", field="自何日起", value=str(valid_from)
            )
        if each.valid_from == valid_from:
            return each
        if each.valid_on(valid_from):
            if each.valid_to is None and all(getattr(each, name) == value for name, value in wanted.items()):
                return each
            each.valid_to = valid_from - _DAY
            each.save(update_fields=["valid_to"])
    return SupervisionRules(institution=institution, valid_from=valid_from)
