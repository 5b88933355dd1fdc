"""Programs get what pages show: masked, in full with a reason that is logged, and the same refusals."""

import datetime as dt
from decimal import Decimal

from auditlog.models import LogEntry

from linghang.membership import collecting, tenure

D = dt.date
AS_JSON = {"content_type": "application/json"}


def test_the_roll_is_masked_and_shown_in_full_with_a_reason(as_, hospital, branch, member):
    member("100001", name="江望舒")
    client = as_("secretary", hospital, branch)
    (row,) = client.get("/api/members/branches/b1/roll").json()
    assert (row["name"], row["code"], row["status"], row["revealed"]) == ("江**", "***01", "full", False)
    (row,) = client.get("/api/members/branches/b1/roll", {"reason": "核对名册"}).json()
    assert (row["name"], row["code"]) == ("江望舒", "100001")
    assert LogEntry.objects.filter(additional_data__deed="显示完整信息", additional_data__事由="核对名册").exists()


def test_who_may_not(as_, hospital, branch, other_branch, member):
    member("100001")
    client = as_("secretary", hospital, branch)
    assert client.get("/api/members/branches/b2/roll").status_code == 404
    assert (
        client.post("/api/members/branches/b1/join", {"person": "x", "on": "2026-05-01"}, **AS_JSON).status_code == 403
    )
    client = as_("leader", hospital)
    assert client.get("/api/members/branches/b1/roll", {"reason": "看看"}).status_code == 403
    assert client.get("/api/members/branches/b1/dues", {"month": "2026-05"}).status_code == 403
    assert as_("quality", hospital).get("/api/members/institutions/h1/branches").status_code == 404


def test_counts_terms_and_dues(as_, hospital, branch, member):
    person = member("100001")
    tenure.begin(branch, D(2024, 1, 18))
    collecting.set_base(person, "employee", Decimal(5400), D(2026, 1, 1))
    client = as_("office", hospital)
    (found,) = [each for each in client.get("/api/members/institutions/h1/branches").json() if each["code"] == "b1"]
    assert (found["full"], found["probationary"], found["voting"]) == (1, 0, 1)
    due = {each["organization"]: each["due"] for each in client.get("/api/members/institutions/h1/terms").json()}
    assert due["b1"] == "2027-01-18"
    said = {"month": "2026-05", "paid_on": "2026-05-09", "payments": [{"person": person.pk, "amount": "81.00"}]}
    done = client.post("/api/members/branches/b1/dues", said, **AS_JSON)
    assert (done.json()["owed"], done.json()["paid"]) == ("81.00", "81.00")
    masked = client.get("/api/members/branches/b1/dues", {"month": "2026-05"}).json()["lines"][0]
    shown = client.get("/api/members/branches/b1/dues", {"month": "2026-05", "reason": "核对"}).json()["lines"][0]
    assert [(each["due"], each["paid"]) for each in (masked, shown)] == [("***", "***"), ("81.00", "81.00")]
    assert "冲正" in str(client.post("/api/members/branches/b1/dues", said, **AS_JSON).json())


def test_join_and_transfer_by_program(as_, hospital, branch, other_branch, staff):
    person, client = staff("100001"), as_("office", hospital)
    made = client.post("/api/members/branches/b1/join", {"person": "100001", "on": "2026-05-01"}, **AS_JSON)
    assert (made.json()["status"], made.json()["probation_ends"]) == ("probationary", "2027-05-01")
    again = client.post("/api/members/branches/b2/join", {"person": "100001", "on": "2026-06-01"}, **AS_JSON)
    assert again.status_code in (400, 422)
    assert "ML01" in again.content.decode()
    early = client.post(f"/api/members/people/{person.pk}/full", {"on": "2026-06-01"}, **AS_JSON)
    assert "MD18" in early.content.decode()
    moved = client.post(f"/api/members/people/{person.pk}/transfer", {"to": "b2", "on": "2026-06-01"}, **AS_JSON)
    assert moved.status_code == 200
