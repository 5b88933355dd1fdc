"""Meetings: planning and calling, the sitting itself, and what follows it.

Whoever calls these has asked `reach.py` whether the person may. Every step takes the time at which it happened, so that
a year of past meetings is written down through the same functions.
"""

from linghang.decisions.meetings.agenda import (
    add_item,
    carry_over,
    order_agenda,
    put_on_agenda,
    take_off_agenda,
    verdicts,
)
from linghang.decisions.meetings.calling import call, confirm_receipt, plan, uncall
from linghang.decisions.meetings.presence import record_attendance, record_stay
from linghang.decisions.meetings.series import from_series, next_day
from linghang.decisions.meetings.sitting import (
    count_of,
    drop_speech,
    record_speech,
    record_tally,
    record_vote,
    recuse,
    roll_of,
    rule_of,
    unrecuse,
)
from linghang.decisions.meetings.stages import amend, begin, cancel, close, convene, issue

__all__ = [
    "add_item",
    "amend",
    "begin",
    "call",
    "cancel",
    "carry_over",
    "close",
    "confirm_receipt",
    "convene",
    "count_of",
    "drop_speech",
    "from_series",
    "issue",
    "next_day",
    "order_agenda",
    "plan",
    "put_on_agenda",
    "record_attendance",
    "record_speech",
    "record_stay",
    "record_tally",
    "record_vote",
    "recuse",
    "roll_of",
    "rule_of",
    "take_off_agenda",
    "uncall",
    "unrecuse",
    "verdicts",
]
