"""Pages of the roll: who sees what, masked until it is opened with a reason, and forms that lose nothing."""

import datetime as dt
import io
from decimal import Decimal

import docx
import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from linghang.membership import collecting, electing, joining, protocol, tenure
from linghang.membership.elections import Ballots
from linghang.membership.models import DuesPayment, Election, Membership
from linghang.reports.layout import Signature, layout

D = dt.date
ROLES = ("administrator", "office", "quality", "leader", "commission", "viewer", "secretary", "discipline", "nobody")


@pytest.fixture
def somebody(member):
    return member("100001", name="江望舒")


def deeds(deed):
    return [each.additional_data for each in LogEntry.objects.filter(additional_data__deed=deed)]


def sign_in(client, person, role, hospital, branch):
    own = branch if role == "secretary" else None
    client.force_login(person(role if role != "nobody" else "viewer", hospital, own))
    if role == "nobody":
        client.get("/")
        from linghang.organization.models import Assignment

        Assignment.objects.all().delete()
    return client


SEE_ROLL = {"office", "leader", "secretary"}
KEEP = {"office", "secretary"}
OVERSEE = {"office"}


def matrix(branch, other, somebody, election, term):
    span = Membership.objects.get(person=somebody, valid_to=None)
    pages = {
        ("members-branch", branch.code): SEE_ROLL,
        ("members-voting", branch.code): SEE_ROLL,
        ("members-elections", branch.code): SEE_ROLL,
        ("members-election", election.pk): SEE_ROLL,
        ("members-person", somebody.pk): SEE_ROLL,
        ("members-dues", branch.code): KEEP,
        ("members-dues-export", branch.code): KEEP,
        ("members-election-protocol", election.pk): KEEP,
        ("members-election-new", branch.code): KEEP,
        ("members-branch", other.code): SEE_ROLL - {"secretary"},
        ("members-dues", other.code): OVERSEE,
    }
    for name in ("transfer", "leave", "suspend", "file"):
        pages["members-act", name, span.pk] = OVERSEE
    for name in ("base", "reduction"):
        pages["members-act", name, span.pk] = KEEP
    for name in ("join", "register", "term", "pair"):
        pages["members-act", name, branch.pk] = OVERSEE
    pages["members-act", "shift", term.pk] = OVERSEE
    return pages


@pytest.mark.parametrize("role", ROLES)
def test_role_by_page(client, person, role, hospital, branch, other_branch, somebody, member):
    election = electing.prepare(branch, D(2026, 11, 1), "选举", 1, [(somebody, ""), (member("100002"), "")])
    term = tenure.begin(branch, D(2025, 1, 1))
    sign_in(client, person, role, hospital, branch)
    for (name, *args), roles in matrix(branch, other_branch, somebody, election, term).items():
        status = client.get(reverse(name, args=args)).status_code
        assert (status == 200) is (role in roles), (name, args, status)
        assert status in (200, 403, 404), (name, args, status)
    whole = {"office": 200, "leader": 200}
    assert client.get(reverse("members-golden")).status_code == whole.get(role, 403)
    for name in ("members", "members-terms", "members-paired"):
        assert client.get(reverse(name)).status_code == (200 if role in SEE_ROLL else 403), name
    for name in ("members-import", "members-template"):
        assert client.get(reverse(name)).status_code == (200 if role in OVERSEE else 403), name
    assert client.get(reverse("members-export") + "?institution=h1").status_code == (200 if role in OVERSEE else 403)


