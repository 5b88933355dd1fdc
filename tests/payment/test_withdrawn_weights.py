"""A table of weights taken back: what then holds, what figures say meanwhile, who may, and that nothing is lost."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from tests.payment.conftest import TABLE
from tests.payment.test_grouping_the_lake import by_row
from tests.payment.test_payment_pages import HERE, ROLES
from tests.payment.test_published_weights_page import MAY, bring
from typer.testing import CliRunner

from linghang.casemix.official_weights import Said
from linghang.cli import app
from linghang.core.errors import InputError
from linghang.indicators.compute import compute
from linghang.organization.models import Institution
from linghang.payment.grouping import group_batches, waiting
from linghang.payment.models import GroupedBatch, Scheme, Weights, Withdrawal
from linghang.payment.schemes import import_scheme
from linghang.payment.validity import InForce, in_force
from linghang.payment.withdrawing import withdraw
from linghang.registers.models import Batch
from linghang.site.append_only import TABLES

pytestmark = pytest.mark.django_db
MARCH = Said("三月版", "通知", dt.date(2022, 3, 1))


def test_what_it_took_the_place_of_holds_again(hospital, scheme, put):
    """January's table holds until June, as was published with it; March's ended it, wrongly, and is taken back."""
    until = dt.date(2022, 6, 30)
    first = put(said=Said("一月版", "通知", dt.date(2022, 1, 1), until))
    second = put("组,权重\nES35,1\n", MARCH)
    assert InForce().until(first) == dt.date(2022, 2, 28)
    withdraw(second, "施行日期应为 4 月 1 日")
    reigning = InForce()
    assert reigning.until(first) == until
    days = [dt.date(2022, month, 1) for month in (1, 3, 6, 7)]
    assert [reigning.weights(scheme, hospital, day) for day in days] == [first, first, first, None]
    assert Scheme.objects.filter(kind="rw").count() == 2


def test_the_same_table_can_be_put_in_force_on_the_right_day(hospital, scheme, put):
    """An earlier day is refused while the wrong one stands, and says what to do; afterwards it is another row."""
    wrong = put(said=MARCH)
    right = Said("三月版", "通知", dt.date(2022, 2, 1))
    with pytest.raises(InputError, match="施行错了的，请先撤回"):
        put(said=right)
    withdraw(wrong, "应为二月")
    made = put(said=right)
    assert made.pk != wrong.pk
    again = put(said=Said("三月版", "通知", dt.date(2022, 3, 1)))
    assert again.pk not in {made.pk, wrong.pk}
    assert InForce().weights(scheme, hospital, dt.date(2022, 3, 1)) == again


def test_figures_go_back_and_the_batches_before_stay(hospital, put, front_pages):
    """Measured: 4,000 + 6,000 of ES35 by a mean of 8,000 … 0.5; published 0.8; measured again after the withdrawal."""
    table = put(rate=Decimal(8000))
    front_pages()
    (by_table,) = group_batches(hospital)
    withdraw(table, "表传错了")
    assert waiting([hospital]) == {"h1": 1}
    (measured,) = group_batches(hospital)
    assert waiting([hospital]) == {}
    assert by_row(measured, "weight", "weights")[0] == (Decimal("0.5000"), "本地测算，2022 年首页")
    before = Batch.objects.get(pk=by_table.pk)
    assert before.ended is not None
    assert by_row(before, "weight", "weights")[0][0] == Decimal("0.8000")
    assert "权重 2022 年版" in before.file_name
    assert Weights.objects.filter(published=table).count() == 1
    assert GroupedBatch.objects.count() == 2


def test_a_reason_is_wanted_and_once_is_enough(put):
    table = put()
    for reason in ("", "  ", "长" * 401):
        with pytest.raises(InputError, match="没有写撤回的理由，或太长"):
            withdraw(table, reason)
    withdraw(table, "写错了")
    with pytest.raises(InputError, match=r"已在 \d{4}-\d\d-\d\d 撤回"):
        withdraw(table, "再撤一次")
    assert Withdrawal.objects.get().reason == "写错了"


def test_a_withdrawal_is_not_taken_back_by_changing_it(put):
    made = withdraw(put(), "写错了")
    made.reason = "没有错"
    for deed in (made.save, made.delete, Withdrawal.objects.all().delete):
        with pytest.raises(TypeError):
            deed()
    assert Withdrawal.objects.get().reason == "写错了"
    assert Withdrawal._meta.db_table in TABLES  # the database refuses too, whoever asks


def test_a_scheme_taken_back_leaves_the_one_before(scheme, hospital, scheme_folder):
    later = import_scheme(scheme_folder(name="b"), code="b", title="新方案", valid_from=dt.date(2023, 1, 1))
    day = dt.date(2023, 6, 1)
    assert in_force("drg", hospital, day) == later
    withdraw(later, "还没有发文")
    assert in_force("drg", hospital, day) == scheme
    assert InForce().until(scheme) is None


def take_back(client, table, reason="施行日期应为 2022-03-01"):
    return client.post(reverse("payment-weights-withdraw", args=(table.pk,)) + "?institution=h1&period=2022",
                       {"reason": reason})  # fmt: skip


def test_by_role(client, person, hospital, put):
    for role in ROLES:
        if not Scheme.objects.filter(kind="rw", withdrawal=None).exists():
            table = put(institution=hospital)
        client.force_login(person(role))
        assert take_back(client, table).status_code == (302 if role in MAY else 403), role
        assert Withdrawal.objects.filter(scheme=table).exists() == (role in MAY), role
    assert Withdrawal.objects.count() == len(MAY)


def test_only_where_one_may_and_for_everybody_by_command(client, person, hospital, put):
    everybody, own = put(), put("组,权重\nES35,1\n", institution=hospital)
    client.force_login(person("office"))
    assert take_back(client, everybody).status_code == 403
    assert client.post(reverse("payment-weights-withdraw", args=(99999,)) + "?institution=h1").status_code == 403
    assert client.get(reverse("payment-weights-withdraw", args=(own.pk,)) + "?institution=h1").status_code == 405
    client.force_login(person("office", Institution.objects.get(code="h2")))
    assert take_back(client, own).status_code == 403
    assert not Withdrawal.objects.exists()


def test_the_pages_say_who_when_and_why(client, person, hospital, scheme, front_pages):
    front_pages()
    user = person("office")
    client.force_login(user)
    assert bring(client, scheme).status_code == 302
    group_batches(hospital)
    compute(registers=["case_payment"])
    table = Scheme.objects.get(kind="rw")
    page = client.get(reverse("payment-schemes"), HERE).content.decode()
    assert reverse("payment-weights-withdraw", args=(table.pk,)) in page
    refused = take_back(client, table, " ")
    assert refused.status_code == 400
    assert "没有写撤回的理由" in refused.content.decode()
    assert take_back(client, table, "应为 <三月>").status_code == 302
    page = client.get(reverse("payment-schemes"), HERE).content.decode()
    assert "已撤回" in page
    assert "应为 &lt;三月&gt;" in page
    assert str(Withdrawal.objects.get().by) in page
    assert reverse("payment-weights-withdraw", args=(table.pk,)) not in page
    meanwhile = client.get(reverse("payment"), HERE).content.decode()
    assert "这张表已撤回，首页等待重新分组" in meanwhile  # the figures still rest on it
    entry = LogEntry.objects.filter(actor=user, additional_data__deed="撤回公布的权重").get()
    assert entry.additional_data["编号"] == table.pk
    group_batches(hospital)
    afterwards = client.get(reverse("payment"), HERE).content.decode()
    assert "已撤回" not in afterwards
    assert "本地测算，非官方" in afterwards


def test_by_command(put):
    table = put(TABLE)
    run = CliRunner().invoke
    done = run(app, ["casemix", "withdraw", str(table.pk), "--reason", "表传错了", "--json"])
    assert json.loads(done.stdout)["reason"] == "表传错了"
    listed = {each["number"]: each for each in json.loads(run(app, ["casemix", "list", "--json"]).stdout)}
    assert listed[table.pk]["withdrawn"] == "表传错了"
    assert [each["withdrawn"] for number, each in listed.items() if number != table.pk] == [None]
    for number in (str(table.pk), "99999"):
        refused = run(app, ["casemix", "withdraw", number, "--reason", "再撤一次"])
        assert refused.exit_code != 0
    assert Withdrawal.objects.count() == 1
