"""Published weights by the page and by the command: who may, what the pages then say, what an untrusted file meets."""

import json
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.payment.conftest import TABLE
from tests.payment.test_payment_pages import HERE, ROLES
from typer.testing import CliRunner

from linghang.cli import app
from linghang.indicators.compute import compute
from linghang.organization.models import Institution
from linghang.payment.grouping import group_batches
from linghang.payment.models import Scheme

pytestmark = pytest.mark.django_db
MAY = {"administrator", "office", "quality"}
SAID = {"where": "h1", "edition": "2022 年版", "source": "某市医保局通知", "valid_from": "2022-01-01", "rate": "8,000"}


def bring(client, chosen, text=TABLE, name="权重.csv", **said):
    content = text if isinstance(text, bytes) else text.encode()
    asked = {"scheme": chosen.pk, "confidence": "low"} | said
    form = SAID | asked | {"file": SimpleUploadedFile(name, content)}
    return client.post(reverse("payment-weights") + "?institution=h1&period=2022", form)


def test_by_role(client, person, scheme):
    for role in ROLES:
        client.force_login(person(role))
        wanted = 302 if role in MAY else 403
        assert bring(client, scheme).status_code == wanted, role
        assert Scheme.objects.filter(kind="rw").exists() == (role in MAY or ROLES.index(role) > 0), role
        if role in MAY:
            page = client.get(reverse("payment-schemes"), HERE).content.decode()
            assert "施行一张公布的权重表" in page, role
    assert Scheme.objects.filter(kind="rw").count() == 1


def test_only_where_one_may(client, person, scheme):
    client.force_login(person("quality"))
    for where in ("h2", "r1", "", "nowhere"):
        assert bring(client, scheme, where=where).status_code == 403, where
    client.force_login(person("office", Institution.objects.get(code="h2")))
    assert bring(client, scheme).status_code == 403
    assert not Scheme.objects.filter(kind="rw").exists()


def test_the_pages_say_which_weights_hold(client, person, hospital, scheme, front_pages):
    front_pages()
    group_batches(hospital)
    user = person("office")
    client.force_login(user)
    assert "本地测算，非官方" in client.get(reverse("payment"), HERE).content.decode()
    assert bring(client, scheme).status_code == 302
    entry = LogEntry.objects.filter(actor=user, additional_data__deed="施行公布的权重").get()
    assert entry.additional_data["版本"] == "2022 年版"
    group_batches(hospital)
    compute(registers=["case_payment"])
    overview = client.get(reverse("payment"), HERE)
    page = overview.content.decode()
    for said in ("公布的“2022 年版”（出处：某市医保局通知", "未核实", "费率 8,000.00 元，随权重公布", "没有权重"):
        assert said in page
    assert "本地测算" not in page
    assert [(each["code"], each["cases"]) for each in overview.context["lacking"]] == [("GD19", 1)]
    assert {tile.indicator.code: tile.text for tile in overview.context["tiles"]}["drg_cmi"] == "1.3667"
    for name, args in (("payment-groups", ()), ("payment-group", ("ES35",)), ("payment-schemes", ())):
        assert "2022 年版" in client.get(reverse(name, args=args), HERE).content.decode(), name


def test_a_department_without_any_weight_has_no_surplus_and_not_none(client, person, hospital, put, front_pages):
    """普外科 has GD19 and an ungrouped case, and the table neither; 呼吸内科 has 2,400 + 400 + 0 yuan left."""
    put(rate=Decimal(8000))
    front_pages()
    group_batches(hospital)
    client.force_login(person("leader"))
    context = client.get(reverse("payment"), HERE).context
    told = {row.name: [cell.text for cell in row.cells] for row in context["places"]}
    assert told["普外科"][2:] == ["〔缺〕", "1", "〔缺〕", "〔缺〕", "〔缺〕", "〔缺〕", "〔缺〕"]
    assert told["呼吸内科"][-2:] == ["0.0%", "0.28"]
    (group,) = [row for row in context["top"] if row.code == "GD19"]
    assert [cell.text for cell in group.cells][4:] == ["〔缺〕", "〔缺〕", "〔缺〕", "〔缺〕"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"text": "组,权重\nES35,x\nZZ9,1\n"}, ("权重.csv:2: ES35", "应为不小于 0 的数", "没有施行，什么都没有改变")),
        ({"name": "权重.exe"}, ("不是 CSV 或 .xlsx 文件",)),
        ({"name": "权重.xlsx", "text": b"PK\x03\x04 no workbook"}, ("权重.xlsx", "不是 .xlsx 表格")),
        ({"text": b"\xff\xfe\x00"}, ("权重.csv",)),
        ({"text": "组,权重\n<script>alert(1)</script>,1\n"}, ("&lt;script&gt;",)),
        ({"valid_from": "明天"}, ("不是日期", 'value="明天"')),
        ({"rate": "很多"}, ("费率不是数",)),
        ({"scheme": "0"}, ("没有选择权重所属的方案",)),
    ],
)
def test_a_bad_table_changes_nothing(client, person, scheme, given, why):
    client.force_login(person("office"))
    response = bring(client, scheme, **given)
    page = response.content.decode()
    assert response.status_code == 400
    for said in why:
        assert said in page
    assert not Scheme.objects.filter(kind="rw").exists()


def test_notices_name_the_file_as_the_person_does(client, person, scheme):
    client.force_login(person("office"))
    response = bring(client, scheme, "组,权重\nES35,0.5\n", name="本市权重.csv")
    assert response.url.endswith("#top")  # where the messages stand
    (notice,) = Scheme.objects.get(kind="rw").notices
    assert notice.startswith("本市权重.csv: 方案里有 3 个组没有权重")
    assert "table.csv" not in client.get(response.url).content.decode()


def test_what_was_typed_stays_and_the_file_is_asked_for_again(client, person, scheme):
    """The reasons stand above the form; a browser keeps no chosen file, and the page says so."""
    client.force_login(person("office"))
    page = bring(client, scheme, "组,权重\nES35,x\n", source="通知 7 号", confidence="medium").content.decode()
    assert page.index("应为不小于 0 的数") < page.index('id="w-file"')
    assert "更正以后请<b>重新选择文件</b>（浏览器不保留选过的“权重.csv”）；其他各项已经保留" in page
    assert "<b>：请重新选择</b>" in page
    for kept in ('value="2022 年版"', 'value="通知 7 号"', 'value="2022-01-01"', 'value="8,000"', '"medium" selected',
                 f'value="{scheme.pk}" selected', 'value="h1" selected'):  # fmt: skip
        assert kept in page, kept
    form = SAID | {"scheme": scheme.pk, "confidence": "low"}
    page = client.post(reverse("payment-weights") + "?institution=h1&period=2022", form).content.decode()
    assert "没有选择文件" in page
    assert "浏览器不保留" not in page


def test_by_command(scheme, tmp_path):
    path = tmp_path / "w.csv"
    path.write_text(TABLE, encoding="utf-8")
    said = ["--edition", "2022 年版", "--source", "通知", "--valid-from", "2022-01-01", "--rate", "8000"]
    asked = ["casemix", "drg", "import-weights", str(path), "--scheme", "small", *said, "--confidence", "high"]
    done = CliRunner().invoke(app, [*asked, "--json"])
    assert done.exit_code == 0, done.output
    made = Scheme.objects.get(kind="rw")
    assert json.loads(done.stdout)["groups"] == 3
    assert (made.weighs, made.institution, made.unverified, made.edition) == (scheme, None, False, "2022 年版")
    refused = CliRunner().invoke(app, [*asked, "--scheme", "nowhere"])
    assert refused.exit_code != 0
