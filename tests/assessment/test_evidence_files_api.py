"""Files that a rating stands on, sent by the API: who may, what is refused, and that the rating then carries them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linghang.assessment import evidence
from linghang.assessment.models import EvidenceFile, EvidenceRating
from linghang.core.periods import Period
from linghang.site import tokens
from linghang.tasks.evidence import LARGEST_BYTES, path_of
from linghang.tasks.posting import token

HERE = "/api/assessment/evidence"
HOSPITAL = {"kind": "institution", "institution": "a", "code": "a"}
BRANCH = {"kind": "branch", "institution": "a", "code": "a-p1"}
WARD = {"kind": "department", "institution": "a", "code": "01"}
NEIGHBOUR = {"kind": "institution", "institution": "b", "code": "b"}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ROLES = ("administrator", "office", "quality", "head", "leader", "commission", "region_office")
MAY = {
    "hospital": (HOSPITAL, {"office", "quality", "region_office"}),
    "ward": (WARD, {"office", "quality", "region_office"}),
    "branch": (BRANCH, {"office", "region_office"}),
    "neighbour": (NEIGHBOUR, {"region_office"}),
}


@pytest.fixture
def send(client):
    """`send(user, unit, (name, content) …)` → status and answer."""

    def ask(user, unit, *files):
        client.force_login(user)
        wish = "&".join(f"{name}={value}" for name, value in unit.items())
        sent = [SimpleUploadedFile(name, content) for name, content in files]
        answer = client.post(f"{HERE}/files?{wish}", {"files": sent})
        return answer.status_code, answer.json()

    return ask


@pytest.fixture
def rate(client):
    def ask(user, files, **more):
        body = HOSPITAL | {"framework": "tried", "item": "i_care", "period": "2022", "rating": "A", "note": "看了记录"}
        client.force_login(user)
        body |= {"seen": 0, "files": files} | more
        answer = client.post(HERE, body, content_type="application/json")
        return answer.status_code, answer.json()

    return ask


def test_by_role_and_unit(send, people, house):
    for title, (unit, allowed) in MAY.items():
        for role in ROLES:
            status, _ = send(getattr(people, role), unit, ("记录.pdf", PDF))
            assert status == (201 if role in allowed else 403), (title, role)


def test_nobody_signed_out_and_no_token_that_only_reads(client, house, people):
    path = f"{HERE}/files?kind=institution&institution=a&code=a"
    assert client.post(path).status_code == 401
    for read_only, status in ((True, 403), (False, 201)):
        _, text = tokens.issue(people.office, "程序", 7, read_only=read_only)
        sent = {"files": SimpleUploadedFile("记录.pdf", PDF)}
        assert client.post(path, sent, headers={"Authorization": f"Bearer {text}"}).status_code == status


def test_a_rating_stands_on_what_was_sent(send, rate, client, people, house):
    status, (pdf, text) = send(people.office, HOSPITAL, ("../记录.pdf", PDF), ("说明.txt", "看了".encode()))
    assert (status, pdf["name"], pdf["media_type"], pdf["bytes"]) == (201, "记录.pdf", "application/pdf", len(PDF))
    assert not EvidenceFile.objects.exists()
    status, made = rate(people.office, [pdf["token"], text["token"]])
    assert (status, made["files"]) == (201, ["记录.pdf", "说明.txt"])
    kept = EvidenceRating.objects.get().files.order_by("id")
    assert path_of(kept[0].sha256).read_bytes() == PDF
    answer = client.get(reverse("assessment-file", args=(kept[0].pk,)))
    assert b"".join(answer.streaming_content) == PDF
    assert [each.rating for each in evidence.ratings("tried", Period.year(2022), "institution", ["a"]).values()] == [
        "A"
    ]


def test_what_cannot_be_taken_is_refused_as_a_whole(send, people, house):
    status, said = send(people.office, HOSPITAL, ("好.pdf", PDF), ("坏.exe", b"MZ\x90\x00\x03"), ("空.txt", b""))
    assert (status, [fault["value"] for fault in said["faults"]]) == (400, ["坏.exe", "空.txt"])
    assert send(people.office, HOSPITAL, ("大.txt", b"a" * (LARGEST_BYTES + 1)))[0] == 400
    assert send(people.office, HOSPITAL, *((f"{n}.pdf", PDF) for n in range(21)))[0] == 400
    assert send(people.office, HOSPITAL)[0] == 422
    assert send(people.office, HOSPITAL | {"institution": "nowhere"}, ("好.pdf", PDF))[0] == 404


def test_a_token_that_is_not_ours_rates_nothing(rate, people, house):
    assert rate(people.office, ["made-up"])[0] == 400
    forged = token(evidence.Kept("x.pdf", "0" * 64, 3, "application/pdf")).token[:-3] + "abc"
    assert rate(people.office, [forged])[0] == 400
    assert rate(people.office, ["made-up"] * 21)[0] == 422
    assert not EvidenceRating.objects.exists()
