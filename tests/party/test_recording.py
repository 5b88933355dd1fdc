"""Recording an activity: one form writes the activity, who was there, and the photo; the duty is fulfilled by it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linghang.core.errors import InputError
from linghang.duties import matrix
from linghang.party import recording
from linghang.party.models import ActivityFile
from linghang.registers import content
from linghang.registers.models import KeptRow

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def photo():
    return SimpleUploadedFile("签到表.png", PNG, "image/png")


def given(**more):
    return {"kind": "theme_day", "held_on": "2026-05-20", "topic": "5月主题党日", **more}


def rows(code):
    return [row.data for row in KeptRow.objects.filter(register=code, ended=None).order_by("key")]


def test_one_form_writes_activity_and_attendance(house):
    made = recording.record(house.b1, given(hours="2"), ["b101", "b104"], [], actor=None)
    (activity,) = rows("party_activity")
    assert made.attendees == 2
    assert (activity["branch"], activity["expected"], activity["attendees"]) == ("h-b1", "4", "2")
    assert [(row["person"], row["kind"], row["hours"]) for row in rows("party_attendance")] == [
        ("b101", "theme_day", "2.0"),
        ("b104", "theme_day", "2.0"),
    ]
    assert {row["activity_no"] for row in rows("party_attendance")} == {activity["activity_no"]}


def test_the_duty_is_fulfilled_by_it(house):
    def may():
        found = matrix.matrix(house.place, dt.date(2026, 5, 1), dt.date(2026, 5, 31), dt.date(2026, 5, 25))
        return found.cell("h-b1", "theme_day").lines[0].standing.state

    assert may() == "due"
    recording.record(house.b1, given(), ["b101"], [], actor=None)
    assert may() == "done"


@pytest.mark.parametrize(
    ("values", "present", "said"),
    [
        (given(), [], "没有勾选参加人"),
        (given(), ["b201"], "参加人不在当天的党员名册里"),
        (given(held_on="2026-02-30"), ["b101"], "日期"),
        (given(topic=""), ["b101"], "必填项为空"),
    ],
)
def test_what_is_wrong_is_refused_and_leaves_nothing(house, values, present, said):
    with pytest.raises(InputError, match=said):
        recording.record(house.b1, values, present, [], actor=None)
    assert rows("party_activity") == rows("party_attendance") == []


def test_sent_twice_it_is_there_once(house):
    recording.record(house.b1, given(), ["b101"], [], actor=None)
    with pytest.raises(InputError, match="已经登记过"):
        recording.record(house.b1, given(topic="再按一次"), ["b101", "b102"], [], actor=None)
    assert len(rows("party_activity")) == len(rows("party_attendance")) == 1


def test_a_kind_is_known_where_one_activity_fulfils_the_duty():
    library = content.library()
    on = dt.date(2026, 5, 1)
    assert recording.kind_of(library.duty("committee_meeting", on)) == "committee_meeting"
    assert recording.kind_of(library.duty("talk_member_member", on)) == ""


def test_the_form_comes_filled_in_and_saves_with_the_photo(house, as_):
    client = as_("secretary", house.b1)
    address = f"{reverse('party-record')}?branch=h-b1&duty=theme_day"
    page = client.get(address)
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count('name="present"') == 4
    assert "某甲1" not in text  # names of members are masked
    assert 'capture="environment"' in text
    data = {"held_on": "2026-05-20", "topic": "5月主题党日", "present": ["b101", "b102"], "files": photo()}
    answer = client.post(address, data)
    assert (answer.status_code, answer.url) == (302, reverse("party-branch", args=["h-b1"]))
    file = ActivityFile.objects.get()
    assert client.get(reverse("party-file", args=[file.pk])).status_code == 200
    assert rows("party_activity")[0]["record"] == "签到材料 1 份"


def test_a_refused_form_keeps_words_and_photo(house, as_):
    client = as_("secretary", house.b1)
    address = f"{reverse('party-record')}?branch=h-b1&kind=lesson"
    answer = client.post(address, {"held_on": "2026-05-20", "topic": "讲一讲", "files": photo()})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "没有勾选参加人" in text
    assert 'value="讲一讲"' in text
    assert "签到表.png" in text
    assert not ActivityFile.objects.exists()


def test_a_branch_is_kept_by_its_own_secretary(house, as_):
    client = as_("secretary", house.b2)
    assert client.get(f"{reverse('party-record')}?branch=h-b1").status_code == 403
    assert client.get(reverse("party-record")).url == f"{reverse('party-record')}?branch=h-b2"
