"""`linghang programmes`: what the packs hold, in words and as JSON."""

import json

from typer.testing import CliRunner

from linghang.cli import app


def run(*words):
    return CliRunner().invoke(app, ["programmes", *words])


def test_all_programmes_with_their_digits():
    found = {each["code"]: each for each in json.loads(run("list", "--json").stdout)}
    assert found["project_11235"]["digits"] == [1, 1, 2, 3, 5]
    assert found["project_11235"]["components"] == 12
    assert found["plan_1_7_n"]["digits"] == [1, 7, "N"]
    assert found["plan_1531"]["open_layers"] == ["first", "second", "third", "fourth"]


def test_one_programme_with_its_components():
    found = json.loads(run("show", "three_isations_four_famous", "--json").stdout)
    titles = [[each["title"] for each in layer["components"]] for layer in found["layers"]]
    assert titles == [["医生学者化", "科室学科化", "医院学院化"], ["名医", "名家", "名科", "名院"]]


def test_in_words():
    assert "党建融稳强核心保障" in run("show", "six_fusions").stdout.replace("\n", "")
    assert run("list").exit_code == 0
