"""Front pages that change are grouped in the background; the command does the same and says how much."""

import json

import pytest
from typer.testing import CliRunner

from linghang.cli import app
from linghang.core.errors import InputError
from linghang.core.workspace import Workspace
from linghang.payment import jobs
from linghang.payment.models import GroupedBatch
from linghang.registers import catalogue
from linghang.registers.loading import load
from linghang.registers.models import Batch
from linghang.registers.signals import data_changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """The institutions that were to be grouped."""
    found = []
    monkeypatch.setattr(type(jobs.regroup), "enqueue", lambda self, code: found.append(code))
    return found


def changed(register):
    data_changed.send(sender=Batch, register=register, institution="h1")


def test_a_changed_front_page_is_asked_for_once_there_is_a_scheme(hospital, asked, scheme):
    changed("inpatient")
    changed("outpatient_visit")
    assert asked == ["h1"]


def test_without_a_scheme_nothing_is_asked(hospital, asked):
    changed("inpatient")
    assert asked == []


def test_the_job_groups_and_tells_the_indicators(hospital, scheme, front_pages):
    source, told = front_pages(), []

    def hear(register, institution, **_):
        told.append((register, institution))

    data_changed.connect(hear)
    try:
        jobs.regroup.func("h1")
        catalogue.withdraw(Batch.objects.get(pk=source.batch_id), None, "导错了")
        jobs.regroup.func("h1")
    finally:
        data_changed.disconnect(hear)
    assert told == [("case_payment", "h1")] * 2
    assert GroupedBatch.objects.count() == 1


def test_the_commands(hospital, front_pages, scheme_folder):
    Workspace.from_environment().prepare()
    front_pages()
    words = ["casemix", "drg", "import", str(scheme_folder()), "--code", "small", "--title", "小方案"]
    done = CliRunner().invoke(app, [*words, "--valid-from", "2022-01-01", "--json"])
    assert json.loads(done.stdout)["groups"] == 4
    listed = json.loads(CliRunner().invoke(app, ["casemix", "list", "--json"]).stdout)
    assert [(each["code"], each["valid_from"]) for each in listed] == [("small", "2022-01-01")]
    first, second = (json.loads(CliRunner().invoke(app, ["casemix", "group-lake", "--json"]).stdout) for _ in range(2))
    assert (len(first["batches"]), first["rows"]) == (1, 6)
    assert second["batches"] == []
    wrong = CliRunner().invoke(app, [*words, "--valid-from", "明年"])
    assert "不是日期" in str(wrong.exception)


def test_nobody_brings_groups_of_his_own(hospital, scheme, front_pages, tmp_path):
    front_pages()
    path = tmp_path / "own.csv"
    head = "source_batch,source_row,discharged_at,department,status,weight"
    path.write_text(f"{head}\n1,2,2022-01-20 09:00:00,0301,grouped,99\n", encoding="utf-8")
    with pytest.raises(InputError, match="不能导入"):
        load(path, "case_payment", hospital)
    assert not catalogue.visible_batches("case_payment").exists()
