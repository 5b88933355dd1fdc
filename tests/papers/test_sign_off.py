"""Only a paper without conflict is signed off; the record stays."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from linghang.core.errors import InputError
from linghang.papers import store
from linghang.papers.models import SignOff, Waiver
from linghang.papers.waiving import name, waive
from linghang.registers.catalogue import current_version

GOOD = "青山医院2023年工作总结\n一、2023年工作回顾\n全年完成门诊12.35万人次。"


def test_what_is_kept(paper, person):
    kept = paper(GOOD)
    made = store.sign_off(kept, actor=person("office"))
    assert made.text_sha256 == hashlib.sha256(kept.text.encode()).hexdigest()
    assert made.version == current_version() > 0
    assert [(each["verdict"], each["computed"]) for each in made.verdicts["ledger"]] == [("agree", "12.35万人次")]


def test_a_conflict_with_the_ledger_stands_in_the_way(paper, person):
    with pytest.raises(InputError, match="1 处矛盾"):
        store.sign_off(paper(GOOD.replace("12.35", "12.53")), actor=person("office"))
    assert not SignOff.objects.exists()


def test_a_conflict_of_the_text_with_itself_too(paper, person):
    text = "青山医院2023年工作总结\n一、2023年工作回顾\n全年共收治120人，其中男70人、女60人。"
    with pytest.raises(InputError, match="处矛盾"):
        store.sign_off(paper(text), actor=person("office"))


FALSE = "青山医院2023年工作总结\n一、2023年工作回顾\n全年共收治120人，其中男70人、女60人。"
"""Adds up to 130: a conflict, unless ten of them count twice."""


def test_what_a_person_sets_aside_no_longer_stands_in_the_way(client, paper, person):
    kept, user = paper(FALSE), person("office")
    client.force_login(user)
    desk = reverse("paper", args=[kept.pk])
    [entry] = [each for each in client.get(desk).context["desk"].pressing if each.verdict == "conflict"]
    given = {"finding": entry.finding, "reason": "有10人两次住院，分别计入"}
    assert client.post(reverse("paper-waive", args=[kept.pk]), given, follow=True).status_code == 200
    shown = client.get(desk)
    assert shown.context["desk"].conflicts == 0
    assert "有10人两次住院，分别计入" in shown.content.decode()
    made = store.sign_off(kept, actor=user)
    [waived] = made.verdicts["waived"]
    assert (waived["reason"], waived["kind"], waived["computed"]) == ("有10人两次住院，分别计入", "total", "130")
    assert waived["at"][:4].isdigit()


@pytest.mark.parametrize(("key", "reason", "said"), [("", "抄错", "没有这一条"), (None, " ", "没有写理由")])
def test_no_waiver_without_a_finding_and_a_reason(client, paper, person, key, reason, said):
    kept = paper(FALSE)
    client.force_login(person("office"))
    [found] = [each for each in store.read_kept(kept).findings if each.verdict == "conflict"]
    given = {"finding": name(found) if key is None else key, "reason": reason}
    answer = client.post(reverse("paper-waive", args=[kept.pk]), given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Waiver.objects.exists()


def test_a_leader_sets_nothing_aside(client, paper, person):
    kept = paper(FALSE)
    client.force_login(person("leader"))
    answer = client.post(reverse("paper-waive", args=[kept.pk]), {"finding": "total-1-2", "reason": "是"})
    assert answer.status_code == 403


def test_nobody_signs_what_he_cannot_see(paper, person):
    with pytest.raises(InputError, match="无权对照"):
        store.sign_off(paper(GOOD), actor=person("office"), open_to=lambda indicator: False)


def test_the_record_is_never_changed(paper, person):
    made = store.sign_off(paper(GOOD), actor=person("office"))
    for deed in (made.save, made.delete, SignOff.objects.all().delete, lambda: SignOff.objects.update(by="别人")):
        with pytest.raises(TypeError):
            deed()


@pytest.mark.parametrize(
    ("deed", "what"),
    [
        ("UPDATE papers_signoff SET by = '别人'", "核定记录"),
        ("DELETE FROM papers_signoff", "核定记录"),
        ("UPDATE papers_waiver SET reason = '别的'", "核对说明"),
        ("DELETE FROM papers_waiver", "核对说明"),
    ],
)
def test_the_database_refuses_too(paper, person, deed, what):
    from linghang.site.append_only import allow_changes, forbid_changes

    store.sign_off(paper(GOOD), actor=person("office"))
    doubted = paper(FALSE)
    found = next(each for each in store.read_kept(doubted).findings if each.verdict == "conflict")
    waive(doubted, store.read_kept(doubted), key=name(found), reason="两次住院", actor=None)
    forbid_changes(connection)
    try:
        with pytest.raises(DatabaseError, match=what), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(deed)
    finally:
        allow_changes(connection)
