"""`linghang doc check` and `linghang doc adopt`."""

import json

import pytest
from typer.testing import CliRunner

from linghang.cli import app, papers
from linghang.core.errors import InputError
from linghang.papers.models import Paper
from linghang.tasks.models import Task

REPORT = "青山医院2023年工作总结\n一、2023年工作回顾\n全年完成门诊12.36万人次。手术占比29.2%。\n"
PLAN = "青山医院2027年工作计划\n一、重点任务\n（一）加强护理队伍建设\n要开展培训。\n（二）提高效率\n要缩短等候时间。\n"


@pytest.fixture
def run(hospital, monkeypatch):
    monkeypatch.setattr(papers, "open_site", lambda: None)
    return lambda *words: CliRunner().invoke(app, ["doc", *map(str, words)])


@pytest.fixture
def written(tmp_path):
    def make(text):
        path = tmp_path / "稿.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return make


def test_against_the_ledger(run, written):
    said = json.loads(run("check", written(REPORT), "--institution", "h1", "--period", "2023", "--json").stdout)
    assert [(each["indicator"], each["verdict"]) for each in said["ledger"]] == [
        ("visits", "conflict"),
        ("surgery_share", "agree"),
    ]
    assert REPORT[said["ledger"][0]["start"] : said["ledger"][0]["end"]] == "全年完成门诊12.36万人次"
    assert not Paper.objects.exists()


def test_without_an_institution_the_text_alone(run, written):
    assert set(json.loads(run("check", written(REPORT), "--json").stdout)) == {"findings"}


def test_a_period_without_an_institution(run, written):
    assert isinstance(run("check", written(REPORT), "--period", "2023").exception, InputError)


def test_adopting_once(run, written):
    path = written(PLAN)
    tried = json.loads(run("adopt", path, "--institution", "h1", "--dry-run", "--json").stdout)
    assert [each["title"] for each in tried["tasks"]] == ["加强护理队伍建设", "提高效率"]
    assert (Paper.objects.count(), Task.objects.count()) == (0, 0)
    made = json.loads(run("adopt", path, "--institution", "h1", "--json").stdout)
    assert [each["department"] for each in made["tasks"]] == ["护理部", ""]
    assert set(Task.objects.values_list("number", flat=True)) == {each["number"] for each in made["tasks"]}
    assert json.loads(run("adopt", path, "--institution", "h1", "--json").stdout)["tasks"] == []
    assert (Paper.objects.count(), Task.objects.count()) == (1, 2)


def test_no_file_and_no_day_are_told(run, written, tmp_path):
    for said, words in (
        ("没有这个文件", (tmp_path / "没有.txt",)),
        ("--published“明天”: 不是日期", (written(PLAN), "--published", "明天")),
    ):
        assert said in str(run("adopt", *words, "--institution", "h1").exception)
    assert "--published“明天”: 不是日期" in str(run("figures", written(PLAN), "--published", "明天").exception)
    assert run("figures", written(PLAN), "--published", "2026").exit_code == 0
    assert not Paper.objects.exists()