def test_names_are_masked_until_opened_with_a_reason(as_, hospital, branch, somebody):
    client = as_("secretary", hospital, branch)
    page = reverse("members-branch", args=[branch.code])
    shown = client.get(page).content.decode()
    assert "江**" in shown
    assert "江望舒" not in shown
    assert "100001" not in shown
    address = reverse("members-reveal", args=[hospital.code]) + f"?branch={branch.code}"
    assert client.post(address, {"reason": " "}).status_code == 302
    assert "江望舒" not in client.get(page).content.decode()
    client.post(address, {"reason": "收缴党费", "next": page})
    assert "江望舒" in client.get(page).content.decode()
    told = deeds("显示完整信息")
    assert {(each["字段"], each["对象"], each["事由"], each["党组织"]) for each in told} == {
        ("姓名", "100001", "收缴党费", "b1"), ("工号", "100001", "收缴党费", "b1"),
    }  # fmt: skip
    assert "江望舒" not in str(told)
    client.post(address, {"close": "1"})
    assert "江望舒" not in client.get(page).content.decode()


def test_what_was_opened_closes_after_a_quarter_of_an_hour(as_, hospital, branch, somebody, monkeypatch):
    client = as_("office", hospital)
    client.post(reverse("members-reveal", args=[hospital.code]), {"reason": "核对名册"})
    page = reverse("members-branch", args=[branch.code])
    assert "江望舒" in client.get(page).content.decode()
    from django.utils import timezone

    later = timezone.now() + dt.timedelta(minutes=15, seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert "江望舒" not in client.get(page).content.decode()


@pytest.mark.parametrize("role", ["leader", "administrator", "quality", "viewer", "discipline"])
def test_who_may_not_reveal(as_, hospital, branch, somebody, role):
    client = as_(role, hospital)
    address = reverse("members-reveal", args=[hospital.code]) + f"?branch={branch.code}"
    assert client.post(address, {"reason": "看看"}).status_code == 403
    if role == "leader":
        assert "江望舒" not in client.get(reverse("members-branch", args=[branch.code])).content.decode()


def test_a_secretary_opens_neither_another_branch_nor_the_whole_house(as_, hospital, branch, other_branch):
    client = as_("secretary", hospital, branch)
    address = reverse("members-reveal", args=[hospital.code])
    assert client.post(address, {"reason": "看看"}).status_code == 403
    assert client.post(f"{address}?branch={other_branch.code}", {"reason": "看看"}).status_code == 403


def test_particulars_by_role_of_the_field(as_, hospital, branch, somebody):
    joining.amend_file(
        somebody, {"birthday": D(1988, 2, 3), "identity_hint": "123X", "contact": "院内 6001"}, revision=0
    )
    page = reverse("members-person", args=[somebody.pk])
    client = as_("secretary", hospital, branch)
    client.post(reverse("members-reveal", args=[hospital.code]) + f"?branch={branch.code}", {"reason": "核对"})
    shown = client.get(page).content.decode()
    assert "1988-02-03" in shown
    assert "院内 6001" in shown
    assert "123X" not in shown  # the office alone
    client = as_("office", hospital)
    assert "1988-02-03" not in client.get(page).content.decode()
    client.post(reverse("members-reveal", args=[hospital.code]), {"reason": "核对"})
    assert "123X" in client.get(page).content.decode()


def test_oneself_sees_ones_own_in_full_and_nobody_elses(client, person, hospital, branch, somebody, member):
    user = person("viewer", hospital)
    somebody.user = user
    somebody.save()
    joining.amend_file(somebody, {"identity_hint": "123X"}, revision=0)
    client.force_login(user)
    shown = client.get(reverse("members-mine"), follow=True).content.decode()
    assert "江望舒" in shown
    assert "123X" in shown
    assert not deeds("查看党员档案")
    assert client.get(reverse("members-person", args=[member("100002").pk])).status_code == 404


def test_looking_at_a_file_is_logged(as_, hospital, somebody):
    as_("leader", hospital).get(reverse("members-person", args=[somebody.pk]))
    assert [each["对象"] for each in deeds("查看党员档案")] == ["100001"]


def act(name, pk):
    return reverse("members-act", args=[name, pk])


def seen(client, address):
    return client.get(address).context["seen"]


def test_a_transfer_by_form(as_, hospital, somebody, other_branch):
    client, span = as_("office", hospital), somebody.memberships.get()
    address = act("transfer", span.pk)
    said = {"_seen": seen(client, address), "to": other_branch.pk, "on": "2026-05-01", "document": "介字1号"}
    assert client.post(address, said).status_code == 302
    assert Membership.objects.get(valid_to=None).organization == other_branch


def test_who_was_slower_keeps_the_words(as_, hospital, somebody, other_branch):
    client, span = as_("office", hospital), somebody.memberships.get()
    address = act("leave", span.pk)
    said = {"_seen": seen(client, address), "cause": "away", "on": "2026-06-01", "document": "写好的介绍信"}
    joining.transfer(somebody, other_branch, D(2026, 5, 1))
    answer = client.post(address, said)
    assert answer.status_code == 409
    assert "写好的介绍信" in answer.content.decode()
    assert Membership.objects.filter(valid_to=None).count() == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"on": "2026-02-30", "document": ""}, "不是日期"),
        ({"on": "2018-06-01", "document": ""}, "ML02"),
        ({"on": "2027-01-01", "document": ""}, "ML02"),
    ],
)
def test_days_that_cannot_be_are_said_at_the_form(as_, hospital, somebody, other_branch, said, told):
    client, address = as_("office", hospital), act("transfer", somebody.memberships.get().pk)
    answer = client.post(address, {"_seen": seen(client, address), "to": other_branch.pk, **said})
    assert answer.status_code == 400
    assert told in answer.content.decode()


