"""The API shows and does what the pages do, with the same access."""

import pytest

from linghang.assessment import records
from linghang.assessment.assess import assess
from linghang.assessment.models import Assessment, EvidenceRating
from linghang.core.periods import Period

YEAR = Period.year(2022)
HERE = "/api/assessment"


@pytest.fixture
def known(say):
    say("a", 2022, quality="0.875", cost=150)
    say("b", 2022, quality=1, cost=200)
    for ward, good in (("01", True), ("02", False)):
        say.case("a", ward, "2022-05-10", good=good)


@pytest.fixture
def asked(client):
    """`asked(user, "GET", path, **body)` → status and answer."""

    def ask(user, method, path, **body):
        client.force_login(user)
        send = getattr(client, method.lower())
        answer = send(HERE + path, body, content_type="application/json") if method == "POST" else send(HERE + path)
        return answer.status_code, answer.json()

    return ask


@pytest.fixture
def locked(known, house, people):
    made = records.keep(assess("tried", YEAR, institutions=["a"]), house.a, actor=people.office)
    records.lock(made, actor=people.office)
    return made


@pytest.fixture
def wards(known, house, people):
    made = records.keep(assess("wards", YEAR, institutions=["a"]), house.a, actor=people.office)
    records.lock(made, actor=people.office)
    return made


def test_frameworks(asked, people):
    status, found = asked(people.office, "GET", "")
    assert (status, [each["code"] for each in found]) == (200, ["tried", "wards", "branches", "duties"])


@pytest.mark.parametrize(
    ("who", "seen"),
    [("office", ["a"]), ("head", []), ("commission", ["a", "b", "c"]), ("region_office", ["a", "b", "c"])],
)
def test_results_are_those_in_reach_ranked_among_all(asked, known, people, who, seen):
    status, found = asked(getattr(people, who), "GET", "/tried/results?period=2022")
    assert status == 200
    assert sorted(each["unit"]["code"] for each in found["results"]) == seen
    assert all(each["place"] is None or each["place"]["of"] == 2 for each in found["results"])


@pytest.mark.parametrize(("who", "seen"), [("office", ["01", "02"]), ("head", ["01"]), ("commission", [])])
def test_sheets_of_departments_are_the_house_s_own(asked, known, people, who, seen):
    got, found = asked(getattr(people, who), "GET", "/wards/results?period=2022&institution=a")
    assert (got, [each["unit"]["code"] for each in found["results"]]) == (200, seen)


def test_another_hospital_is_closed(asked, known, people):
    assert asked(people.office, "GET", "/tried/results?period=2022&institution=b")[0] == 403
    assert asked(people.head, "GET", "/tried/results?period=2022&institution=a")[0] == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing/results?period=2022", 400), ("/tried/results?period=x", 400), ("/kept/99", 404)],
)
def test_what_is_not_there(asked, house, people, path, status):
    assert asked(people.office, "GET", path)[0] == status


def test_from_keeping_to_unlocking(asked, known, people):
    status, kept = asked(people.office, "POST", "/kept", framework="tried", period="2022", institution="a")
    assert (status, kept["stage"], kept["units"][0]["rank"]) == (201, "draft", 1)
    path = f"/kept/{kept['id']}"
    assert asked(people.office, "POST", f"{path}/lock", revision=0)[0] == 409
    status, kept = asked(people.office, "POST", f"{path}/lock", revision=1)
    assert (status, kept["stage"]) == (200, "locked")
    appeal = {"institution": "a", "code": "a", "item": "i_cost", "words": "口径不同"}
    status, made = asked(people.quality, "POST", f"{path}/appeals", **appeal)
    assert (status, made["outcome"]) == (201, "waiting")
    answer = {"upheld": False, "answer": "口径一致"}
    assert asked(people.quality, "POST", f"/appeals/{made['id']}/decision", **answer)[0] == 403
    status, made = asked(people.leader, "POST", f"/appeals/{made['id']}/decision", **answer)
    assert (status, made["outcome"]) == (200, "rejected")
    assert asked(people.quality, "POST", f"{path}/unlock", revision=4, reason="更正")[0] == 403
    assert asked(people.leader, "POST", f"{path}/unlock", revision=4, reason="")[0] == 400
    status, kept = asked(people.leader, "POST", f"{path}/unlock", revision=4, reason="更正")
    assert (status, kept["stage"]) == (200, "draft")
    assert [each["kind"] for each in kept["events"]] == ["assessed", "locked", "appealed", "decided", "unlocked"]


