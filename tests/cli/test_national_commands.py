"""The simulated country by its commands, as a user's shell runs them."""

import json
import os
import subprocess
import sys

import polars as pl
import pytest

from linghang.cli import national
from linghang.core.errors import InputError

BUILD = ("--hospitals", 3, "--discharges", 300, "--months")


@pytest.fixture(scope="module")
def run(tmp_path_factory, migrated):
    """A function that runs commands in a workspace of its own."""
    root = tmp_path_factory.mktemp("national")

    def run(*words):
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("LINGHANG", "DJANGO"))}
        command = [sys.executable, "-c", "from linghang.cli import main; main()", *map(str, words)]
        environment["LINGHANG_WORKSPACE"] = str(root / "workspace")
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=root)
        assert done.returncode == 0, done.stderr
        return done.stdout

    migrated(root / "workspace")
    run("init")
    return run


def test_a_country_is_built_and_computed(run, tmp_path):
    folder = tmp_path / "country"
    written = json.loads(run("national", "build", folder, *BUILD, 2, "--json"))
    assert 40 < written["discharges"] < 80
    done = json.loads(run("national", "compute", folder, "--period", "2022-01..2022-02", "--json"))
    assert (done["scanned"], done["institutions"], done["rows"]) == (2, 3, written["discharges"])
    values = pl.read_parquet(folder / "values.parquet")
    assert values.filter(pl.col("indicator") == "discharges")["value"].sum() == written["discharges"]
    assert values["name"].str.ends_with("（模拟）").all()


def test_mistakes_are_answered_in_words(tmp_path):
    with pytest.raises(InputError, match=r"--months“13”.*1 到 12"):
        national.build(tmp_path / "a", months=13)
    with pytest.raises(InputError, match="没有模拟的全国数据"):
        national.compute(tmp_path / "a", period="2022")
