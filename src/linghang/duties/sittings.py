"""Meetings held in 会议与决策, as rows of the ledger of meetings: a house need not enter them a second time."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from linghang.decisions.held import HELD
from linghang.decisions.models import Meeting
from linghang.organization.models import Institution

REGISTER = "meeting"
KINDS = {"party_committee": "party_committee", "president_meeting": "president"}
"""The kind in the ledger (codeset meeting_kind) of each body of the agenda catalogue that both know."""


def sat(institution: Institution, first: dt.date, last: dt.date) -> Iterator[dict[str, Any]]:
    """The meetings from `first` to `last` as values of the ledger. Papers that were passed round are no meeting."""
    found = Meeting.objects.filter(
        institution=institution, body__in=KINDS, stage__in=HELD, circulated=False, begins_at__date__range=(first, last)
    )
    for body, number, begins_at in found.order_by("begins_at", "pk").values_list("body", "number", "begins_at"):
        on = timezone.localtime(begins_at).date()
        yield {"kind": KINDS[body], "meeting_no": number, "held_on": on}
