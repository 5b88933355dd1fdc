"""Letters: their number, what they say, and that they stay what they were."""

import datetime as dt
import io

import docx
import pytest

from linghang.tasks import letters, store
from linghang.tasks.models import Letter


def day(number, month=3):
    return dt.date(2023, month, number)


@pytest.fixture
def urged(working, people):
    store.record(working, "report", on=day(20), actor=people.head, text="路径已修订", data={"percent": 40})
    return store.record(
        working, "urge", on=day(3, 4), actor=people.office, text="请抓紧推进。", data={"until": day(10, 4)}
    )


def test_an_urging_letter_says_how_the_task_stands_and_what_is_asked(urged):
    letter = urged.letter
    assert letter.number == "督催〔2023〕1号"
    assert letter.title == "关于“缩短平均住院日”的催办函"
    assert letter.text.split("\n") == [
        "2023年3月2日交办的“缩短平均住院日”（督办编号 2023-0001），时限为2023年3月31日，已逾期 3 天，"
        "最近一次反馈为2023年3月20日，进度 40%。",
        "请抓紧推进。",
        "请于2023年4月10日前反馈未按期原因、目前进展和下步措施。",
    ]


def test_a_later_transfer_does_not_change_a_letter(urged, working, people, nursing):
    store.record(working, "transfer", on=day(4, 4), actor=people.office, text="职责调整", data={"department": nursing})
    first = Letter.objects.get(event=urged)
    stream = io.BytesIO()
    letters.write_docx(first, stream)
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(stream.getvalue())).paragraphs]
    assert texts[:4] == ["关于“缩短平均住院日”的催办函", "督催〔2023〕1号", "", "医务科："]
    assert texts[-2:] == ["示范医院", "2023年4月3日"]


def test_numbers_run_by_kind_and_year(working, people):
    def number(kind, on):
        return store.record(working, kind, on=on, actor=people.office, text="请办理").letter.number

    assert number("urge", day(6)) == "督催〔2023〕1号"
    assert number("inspect", day(7)) == "督办〔2023〕1号"
    assert number("urge", day(8)) == "督催〔2023〕2号"
    assert number("urge", dt.date(2024, 1, 3)) == "督催〔2024〕1号"


def test_only_deeds_of_supervision_go_with_a_letter(working):
    assert [each.event.kind for each in Letter.objects.all()] == ["assign"]


def test_giving_out_is_told_by_a_letter_of_its_own(working):
    letter = working.events.get(kind="assign").letter
    assert (letter.number, letter.title) == ("督交〔2023〕1号", "关于“缩短平均住院日”的交办通知")
    assert letter.text.split("\n") == [
        "现将“缩短平均住院日”（督办编号 2023-0001）交由你单位办理。",
        "请于2023年3月31日前办结，并按要求反馈进展。",
    ]


def test_a_deed_and_its_letter_are_written_together_or_not_at_all(working, people, monkeypatch):
    before = working.events.count()
    monkeypatch.setattr(letters, "next_number", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.record(working, "inspect", on=day(6), actor=people.office, text="现场查看")
    assert working.events.count() == before
