"""The cases of CHS-DRG 1.1 with the answers of the open reference, where they lie beside the repository."""

import csv

import pytest

from casemix.grouping import REFERENCE, explained
from linghang.casemix.group import group_file
from linghang.casemix.scheme_files import read_scheme

pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the national scheme is not beside the repository")
GROUPS = ("mdc", "adrg", "drg")


def rows(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_all_cases_agree_with_the_reference(tmp_path):
    cases, out = REFERENCE / "cases.csv", tmp_path / "out.csv"
    counts = group_file(cases, read_scheme(REFERENCE), out)
    expected, found = rows(cases), rows(out)
    assert counts.rows == len(found) == len(expected) == 12_000
    wrong = [
        (e, f) for e, f in zip(expected, found, strict=True) if any(e[name] != f[name] for name in ("case", *GROUPS))
    ]
    assert wrong == []
    assert all(row["reason"] for row in found if row["drg"] == "0000")


def test_explanations_agree_with_the_reference():
    cases = rows(REFERENCE / "cases.csv")[::6]
    found = [answer[:3] for answer in explained(read_scheme(REFERENCE), cases)]
    assert found == [tuple(case[name] for name in GROUPS) for case in cases]
