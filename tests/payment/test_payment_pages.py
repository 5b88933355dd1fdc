"""Who sees which page; what the pages say; that looking at a patient's record is written down."""

from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from tests.payment.conftest import DOCTORS

from linghang.indicators.compute import compute
from linghang.organization.models import Institution
from linghang.payment.grouping import group_batches
from linghang.payment.models import GroupedBatch

ROLES = ("administrator", "office", "quality", "department_head", "leader", "commission", "viewer", "discipline")
FIGURES = {"administrator", "office", "quality", "department_head", "leader", "commission", "viewer"}
CASES = {"administrator", "quality", "department_head"}
PAGES = ("payment", "payment-groups", "payment-simulator", "payment-schemes")
HERE = {"institution": "h1", "period": "2022"}


@pytest.fixture
def grouped(hospital, scheme, front_pages):
    front_pages()
    group_batches(hospital)
    compute(registers=["case_payment"])
    return GroupedBatch.objects.get()


def test_by_role(client, person, grouped):
    for role in ROLES:
        _sees_what_is_his(client, person(role), grouped, role)


def _sees_what_is_his(client, user, grouped, role):
    client.force_login(user)
    for name, args in (
        ("payment", ()),
        ("payment-groups", ()),
        ("payment-group", ("ES35",)),
        ("payment-simulator", ()),
        ("payment-schemes", ()),
    ):
        wanted = 200 if role in FIGURES else 403
        assert client.get(reverse(name, args=args), HERE).status_code == wanted, (role, name)
    own = client.get(reverse("payment-case", args=(grouped.source_id, 2)))  # 呼吸内科
    other = client.get(reverse("payment-case", args=(grouped.source_id, 5)))  # 普外科
    assert own.status_code == (200 if role in CASES else 403), role
    assert other.status_code == (200 if role in CASES - {"department_head"} else 403), role
    listed = client.get(reverse("payment-cases"), HERE)
    assert listed.status_code == (200 if role in CASES else 403), role
    doctors = client.get(reverse("payment-doctors"), HERE)
    assert doctors.status_code == (200 if role in CASES else 403), role
    if role == "department_head":
        assert doctors.context["without"] == 0
        assert listed.context["total"] == 4
        assert client.get(reverse("payment-cases"), HERE | {"department": "0401"}).status_code == 403
    again = client.post(reverse("payment-group-again"), {"institution": "h1"})
    assert again.status_code == (302 if role in {"administrator", "quality"} else 403), role


def test_the_neighbour_sees_nothing(client, person, grouped):
    client.force_login(person("quality", Institution.objects.get(code="h2")))
    for name in (*PAGES, "payment-cases", "payment-doctors"):
        assert client.get(reverse(name), HERE).status_code == 403, name
    assert client.get(reverse("payment-case", args=(grouped.source_id, 2))).status_code == 403


def test_nobody_signed_out(client, hospital):
    for name in (*PAGES, "payment-cases", "payment-doctors"):
        assert client.get(reverse(name)).status_code == 302


def test_the_case_says_why_and_names_nobody(client, person, grouped):
    user = person("quality")
    client.force_login(user)
    page = client.get(reverse("payment-case", args=(grouped.source_id, 4))).content.decode()
    for said in ("ES31", "J18.900 ∈ DX_E", "MCC，计入", "20,000.00", "本地测算，非官方"):
        assert said in page
    assert "P3" not in page
    assert "身份" not in page
    entry = LogEntry.objects.filter(actor=user, additional_data__deed="查看病组病例").get()
    assert entry.additional_data["行号"] == 4


def test_figures_on_the_overview_are_those_by_hand(client, person, grouped):
    client.force_login(person("leader"))
    response = client.get(reverse("payment"), HERE)
    tiles = {tile.indicator.code: tile.text for tile in response.context["tiles"]}
    assert tiles["drg_cmi"] == "1.0000"  # (0.5 + 0.5 + 2 + 1) / 4
    assert tiles["drg_cases"] == "6"
    assert tiles["drg_grouped_share"] == "66.67"
    assert tiles["drg_groups"] == "3"
    assert tiles["drg_rw2_share"] == "25.00"
    assert tiles["drg_surplus"] == "0"
    assert {row.name: row.cells[0].text for row in response.context["places"]} == {"呼吸内科": "4", "普外科": "2"}


def test_the_simulator_warns_and_keeps_nothing(client, person, grouped):
    client.force_login(person("department_head"))
    form = {"sex": "1", "age": "50", "diagnoses": "J18.900\nJ96.000\nK29.700", "operations": ""}
    response = client.post(reverse("payment-simulator") + "?institution=h1&period=2022", form)
    page = response.content.decode()
    assert "病案必须如实填写" in page
    assert [(each["diagnosis"], each["drg"]) for each in response.context["others"]] == [
        ("J96.000", ""),
        ("K29.700", "GX19"),
    ]
    bad = client.post(reverse("payment-simulator") + "?institution=h1&period=2022", form | {"diagnoses": ""})
    assert bad.status_code == 400


def test_a_case_that_is_not_there(client, person, grouped):
    client.force_login(person("quality"))
    assert client.get(reverse("payment-case", args=(grouped.source_id, 99))).status_code == 404
    assert client.get(reverse("payment-group", args=("ZZ99",)), HERE).status_code == 404


def test_without_a_scheme_the_page_says_what_to_do(client, person, hospital):
    client.force_login(person("leader"))
    assert "导入分组方案" in client.get(reverse("payment"), HERE).content.decode()


def test_doctors_are_pseudonyms(client, person, grouped):
    """呼吸内科 has one doctor: four cases, three of them weighed 0.5, 0.5 and 2; 普外科 wrote none."""
    user = person("quality")
    client.force_login(user)
    response = client.get(reverse("payment-doctors"), HERE)
    (row,) = response.context["rows"]
    assert [cell.value for cell in row.cells][:4] == [4, Decimal("0.75"), Decimal(1), 2]
    assert (response.context["without"], row.name[:4]) == (2, "呼吸内科")
    assert DOCTORS["0301"] not in response.content.decode()
    assert client.get(row.url).context["total"] == 4
    assert LogEntry.objects.filter(actor=user, additional_data__deed="查看医师结余").exists()


def test_a_doctor_is_found_by_the_code_of_the_roll_and_the_code_stays_nowhere(client, person, grouped):
    """However it is typed; who is not on the front pages, or in another's department, is not found."""
    user = person("quality")
    client.force_login(user)
    address = reverse("payment-doctors") + "?institution=h1&period=2022"
    (known,) = client.get(address).context["rows"]
    response = client.post(address, {"code": f" {DOCTORS['0301'][:5]} {DOCTORS['0301'][5:]} "})
    assert [row.code for row in response.context["rows"]] == [known.code]
    assert f"代号是 <b>{known.code}</b>" in response.content.decode()
    assert DOCTORS["0301"] not in response.content.decode()
    assert response.context["without"] == 2
    missing = client.post(address, {"code": "110000000000009"})
    assert (missing.status_code, missing.context["rows"]) == (200, [])
    assert "没有这个主治医师编码" in missing.content.decode()
    entry = LogEntry.objects.filter(actor=user, additional_data__deed="按编码查医师").order_by("id").first()
    assert (entry.additional_data["行数"], DOCTORS["0301"] in str(entry.additional_data)) == (1, False)
    for role in ROLES:
        client.force_login(person(role) if role != "quality" else user)
        assert client.post(address, {"code": "1"}).status_code == (200 if role in CASES else 403), role