def test_a_second_active_membership_by_form(as_, hospital, somebody, other_branch):
    client, address = as_("office", hospital), act("register", other_branch.pk)
    said = {"person": "100001", "on": "2026-05-01", "status": "full", "_seen": ""}
    answer = client.post(address, said)
    assert answer.status_code == 400
    assert "ML01" in answer.content.decode()


def test_the_file_is_corrected_only_once_it_is_open(as_, hospital, somebody):
    joining.amend_file(somebody, {"contact": "院内 6001"}, revision=0)
    client, address = as_("office", hospital), act("file", somebody.memberships.get().pk)
    assert "院内 6001" not in client.get(address).content.decode()
    client.post(reverse("members-reveal", args=[hospital.code]), {"reason": "更正"})
    assert "院内 6001" in client.get(address).content.decode()
    said = {
        "_seen": seen(client, address),
        "contact": "院内 6002",
        "joined_on": "2017-06-01",
        "party_since": "2018-06-01",
    }
    assert client.post(address, said).status_code == 302
    somebody.party_file.refresh_from_db()
    assert somebody.party_file.contact == "院内 6002"


def test_dues_are_taken_with_one_press_and_once(as_, hospital, branch, somebody):
    collecting.set_base(somebody, "employee", Decimal(5400), D(2026, 1, 1))
    client, page = as_("secretary", hospital, branch), reverse("members-dues", args=[branch.code]) + "?month=2026-05"
    token = client.get(page).context["seen"]
    said = {"_seen": token, "month": "2026-05", "person": [somebody.pk], "paid_on": "2026-05-09"}
    assert client.post(page, said).status_code == 302
    again = client.post(page, said)
    assert again.status_code == 409
    assert DuesPayment.objects.get().amount == 81
    DuesPayment.objects.update(amount=Decimal("80.37"))
    person = reverse("members-person", args=[somebody.pk])
    assert not any("80.37" in client.get(address).content.decode().partition("<tbody")[2] for address in (page, person))
    client.post(reverse("members-reveal", args=[hospital.code]) + f"?branch={branch.code}", {"reason": "收缴党费"})
    assert all("80.37" in client.get(address).content.decode().partition("<tbody")[2] for address in (page, person))
    file = client.get(reverse("members-dues-export", args=[branch.code]) + "?month=2026-05")
    assert file.status_code == 200
    assert deeds("导出党费收缴表")[0]["月份"] == "2026-05"


def test_the_dues_of_a_temporary_branch_are_refused_on_the_page(as_, hospital, temporary):
    answer = as_("office", hospital).get(reverse("members-dues", args=[temporary.code]))
    assert answer.status_code == 400
    assert "BR05" in answer.content.decode()