@pytest.mark.parametrize("who", ["leader", "head", "commission", "administrator"])
def test_who_may_not_assess(asked, known, house, people, who):
    user = getattr(people, who)
    assert asked(user, "POST", "/kept", framework="tried", period="2022", institution="a")[0] == 403
    made = records.keep(assess("tried", YEAR, institutions=["a"]), house.a, actor=people.office)
    assert asked(user, "POST", f"/kept/{made.pk}/lock", revision=1)[0] in (403, 404)
    assert Assessment.objects.get().stage == "draft"


def test_the_commission_sees_kept_results_of_institutions_and_nothing_behind_them(asked, locked, wards, people):
    records.appeal(locked.units.get(), "请复核", actor=people.quality)
    status, found = asked(people.commission, "GET", "/kept")
    assert (status, [each["id"] for each in found]) == (200, [locked.pk])
    _, one = asked(people.commission, "GET", f"/kept/{locked.pk}")
    assert (one["units"][0]["code"], one["appeals"], one["events"]) == ("a", [], [])
    assert asked(people.commission, "GET", f"/kept/{wards.pk}")[0] == 404
    appeal = {"institution": "a", "code": "a", "words": "请复核"}
    assert asked(people.commission, "POST", f"/kept/{locked.pk}/appeals", **appeal)[0] == 403


def test_a_head_sees_and_appeals_for_the_own_department_alone(asked, locked, wards, people):
    _, found = asked(people.head, "GET", "/kept")
    assert [each["id"] for each in found] == [wards.pk]
    _, one = asked(people.head, "GET", f"/kept/{wards.pk}")
    assert [each["code"] for each in one["units"]] == ["01"]
    path = f"/kept/{wards.pk}/appeals"
    assert asked(people.head, "POST", path, institution="a", code="01", words="请复核")[0] == 201
    assert asked(people.head, "POST", path, institution="a", code="02", words="请复核")[0] == 404


def rating(**more):
    care = {"framework": "tried", "item": "i_care", "kind": "institution", "institution": "a", "code": "a"}
    return {**care, "period": "2022", "rating": "A", "note": "看了记录", "seen": 0, **more}


def test_evidence_is_rated_by_those_who_may(asked, known, people):
    assert asked(people.office, "POST", "/evidence", **rating())[0] == 201
    assert asked(people.quality, "POST", "/evidence", **rating(rating="B"))[0] == 409
    for who in ("leader", "head", "commission", "administrator"):
        assert asked(getattr(people, who), "POST", "/evidence", **rating())[0] == 403
    assert EvidenceRating.objects.get().rating == "A"
    path = "/evidence?framework=tried&period=2022&institution=a"
    assert [each["rating"] for each in asked(people.leader, "GET", path)[1]] == ["A"]
    assert asked(people.commission, "GET", path)[1] == []


def test_a_branch_is_rated_by_the_party_office(asked, known, people):
    branch = {"framework": "branches", "item": "p_life", "kind": "branch", "code": "a-p1"}
    assert asked(people.quality, "POST", "/evidence", **rating(**branch))[0] == 403
    assert asked(people.office, "POST", "/evidence", **rating(**branch))[0] == 201
    assert asked(people.office, "POST", "/evidence", **rating(**branch | {"code": "nowhere"}))[0] == 400
