"""`linghang assess` in a workspace of its own, and its score recounted from what it printed."""

import json
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from linghang.assessment.models import Assessment
from linghang.cli import app, output
from linghang.core.workspace import Workspace


@pytest.fixture
def run(monkeypatch, house):
    """Runs a command in this process, on the tests' own database."""
    monkeypatch.setattr("linghang.cli.assess.open_site", Workspace.from_environment)

    def command(*words):
        return CliRunner().invoke(app, ["assess", *words], catch_exceptions=True)

    return command


@pytest.fixture
def known(say):
    say("a", 2022, quality="0.875", cost=150)
    say("b", 2022, quality=1, cost=200)
    say("a", 2021, quality="0.5", cost=250)
    say("b", 2021, quality=1, cost=100)


def test_the_frameworks_are_listed(run):
    told = run("--list")
    assert told.exit_code == 0
    assert "tried" in told.stdout
    assert [each["code"] for each in json.loads(run("--list", "--json").stdout)] == [
        "tried",
        "wards",
        "branches",
        "duties",
    ]


def test_the_ranking_and_the_sheet_on_the_screen(run, known):
    ranking = run("tried", "--period", "2022").stdout
    assert "1/2" in ranking
    assert "上升 1 位" in ranking
    sheet = run("tried", "--period", "2022", "-i", "a").stdout
    assert "得分 50.00" in sheet


def test_the_score_is_recounted_from_what_is_printed(run, known):
    """Every leaf from its value by the rule as the framework states it, in plain Python; then sum, place, grade."""
    found = json.loads(run("tried", "--period", "2022", "--json").stdout)
    rules = {"i_quality": (Decimal("0.5"), Decimal(1)), "i_cost": (Decimal(200), Decimal(100))}
    totals = {}
    for result in found["results"]:
        lines = {line["code"]: line for line in result["sheet"]["lines"]}
        total = Decimal(0)
        for code, (floor, target) in rules.items():
            value = lines[code]["reading"]["value"]
            if value is None:
                continue
            share = min(max((Decimal(value) - floor) / (target - floor), Decimal(0)), Decimal(1))
            assert Decimal(lines[code]["points"]) == 40 * share
            total += 40 * share
        assert lines["i_care"]["reading"] is None or lines["i_care"]["reading"]["rating"] == ""
        totals[result["unit"]["code"]] = total
    printed = {each["unit"]["code"]: Decimal(each["sheet"]["points"]) for each in found["results"]}
    assert printed == totals == {"a": 50, "b": 40, "c": 0}
    order = sorted(("a", "b"), key=totals.__getitem__, reverse=True)
    assert [each["unit"]["code"] for each in found["results"] if each["place"]] == order
    assert [each["grade"] for each in found["results"]] == ["A", "B", ""]  # the best 0.4 of two, rounded: one
    assert [each["moved"] for each in found["results"]] == [1, -1, None]


def test_departments_of_a_house(run, say):
    say.case("a", "01", "2022-05-10", good=True)
    found = json.loads(run("wards", "--period", "2022Q2", "-i", "a", "--json").stdout)
    assert [(each["unit"]["code"], each["sheet"]["points"]) for each in found["results"]] == [("01", "10")]


def test_what_is_kept_is_a_draft(run, known):
    told = json.loads(run("tried", "--period", "2022", "-i", "a", "--keep", "--json").stdout)
    kept = Assessment.objects.get()
    assert (told["kept"], kept.stage, kept.institution.code) == (kept.pk, "draft", "a")
    assert kept.events.get().by == "命令行"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing", "--period", "2022"), "没有这个考核办法"),
        (("tried",), "需要期间"),
        (("tried", "--period", "last"), "看不懂这个期间"),
        (("tried", "--period", "2022", "-i", "nowhere"), "没有这个机构"),
        (("tried", "--period", "2022", "--peers", "nowhere"), "没有同类机构数据"),
        (("wards", "--period", "2022"), "要指明一个机构"),
        (("tried", "--period", "2022", "-i", "t"), "不考核这个机构"),
    ],
)
def test_what_is_refused_says_why(run, known, words, said):
    refused = run(*words)
    assert refused.exit_code == 1
    assert said in str(refused.exception)


def test_wrong_usage_ends_with_2(run):
    assert run("tried", "--by", "nobody").exit_code == 2


def test_json_goes_to_stdout_alone(run, known, monkeypatch):
    said = []
    monkeypatch.setattr(output, "messages", said)
    assert json.loads(run("tried", "--period", "2022", "--json").stdout)["framework"] == "tried"
    assert said == []