def test_an_election_from_form_to_protocol(as_, hospital, branch, member):
    people = [member(f"1000{number:02d}") for number in range(1, 11)]
    client = as_("office", hospital)
    new = reverse("members-election-new", args=[branch.code])
    said = {"on": "2026-11-20", "title": "换届", "seats": "3", "candidate": [each.pk for each in people[:3]]}
    refused = client.post(new, said)
    assert refused.status_code == 400
    assert "EL02" in refused.content.decode()
    assert 'value="换届"' in refused.content.decode()
    assert Election.objects.count() == 0
    assert client.post(new, said | {"title": "补选", "despite": "批复同意等额"}).status_code == 302
    few = Election.objects.get(title="补选")
    assert "批复同意等额" in client.get(reverse("members-election", args=[few.pk])).content.decode()
    few.candidates.all().delete()
    few.delete()
    made = client.post(new, said | {"candidate": [each.pk for each in people[:4]], f"post-{people[0].pk}": "书记"})
    election = Election.objects.get()
    assert made.url == reverse("members-election", args=[election.pk])
    count = reverse("members-election-count", args=[election.pk])
    votes = {f"votes-{each.pk}": str(9 - number) for number, each in enumerate(people[:4])}
    paper = {"revision": "0", "present": [each.pk for each in people], "issued": "11", "returned": "10", "invalid": "0"}
    answer = client.post(count, paper | votes)
    assert answer.status_code == 400
    assert "EL01" in answer.content.decode()
    assert 'value="11"' in answer.content.decode()
    assert client.post(count, paper | votes | {"issued": "10"}).status_code == 302
    assert client.post(count, paper | votes | {"issued": "10"}).status_code == 409
    election.refresh_from_db()
    assert [each.elected for each in election.candidates.all()] == [True, True, True, False]
    confirm = {"revision": election.revision, "document": "院党〔2026〕9号"}
    assert client.post(reverse("members-election-confirm", args=[election.pk]), confirm).status_code == 302
    assert branch.terms.get().ends_on == D(2029, 11, 20)


def test_the_protocol_names_the_elected_and_who_carries_it_out(as_, hospital, branch, member):
    people = [member(f"1000{number:02d}", name=f"江{number}") for number in range(1, 6)]
    election = electing.prepare(branch, D(2026, 11, 20), "换届", 1, [(people[0], "书记"), (people[1], "")])
    electing.count(election, people, Ballots(5, 5, 0, {people[0].code: 4, people[1].code: 1}))
    answer = as_("office", hospital).get(reverse("members-election-protocol", args=[election.pk]) + "?reason=报上级")
    file = docx.Document(io.BytesIO(answer.content))
    text = "\n".join(each.text for each in file.paragraphs)
    assert "江1（书记）：赞成 4 票，当选" in text
    assert "应到会 5 人，实到会 5 人" in text
    assert "报上级" in file.sections[0].header.paragraphs[0].text
    assert "office-h1" in file.sections[0].header.paragraphs[0].text
    assert [each.text for each in file.paragraphs[-2:]] == [str(branch), "2026年11月20日"]


def test_the_protocol_is_signed_as_the_house_signs(hospital, branch, member, monkeypatch):
    election = electing.prepare(branch, D(2026, 11, 20), "换届", 1, [(member("100001"), ""), (member("100002"), "")])
    house = layout("gb9704").model_copy(update={"signature": Signature(date=False)})
    monkeypatch.setattr(protocol, "style_of", lambda place, on: house)
    file = docx.Document(protocol.docx(election, "报上级"))
    assert file.paragraphs[-1].text == str(branch)


def test_the_list_of_fifty_years(as_, hospital, member):
    member("100003", since=D(1976, 6, 30), on=D(2015, 1, 1), name="云老")
    client = as_("office", hospital)
    assert "云**" in client.get(reverse("members-golden") + "?year=2026").content.decode()
    assert "云**" not in client.get(reverse("members-golden") + "?year=2025").content.decode()
