"""The battle map: where a bar lies, worked by hand."""

import datetime as dt
from decimal import Decimal

import pytest
from page_steps import words

from linghang.tasks import store
from linghang.tasks.battle_map import Group, Map, bar_of, slides, span_of, touches
from linghang.tasks.rows import rows_of

YEAR = span_of("2023", dt.date(2023, 4, 10))


def test_the_span_is_read_from_the_address():
    today = dt.date(2023, 4, 10)
    assert (span_of("2023H2", today).first, span_of("2023H2", today).last) == (
        dt.date(2023, 7, 1),
        dt.date(2023, 12, 31),
    )
    assert span_of("2022Q1", today).last == dt.date(2022, 3, 31)
    assert span_of("rubbish", today).code == "2023"
    assert span_of("9999", today).code == "2023"


def test_a_day_lies_where_its_share_of_the_year_is():
    assert YEAR.at(dt.date(2023, 1, 1)) == 0
    assert YEAR.at(dt.date(2023, 3, 15)) == Decimal("20.00"), "73 of 365 days before it"
    assert YEAR.at(dt.date(2024, 6, 1)) == 100
    assert YEAR.at(dt.date(2022, 6, 1)) == 0


@pytest.fixture
def bar(working, today):
    def draw():
        working.refresh_from_db()
        return bar_of(rows_of([working], today)[0], YEAR, [("方案", dt.date(2023, 3, 15), True)])

    return draw


def test_a_bar_reaches_from_opening_to_deadline_with_its_light(bar):
    drawn = bar()
    # 1 March: 59 days before it, 16.16 %; until the end of 31 March: 90 days, 24.66 %
    assert (drawn.x, drawn.width, drawn.extra, drawn.end) == (
        Decimal("16.16"),
        Decimal("8.50"),
        0,
        Decimal("24.66"),
    )
    assert (drawn.colour, drawn.closed, drawn.progress) == ("red", False, 0)
    assert [(mark.x, mark.done) for mark in drawn.milestones] == [(Decimal("20.00"), True)]


def test_an_extension_is_drawn_beyond_the_first_deadline(bar, working, people):
    day = dt.date(2023, 3, 20)
    store.record(working, "ask_extension", on=day, actor=people.head, text="x", data={"due": "2023-05-13"})
    store.record(working, "grant_extension", on=day, actor=people.leader)
    drawn = bar()
    # until the end of 13 May: 133 days, 36.44 %
    assert (drawn.width, drawn.extra_x, drawn.extra) == (Decimal("8.50"), Decimal("24.66"), Decimal("11.78"))
    assert drawn.end == Decimal("36.44")


def test_a_closed_task_ends_on_the_day_it_was_closed(bar, working, people):
    store.record(
        working, "ask_close", on=dt.date(2023, 3, 14), actor=people.head, text="好了", data={"statement": "现场"}
    )
    from linghang.tasks.flow import CHECKLIST

    passed = {"checklist": dict.fromkeys(CHECKLIST, True)}
    store.record(working, "close", on=dt.date(2023, 3, 14), actor=people.leader, data=passed)
    drawn = bar()
    assert (drawn.closed, drawn.end, drawn.progress) == (True, Decimal("20.00"), Decimal("3.84"))
    assert not touches(rows_of([working], dt.date(2023, 4, 10))[0], span_of("2023Q2", dt.date(2023, 4, 10)))


def test_screens_hold_so_many_lines_and_a_cut_group_begins_again(bar):
    drawn = bar()
    made = Map(YEAR, (), (Group("甲", (drawn,) * 5), Group("乙", (drawn,) * 2)), None)
    cut = [[(group.title, len(group.bars)) for group in slide] for slide in slides(made, 4)]
    assert cut == [[("甲", 3)], [("甲", 2)], [("乙", 2)]]


def test_a_task_of_two_programmes_stands_in_both_and_counts_once(client, people, working, today):
    store.amend(working, {"programmes": [("one", "a"), ("one", "b"), ("two", "")]}, actor=people.office)
    client.force_login(people.office)
    page = client.get("/tasks/map/?institution=h")
    assert [(group.title, len(group.bars)) for group in page.context["map"].groups] == [("one", 1), ("two", 1)]
    assert page.context["map"].count == 1
    assert "72" not in words(client.get("/tasks/map/?institution=h&by=department&span=2022"))


@pytest.mark.parametrize(("by", "title"), [("department", "医务科"), ("leader", "未定责任领导"), ("line", "其他条线")])
def test_the_map_is_grouped_as_asked(client, people, working, today, by, title):
    client.force_login(people.leader)
    groups = client.get(f"/tasks/map/?by={by}").context["map"].groups
    assert [group.title for group in groups] == [title]


def test_the_wall_turns_by_itself(client, people, working, today):
    client.force_login(people.leader)
    page = client.get("/tasks/map/wall/").content.decode()
    assert 'data-seconds="20"' in page
    assert "缩短平均住院日" in page
