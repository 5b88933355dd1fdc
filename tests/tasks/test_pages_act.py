"""Taking steps through the page: what is done, what is refused, and that nothing typed is lost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from page_steps import ALL_GOOD, PNG, TODAY, act, page_of, words

from linghang.tasks import store
from linghang.tasks.models import Evidence, Letter

LATE = {"reason": "等设备", "progress": "八成", "measures": "加班"}


@pytest.fixture
def head(client, people, today):
    client.force_login(people.head)
    return client


def test_a_report_with_a_photo_is_written_down(head, working):
    photo = SimpleUploadedFile("现场.png", PNG, "image/png")
    answer = act(head, working, "report", text="已完成路径修订", percent="80", photo=photo, **LATE)
    assert answer.status_code == 302
    event = working.events.get(kind="report")
    assert (event.text, event.data["percent"], event.by) == ("已完成路径修订", 80, "head")
    assert event.evidence.get().media_type == "image/png"
    assert "现场.png" in head.get(page_of(working)).content.decode()


def test_a_late_report_must_say_three_things_and_keeps_what_was_said(head, working):
    answer = act(head, working, "report", text="快好了", percent="90", reason="等设备")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "任务已逾期，必须填写" in page
    assert "快好了" in page
    assert "等设备" in page
    assert not working.events.filter(kind="report").exists()


def test_a_file_that_is_no_evidence_is_named_and_the_others_need_not_be_chosen_again(head, working):
    bad = SimpleUploadedFile("程序.exe", b"MZ\x00\x01", "application/octet-stream")
    good = SimpleUploadedFile("现场.png", PNG, "image/png")
    answer = act(head, working, "report", text="有照片", files=[bad, good], **LATE)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "不是可以作为佐证的文件类型" in page
    assert "程序.exe" in page
    token = re.search(r'name="_kept" value="([^"]+)"', page)[1]
    assert act(head, working, "report", text="有照片", _kept=token, **LATE).status_code == 302
    assert Evidence.objects.get().name == "现场.png"


def test_a_forged_token_brings_no_file_in(head, working):
    assert act(head, working, "report", text="没有", _kept="WyJ4Il0:abc:def", **LATE).status_code == 302
    assert not Evidence.objects.exists()


def test_an_illegal_step_posted_by_hand_is_explained(client, people, opened, today):
    client.force_login(people.leader)
    answer = act(client, opened, "close", **ALL_GOOD)
    assert answer.status_code == 400
    assert "任务已立项，不能销号" in words(answer)
    opened.refresh_from_db()
    assert opened.stage == "registered"


def test_a_step_that_does_not_exist_is_not_found(client, people, opened, today):
    client.force_login(people.office)
    assert act(client, opened, "amend", title="x").status_code == 404
    assert act(client, opened, "explode").status_code == 404


def test_a_day_that_is_none_is_named(head, working):
    answer = act(head, working, "report", text="完成", on="昨天", **LATE)
    assert answer.status_code == 400
    assert "不是日期" in words(answer)


def test_the_second_of_two_people_sees_what_the_first_did_and_loses_nothing(client, people, working, today):
    client.force_login(people.head)
    seen = working.revision
    store.record(working, "urge", on=TODAY, actor=people.office, text="请本周内反馈", by="办公室甲")
    photo = SimpleUploadedFile("现场.png", PNG, "image/png")
    answer = act(client, working, "report", text="我写了很久的一段话", _revision=seen, photo=photo, **LATE)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "办公室甲" in page
    assert "请本周内反馈" in page
    assert "我写了很久的一段话" in page
    assert "等设备" in page
    token = re.search(r'name="_kept" value="([^"]+)"', page)[1]
    assert f'name="_revision" value="{seen + 1}"' in page
    assert act(client, working, "report", text="我写了很久的一段话", _kept=token, **LATE).status_code == 302
    assert working.events.get(kind="report").evidence.get().name == "现场.png"


def test_a_form_without_its_revision_counts_as_old(head, working):
    assert act(head, working, "report", text="完成", _revision="", **LATE).status_code == 409


def test_review_closes_only_when_all_seven_points_are_good(client, people, working, today):
    store.record(working, "ask_close", on=TODAY, actor=people.head, text="已办结", data={"statement": "现场核验"})
    client.force_login(people.leader)
    assert "还没有填" in words(act(client, working, "close"))
    assert act(client, working, "close", **ALL_GOOD | {"checklist-facts": "no"}).status_code == 400
    assert act(client, working, "return", **ALL_GOOD, text="再补").status_code == 400
    assert act(client, working, "close", **ALL_GOOD).status_code == 302
    working.refresh_from_db()
    assert working.stage == "closed"


def test_urging_makes_a_letter_and_the_history_leads_to_it(client, people, working, today):
    client.force_login(people.office)
    assert act(client, working, "urge", text="请抓紧").status_code == 302
    letter = Letter.objects.get(event__kind="urge")
    page = client.get(page_of(working)).content.decode()
    assert f'href="/tasks/letters/{letter.pk}/"' in page
    assert "请抓紧" in words(client.get(f"/tasks/letters/{letter.pk}/"))
    word = client.get(f"/tasks/letters/{letter.pk}/letter.docx")
    assert word.getvalue()[:2] == b"PK" if word.streaming else word.content[:2] == b"PK"


def test_what_was_typed_is_shown_as_text(head, working):
    act(head, working, "report", text="<script>alert(1)</script>", **LATE)
    page = head.get(page_of(working)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_answer_to_a_request_offers_both_ends(client, people, opened, today):
    store.record(opened, "assign", on=TODAY, actor=people.office, data={"due": "2023-05-31"})
    store.record(opened, "ask_extension", on=TODAY, actor=people.head, text="等招标", data={"due": "2023-06-30"})
    client.force_login(people.leader)
    page = client.get(page_of(opened)).content.decode()
    assert 'value="2023-06-30"' in page
    assert "do/refuse_extension/" in page
    assert act(client, opened, "refuse_extension", text="不行").status_code == 302
    opened.refresh_from_db()
    assert str(opened.due) == "2023-05-31"
