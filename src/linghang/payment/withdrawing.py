"""A scheme or a table of weights taken back that should not have been put in force, or not on that day.

Nothing is deleted: who withdrew it, when and why is another line, and batches that rested on it say so until they are
made anew. Does not ask who may: `reach.py` does.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.organization.as_of import name_of
from linghang.payment.models import Scheme, Withdrawal

LONGEST_REASON = 400


def withdraw(scheme: Scheme, reason: str, actor: Any = None) -> Withdrawal:
    """From now on the scheme is in force on no day; what it took the place of holds again.

    InputError: no reason, or it was withdrawn before.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise refuse("没有写撤回的理由，或太长", f"请写明哪里错了，{LONGEST_REASON} 字以内", field="理由")
    with transaction.atomic():
        Scheme.objects.select_for_update().get(pk=scheme.pk)
        before = Withdrawal.objects.filter(scheme=scheme).first()
        if before is not None:
            day = f"{timezone.localdate(before.recorded_at):%Y-%m-%d}"
            raise refuse(f"“{scheme}”已在 {day} 撤回", "请刷新页面；撤回错了的，请重新施行", field="方案或权重表")
        known = actor if getattr(actor, "pk", None) else None
        return Withdrawal.objects.create(
            scheme=scheme, reason=reason, actor=known, by=name_of(known)[:40] if known else ""
        )


def numbered(number: int) -> Scheme:
    """The scheme or table that `casemix list` shows under this number. InputError when there is none."""
    found = Scheme.objects.filter(pk=number).first()
    if found is None:
        raise refuse("没有这个编号", "编号见 linghang casemix list", field="编号", value=str(number))
    return found
