"""Who sees and does what outside the Party: cases of departments, and the commands that need no permission."""

import json

import pytest
from tests.procedures.conftest import D

from linghang.cli import main
from linghang.organization.models import Assignment, Department
from linghang.procedures import reach, store
from linghang.procedures.models import Case


@pytest.fixture
def letters(hospital, department, people):
    """A responsibility letter of the department NK, and one of another."""
    other = Department.objects.create(institution=hospital, code="WK", name="外科")
    said = {"letter": "医疗质量和安全目标责任书", "year": 2024}
    return [
        store.open_case("responsibility_letter", each, hospital, on=D(2024, 1, 5), actor=people.quality, data=said)
        for each in (department, other)
    ]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("office", ["NK", "WK"]),
        ("quality", ["NK", "WK"]),
        ("leader", ["NK", "WK"]),
        ("head", ["NK"]),
        ("secretary", []),
        ("viewer", []),
        ("admin", []),
        ("applicant", []),
    ],
)
def test_a_department_head_sees_his_department_only(letters, people, who, seen):
    found = reach.visible(getattr(people, who)).order_by("unit__code").values_list("unit__code", flat=True)
    assert list(found) == seen


def test_a_step_is_of_the_roles_it_names_and_of_the_place(letters, people):
    own, other = letters
    assert reach.may_act(people.quality, own, "template")
    assert not reach.may_act(people.leader, own, "template")
    assert reach.may_act(people.head, own, "sign")
    assert not reach.may_act(people.head, other, "sign")
    assert not reach.may_act(people.secretary, own, "sign")


def test_a_role_that_has_ended_opens_nothing(letters, people):
    Assignment.objects.filter(user=people.head).update(valid_to=D(2020, 1, 1))
    again = type(people.head).objects.get(pk=people.head.pk)
    assert not reach.visible(again).exists()


@pytest.fixture
def command(monkeypatch, capsys):
    monkeypatch.setattr("linghang.cli.procedures.open_site", lambda: None)

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            main(["cases", *map(str, words)])
        return ended.value.code, capsys.readouterr().out

    return run


def test_the_command_line_tells_who_is_where_and_brings_cases_out_and_in(command, applied, tmp_path):
    code, out = command("board", "-i", "h", "-p", "member_development", "--day", "2024-03-01", "--json")
    stages = json.loads(out)
    assert code == 0
    assert [len(stage["cases"]) for stage in stages] == [1, 0, 0, 0, 0]
    assert stages[0]["cases"][0]["next"][0]["light"]["word"] == "逾期"
    path = tmp_path / "cases.xlsx"
    assert command("export", path, "--json")[0] == 0
    code, out = command("load", path, "--json")
    assert (code, json.loads(out)) == (0, {"new": 0, "changed": 0, "same": 1, "records": 0})
    assert command("load", tmp_path / "nothing.xlsx")[0] == 1
    assert Case.objects.count() == 1
