"""What supervision tells department assessment."""

import datetime as dt
from fractions import Fraction

from linghang.tasks import store
from linghang.tasks.appraisal import inputs
from linghang.tasks.flow import CHECKLIST

MARCH = (dt.date(2023, 3, 1), dt.date(2023, 3, 31), dt.date(2023, 4, 1))


def day(number):
    return dt.date(2023, 3, number)


def test_rates_and_the_mean_of_the_scores(working, people):
    record = {"actor": people.leader}
    store.record(working, "ask_close", on=day(20), actor=people.head, text="已办结", data={"statement": "见系统数据"})
    store.record(working, "close", on=day(22), **record, data={"checklist": dict.fromkeys(CHECKLIST, True)})
    for score in ("90", "95.5"):
        store.record(working, "appraise", on=day(23), **record, data={"score": score})
    (found,) = inputs(store.facts([working]), *MARCH)
    assert (found.line.department, found.line.completion, found.line.on_time) == ("YW", 1, 1)
    assert (found.score, found.scores) == (Fraction(371, 4), 2)


def test_no_score_is_no_zero(working):
    (found,) = inputs(store.facts([working]), *MARCH)
    assert (found.score, found.scores) == (None, 0)
