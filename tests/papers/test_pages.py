"""Who sees and does what; what the desk shows."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linghang.organization.models import Institution
from linghang.papers.models import Paper, PaperMapping, SignOff

TEXT = (
    "青山医院2023年工作总结\n一、2023年工作回顾\n全年完成门诊12.35万人次。出院8000人次，其中门诊服务人次12.3万人次。\n"
    "手术占比29.9%。"
)
READS = {"office", "quality", "leader", "discipline", "department_head"}
KEEPS = {"office", "quality"}
ROLES = ("administrator", "office", "quality", "department_head", "leader", "commission", "viewer", "discipline")


@pytest.mark.parametrize("role", ROLES)
def test_by_role(client, person, paper, role):
    kept = paper(TEXT)
    client.force_login(person(role))
    page, listed = client.get(reverse("paper", args=[kept.pk])), client.get(reverse("papers"))
    assert page.status_code == (200 if role in READS else 404)
    assert listed.status_code == (200 if role in READS else 403)
    given = {"institution": "h1", "file": SimpleUploadedFile("b.txt", "青山医院要点\n抓好落实。".encode())}
    client.post(reverse("paper-new"), given)
    words = {"metric": "门诊服务人次", "unit": "人次", "indicator": "visits"}
    client.post(reverse("paper-map", args=[kept.pk]), words)
    assert Paper.objects.count() == (2 if role in KEEPS else 1)
    assert PaperMapping.objects.count() == (1 if role in KEEPS else 0)


def test_the_neighbour_sees_nothing(client, person, paper):
    kept = paper(TEXT)
    client.force_login(person("office", Institution.objects.get(code="h2")))
    for name in ("paper", "paper-file", "paper-compare"):
        assert client.get(reverse(name, args=[kept.pk])).status_code == 404
    assert TEXT[:9] not in client.get(reverse("papers")).content.decode()


def test_a_head_of_department_reads_the_text_but_not_the_figures_of_the_house(client, person, paper):
    kept = paper(TEXT)
    client.force_login(person("department_head"))
    shown = client.get(reverse("paper", args=[kept.pk])).content.decode()
    assert "全年完成门诊" in shown
    assert "123456" not in shown
    assert "29.1625" not in shown
    assert "您无权查看" in shown


def test_the_desk_puts_the_conflict_first_and_folds_what_agrees(client, person, paper):
    client.force_login(person("office"))
    answer = client.get(reverse("paper", args=[paper(TEXT).pk]))
    desk, shown = answer.context["desk"], answer.content.decode()
    assert (desk.pressing[0].verdict, desk.pressing[0].code) == ("conflict", "surgery_share")
    assert {each.code for each in desk.quiet} >= {"visits", "discharges"}
    assert f"{reverse('indicator-trace', args=['surgery_share'])}?institution=h1&amp;period=2023" in shown
    assert 'id="t-q1"' in shown
    assert " style=" not in shown.split("<main")[1]
    assert "onclick" not in shown


def test_signing_off_by_the_button(client, person, paper):
    client.force_login(person("office"))
    kept = paper(TEXT)
    refused = client.post(reverse("paper-sign", args=[kept.pk]))
    assert refused.status_code == 400
    assert "处矛盾" in refused.content.decode()
    good = paper(TEXT.replace("29.9%", "29.2%"))
    assert client.post(reverse("paper-sign", args=[good.pk])).status_code == 302
    assert SignOff.objects.get().paper == good


def test_two_versions(client, person, paper):
    client.force_login(person("leader"))
    left, right = paper(TEXT), paper(TEXT.replace("29.9%", "29.2%"), title="二稿")
    answer = client.get(reverse("paper-compare", args=[left.pk]), {"with": right.pk})
    assert [(each.metric, each.left, each.right) for each in answer.context["changed"]] == [
        ("手术占比", "29.9%", "29.2%")
    ]
    assert [row.same for row in answer.context["rows"]] == [True, True, True, False]


def test_the_api_says_what_the_page_shows(client, person, paper):
    client.force_login(person("office"))
    said = client.get(f"/api/papers/{paper(TEXT).pk}").json()
    assert [(each["indicator"], each["verdict"]) for each in said["ledger"]][-1] == ("surgery_share", "conflict")
    assert client.get("/api/papers/999").status_code == 404


def test_words_are_changed_and_forgotten(client, person, hospital):
    client.force_login(person("office"))
    row = PaperMapping.objects.create(institution=hospital, metric="门诊服务人次", unit="人次", indicator="visits")
    address = f"{reverse('paper-words')}?institution=h1"
    client.post(address, {"mapping": row.pk, "indicator": "discharges"})
    assert PaperMapping.objects.get().indicator == "discharges"
    client.post(address, {"mapping": row.pk, "_forget": "1"})
    assert not PaperMapping.objects.exists()
