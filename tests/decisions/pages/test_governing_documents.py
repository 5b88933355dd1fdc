"""Charter and rules in force on a day: the newest version counts, its review may be overdue, a kind may be missing."""

import datetime as dt

from linghang.decisions.governing import documents_of

TITLES = {"charter": "医院章程", "committee_rules": "党委会会议议事规则", "president_rules": "院长办公会议议事规则"}


def row(kind, version, effective, review, ended=None):
    days = [dt.date.fromisoformat(day) if day else None for day in (effective, review, ended)]
    return {
        "kind": kind,
        "version": version,
        "document_no": "",
        "approved_by": "党委会",
        "effective_on": days[0],
        "next_review_on": days[1],
        "ended_on": days[2],
    }


def test_each_kind_has_a_line_in_the_order_of_the_ledger():
    rows = [
        row("charter", "2019年版", "2019-01-01", "2022-01-01", ended="2023-03-01"),
        row("charter", "2023年版", "2023-03-01", "2026-03-01"),
        row("committee_rules", "2020年版", "2020-06-01", "2023-06-01"),
    ]
    found = documents_of(rows, TITLES, dt.date(2023, 6, 1))
    assert [(each.title, each.light) for each in found] == [
        ("医院章程", "good"),
        ("党委会会议议事规则", "warn"),
        ("院长办公会议议事规则", "bad"),
    ]
    assert "2023年版" in found[0].state
    assert "2023-06-01 前修订评估" in found[1].state


def test_a_version_ends_on_the_day_the_next_begins():
    rows = [
        row("charter", "2019年版", "2019-01-01", "2030-01-01", ended="2023-03-01"),
        row("charter", "2023年版", "2023-03-01", "2030-01-01"),
    ]
    titles = {"charter": "医院章程"}
    assert "2019年版" in documents_of(rows, titles, dt.date(2023, 2, 28))[0].state
    assert "2023年版" in documents_of(rows, titles, dt.date(2023, 3, 1))[0].state
