"""Bulletins: the figures of a period, frozen; the tasks behind them; the paper."""

import datetime as dt
import io

import docx
import pytest

from linghang.core.errors import InputError
from linghang.tasks import bulletins, store
from linghang.tasks.flow import CHECKLIST

PASSED = dict.fromkeys(CHECKLIST, True)
MARCH = (dt.date(2023, 3, 1), dt.date(2023, 3, 31))


def day(number, month=3):
    return dt.date(2023, month, number)


@pytest.fixture
def march(hospital, working, people, medical, nursing):
    """In March: the medical department closes one of two, in time; nursing is late with its only one."""
    store.record(working, "ask_close", on=day(20), actor=people.head, text="已办结", data={"statement": "见系统数据"})
    store.record(working, "close", on=day(22), actor=people.leader, data={"checklist": PASSED})
    for lead, due in ((medical, day(15, 4)), (nursing, day(24))):
        task = store.open_task(
            hospital, title=f"{lead}的事", source="document", on=day(2), actor=people.office, lead_department=lead
        )
        store.record(task, "assign", on=day(3), actor=people.office, data={"due": due})
    return task


def test_the_figures_of_a_period(hospital, march):
    contents = bulletins.draft(hospital, *MARCH)
    told = [
        (line["name"], line["assigned"], line["closed"], line["overdue"], line["completion"], line["on_time"])
        for line in (*contents["lines"], contents["total"])
    ]
    assert told == [
        ("护理部", 1, 0, 1, "0/1", None),
        ("医务科", 2, 1, 0, "1/2", "1/1"),
        ("合计", 3, 1, 1, "1/3", "1/1"),
    ]
    assert [(row["title"], row["days_late"], row["department_name"]) for row in contents["overdue"]] == [
        ("护理部的事", 7, "护理部")
    ]
    assert [row["title"] for row in contents["closed"]] == ["缩短平均住院日"]


def test_what_is_issued_stays_as_it_was(hospital, march, people):
    bulletin = bulletins.issue(hospital, *MARCH, on=day(3, 4), actor=people.office, circulate=[march])
    assert bulletin.number == "2023年第1期"
    assert march.events.last().text == "列入督查通报2023年第1期"
    store.record(march, "withdraw", on=day(4, 4), actor=people.leader, text="任务合并")
    bulletin.refresh_from_db()
    assert bulletin.contents["total"]["overdue"] == 1
    assert bulletins.issue(hospital, *MARCH, on=day(5, 4), actor=people.office).number == "2023年第2期"


def test_a_group_sees_all_its_members(group, march):
    names = [line["name"] for line in bulletins.draft(group, *MARCH)["lines"]]
    assert names == ["示范医院·护理部", "示范医院·医务科"]


def test_the_paper_says_what_the_figures_say(hospital, march, people):
    stream = io.BytesIO()
    bulletins.write_docx(bulletins.issue(hospital, *MARCH, on=day(3, 4), actor=people.office), stream)
    file = docx.Document(io.BytesIO(stream.getvalue()))
    texts = [paragraph.text for paragraph in file.paragraphs]
    assert texts[:2] == ["督查通报", "2023年第1期"]
    assert (
        "2023年3月1日至2023年3月31日，应办督办任务 3 项，销号 1 项，办结率33.3%；其中按原定时限办结 1 项，"
        "按时办结率100.0%。期末在办 2 项，逾期 1 项；期内退回 0 次，同意延期 0 次，催办 0 次。" in texts
    )
    rows = [[cell.text for cell in row.cells] for row in file.tables[0].rows]
    assert rows[1:] == [
        ["护理部", "1", "0", "0", "1", "0", "0", "0", "0.0%", "—"],
        ["医务科", "2", "1", "1", "0", "0", "0", "0", "50.0%", "100.0%"],
        ["合计", "3", "1", "1", "1", "0", "0", "0", "33.3%", "100.0%"],
    ]
    assert [cell.text for cell in file.tables[1].rows[1].cells] == [
        "2023-0003",
        "护理部的事",
        "护理部",
        "2023-03-24",
        "逾期7天",
    ]


def test_a_period_that_is_not_over_is_not_issued(hospital, people):
    with pytest.raises(InputError, match="统计期间还没有结束"):
        bulletins.issue(hospital, *MARCH, on=day(30), actor=people.office)
    with pytest.raises(InputError, match="止日早于起日"):
        bulletins.draft(hospital, day(2), day(1))
