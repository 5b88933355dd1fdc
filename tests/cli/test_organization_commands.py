"""The organisation on the command line: in, out, as of a day, checked."""

import json

import openpyxl
import pytest

from commands import afresh, running
from organization.workbooks import plus, write


@pytest.fixture(scope="module")
def run(tmp_path_factory, migrated):
    """Runs commands in a workspace with the small county hospital."""
    root = tmp_path_factory.mktemp("organization")
    workspace = migrated(root / "w")
    assert afresh("--workspace", workspace, "init").returncode == 0
    with running(workspace, spoken=tmp_path_factory.mktemp("spoken")) as linghang:

        def command(*words, code=0):
            done = linghang(*words)
            assert done.returncode == code, done.stdout + done.stderr
            return done.stdout if code == 0 else done.stderr

        command.root = root
        summary = json.loads(command("organization", "load", write(root / "o.xlsx"), "--json"))
        assert summary["posts"] == 4
        yield command


def test_what_goes_out_comes_in_again(run):
    everything = json.loads(run("organization", "export", run.root / "all.xlsx", "--json"))
    assert (everything["科室"], everything["党组织"], everything["任免"]) == (4, 4, 4)
    run("organization", "load", run.root / "all.xlsx")
    assert json.loads(run("organization", "export", run.root / "again.xlsx", "--json")) == everything


def test_as_of_a_day(run):
    run("organization", "export", run.root / "day.xlsx", "--as-of", "2021-06-30")
    names = [row[2] for row in openpyxl.load_workbook(run.root / "day.xlsx")["科室"].iter_rows(2, values_only=True)]
    assert names == ["内科", "外科"]


def test_check_finds_and_never_fails(run):
    found = json.loads(run("organization", "check", "--as-of", "2022-05-31", "--json"))
    assert {each["rule"] for each in found} == {"BR05", "DC02", "ORG04"}
    assert all(each["remedy"] and each["confidence"] for each in found)


def test_a_fault_ends_with_1_and_names_sheet_and_row(run):
    bad = write(run.root / "bad.xlsx", **plus("任免", ["1001", "none"]))
    assert "bad.xlsx:6: 任免: 职务代码“none”: 没有这个职务" in run("organization", "load", bad, code=1)


def test_a_day_that_is_none_is_wrong_usage(run):
    run("organization", "check", "--as-of", "昨天", code=2)
