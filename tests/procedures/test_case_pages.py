"""The pages: who gets in, what a form says, what is kept when it is refused."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.procedures.conftest import D

from linghang.procedures import store
from linghang.procedures.models import Case, CaseDocument, CaseEvent

PDF = b"%PDF-1.4 synthetic"


def url(case, name="case", *more):
    return reverse(name, args=[case.institution.code, case.procedure, case.number, *more])


def get(client, user, address):
    client.force_login(user)
    return client.get(address)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("office", 200),
        ("leader", 200),
        ("secretary", 200),
        ("applicant", 200),
        ("other", 404),
        ("quality", 404),
        ("head", 404),
        ("viewer", 404),
        ("admin", 404),
    ],
)
def test_who_sees_a_members_case(client, people, applied, today, who, seen):
    assert get(client, getattr(people, who), url(applied)).status_code == seen


@pytest.mark.parametrize(("who", "status"), [("office", 403), ("leader", 403), ("applicant", 403), ("other", 404)])
def test_a_step_is_taken_by_whom_it_names(client, people, applied, today, who, status):
    client.force_login(getattr(people, who))
    assert client.post(url(applied, "case-act", "first_talk"), {"on": "2024-02-05"}).status_code == status
    assert CaseEvent.objects.filter(step="first_talk").count() == 0


def test_whoever_cannot_take_the_next_step_reads_who_can(client, people, applied, today):
    text = get(client, people.office, url(applied)).content.decode()
    assert ("您现在可以" in text, "由党支部书记办" in text) == (False, True)


def test_a_draft_is_dropped_once_when_its_step_was_accepted(client, people, applied, today):
    client.force_login(people.office)
    draft = f"{people.office.pk}:case:{applied.pk}:_suspended"
    done = f'data-draft-done="{draft}"'

    def page():
        return client.get(url(applied)).content.decode()

    assert f'data-draft="{draft}" data-draft-private' in page()
    sent = {"on": "2024-02-05", "text": "", "_revision": applied.revision}
    assert client.post(url(applied, "case-act", "_suspended"), sent).status_code == 400
    assert done not in page()
    assert client.post(url(applied, "case-act", "_suspended"), sent | {"text": "外出进修"}).status_code == 302
    assert [done in page(), done in page()] == [True, False]


def test_a_secretary_sees_his_branch_on_the_board_and_nobody_elses(client, people, applied, today, hospital, branches):
    board = reverse("procedure-board", args=["h", "member_development"])
    assert applied.number in get(client, people.secretary, board).content.decode()
    assert applied.number not in get(client, people.other, board).content.decode()
    assert get(client, people.applicant, board).status_code == 403


def test_names_are_masked_until_they_are_opened_with_a_reason(client, people, applied, today, rf):
    from auditlog.models import LogEntry

    from linghang.organization import masking

    page = get(client, people.secretary, url(applied)).content.decode()
    assert "applicant先生" not in page
    assert "a**" in page
    session = client.session
    request = rf.get("/")
    request.user, request.session = people.secretary, session
    masking.reveal(request, applied.institution, applied.branch, "核对材料")
    session.save()
    before = LogEntry.objects.count()
    assert "applicant先生" in client.get(url(applied)).content.decode()
    assert LogEntry.objects.count() == before + 1
    assert LogEntry.objects.latest("id").additional_data["事由"] == "核对材料"


def test_the_form_is_made_from_the_definition_and_records_the_step(client, people, applied, today):
    page = get(client, people.secretary, url(applied)).content.decode()
    assert 'name="data-talkers"' in page
    assert 'name="files-first_talk_record"' in page
    sent = {
        "on": "2024-02-05",
        "data-talkers": "secretary",
        "files-first_talk_record": SimpleUploadedFile("谈话.pdf", PDF),
        "_revision": applied.revision,
    }
    answer = client.post(url(applied, "case-act", "first_talk"), sent)
    assert (answer.status_code, answer.url) == (302, url(applied))
    event = CaseEvent.objects.get(step="first_talk")
    assert (event.data, event.documents, event.actor) == (
        {"talkers": ["secretary"]},
        ["first_talk_record"],
        people.secretary,
    )
    paper = CaseDocument.objects.get()
    assert b"".join(client.get(reverse("case-document", args=[paper.pk])).streaming_content) == PDF
    client.force_login(people.other)
    assert client.get(reverse("case-document", args=[paper.pk])).status_code == 404


def test_a_refused_form_keeps_words_and_files(client, people, applied, today):
    client.force_login(people.secretary)
    sent = {
        "on": "2024-01-05",
        "data-talkers": "secretary",
        "text": "谈得很好",
        "files-first_talk_record": SimpleUploadedFile("谈话.pdf", PDF),
        "_revision": applied.revision,
    }
    answer = client.post(url(applied, "case-act", "first_talk"), sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    for words in ("早于启动日期（2024年1月10日）", "谈得很好", "谈话.pdf（已上传，不用再选）", 'value="secretary"'):
        assert words in page
    token = page.split('name="kept-first_talk_record" value="')[1].split('"')[0]
    again = {
        "on": "2024-02-05",
        "data-talkers": "secretary",
        "kept-first_talk_record": token,
        "_revision": applied.revision,
    }
    assert client.post(url(applied, "case-act", "first_talk"), again).status_code == 302
    assert CaseDocument.objects.get().name == "谈话.pdf"


def test_whoever_is_late_finds_his_words_beside_what_happened(client, people, applied, today):
    seen = applied.revision
    papers = {"first_talk_record": "档案柜"}
    store.record(
        Case.objects.get(pk=applied.pk),
        "first_talk",
        on=D(2024, 2, 1),
        actor=people.secretary,
        data={"talkers": "secretary"},
        documents=papers,
        text="先谈过了",
    )
    client.force_login(people.secretary)
    sent = {"on": "2024-02-05", "data-talkers": "secretary", "text": "后谈的", "_revision": seen}
    answer = client.post(url(applied, "case-act", "first_talk"), sent)
    assert answer.status_code == 409
    assert "后谈的" in answer.content.decode()
    assert "先谈过了" in answer.content.decode()
    assert CaseEvent.objects.filter(step="first_talk").count() == 1


@pytest.mark.parametrize(("who", "number"), [("secretary", "2024-0001"), ("office", "2024-0001")])
def test_a_case_is_opened_from_its_form(client, people, today, branches, who, number):
    client.force_login(getattr(people, who))
    address = reverse("case-new", args=["h", "member_development"])
    assert client.get(address).status_code == 200
    sent = {"on": "2024-06-03", "subject": "applicant", "branch": "b1"}
    assert client.post(address, sent).status_code == 302
    assert Case.objects.get().number == number


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"on": "2024-06-03", "subject": "nobody", "branch": "b1"}, "本机构没有"),
        ({"on": "2024-13-03", "subject": "applicant", "branch": "b1"}, "不是日期"),
        ({"on": "2024-06-03", "subject": "applicant", "branch": "b2"}, "不在您负责的范围内"),
        ({"on": "2030-06-03", "subject": "applicant", "branch": "b1"}, "晚于今天"),
    ],
)
def test_a_case_that_cannot_be_is_not_opened(client, people, today, branches, sent, words):
    client.force_login(people.secretary)
    answer = client.post(reverse("case-new", args=["h", "member_development"]), sent)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert Case.objects.count() == 0


def test_my_cases_are_those_whose_next_step_is_mine(client, people, applied, today):
    assert applied.number in get(client, people.secretary, reverse("my-cases")).content.decode()
    assert "没有等您办的流程事项" in get(client, people.leader, reverse("my-cases")).content.decode()
    assert "关于我的" in get(client, people.applicant, reverse("my-cases")).content.decode()


def test_the_list_counts_what_is_open_and_late(client, people, applied, today):
    page = get(client, people.office, reverse("procedures")).content.decode()
    line = page.split("发展党员</a>")[1].split("</tr>")[0]
    assert line.count('data-value="1"') == 2  # one open, one late: the talk was due on 10 February


def test_the_dossier_names_who_took_it_and_why_and_what_is_in_it(client, people, applied, today):
    from docx import Document

    client.force_login(people.office)
    assert client.post(url(applied, "case-dossier"), {"reason": " "}).status_code == 400
    answer = client.post(url(applied, "case-dossier"), {"reason": "上报备案"})
    assert answer.status_code == 200
    file = Document(io.BytesIO(answer.content))
    text = "\n".join(each.text for each in file.paragraphs)
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    assert "发展党员卷宗" in text
    assert "二、卷内目录" in text
    assert {"applicant先生", "入党申请书", "原件：支部档案柜", "递交入党申请书"} <= set(cells)
    headers = "".join(each.text for section in file.sections for each in section.header.paragraphs)
    assert "用途：上报备案" in headers
    assert "office先生（office）" in headers
    client.force_login(people.leader)
    assert client.post(url(applied, "case-dossier"), {"reason": "看看"}).status_code == 403


def test_a_local_variant_holds_for_cases_opened_from_then_on(client, people, applied, today, branches):
    client.force_login(people.office)
    address = reverse("procedure-profile", args=["h", "member_development"])
    assert client.post(address, {"profile": "notice_7_days"}).status_code == 302
    client.force_login(people.secretary)
    assert client.post(address, {"profile": ""}).status_code == 403
    later = client.post(
        reverse("case-new", args=["h", "member_development"]), {"on": "2024-07-01", "subject": "viewer", "branch": "b1"}
    )
    assert later.status_code == 302
    assert dict(Case.objects.values_list("number", "profile")) == {"2024-0001": "", "2024-0002": "notice_7_days"}


def test_whom_a_case_is_about_is_picked_by_name_or_spelling(client, people, today, hospital):
    """Suggestions are for those who may open the case, of their house alone, and nothing typed lists nobody."""
    address = reverse("case-people", args=["h", "member_development"])
    found = {words: get(client, people.secretary, address + f"?subject={words}").content.decode()
             for words in ("", "applicant", "xs", "先生", "无此人")}  # fmt: skip
    assert 'value="applicant先生（applicant）"' in found["applicant"]
    assert "（applicant）" in found["先生"]
    assert (found[""].strip(), found["无此人"].strip()) == ("", "")
    assert get(client, people.viewer, address + "?subject=applicant").status_code in (403, 404)
    form = reverse("case-new", args=["h", "member_development"])
    assert f'hx-get="{address}"' in get(client, people.secretary, form).content.decode()
    sent = {"on": "2024-02-05", "subject": "applicant先生（applicant）", "branch": "b1"}
    assert client.post(form, sent).status_code == 302
    assert Case.objects.get().person.code == "applicant"
