"""What the house writes of the demonstration region contradicts neither itself nor the ledger it was told from."""

import json
import os
import subprocess
import sys
from pathlib import Path

WANTED = [
    ("annual", "county", "2022"),
    ("annual", "group", "2022"),
    ("annual", "prefecture", "2022"),
    ("annual", "prefecture", "2023"),
    ("quality", "county", "2022Q3"),
]
"""Nine tenths of the sentences and tables of both templates: a year with last year's figures and one without, ranks,
a hospital with departments and a group with members."""


def test_reports_of_the_region_contradict_nothing(region):
    command = [sys.executable, str(Path(__file__).with_name("tell_reports.py"))]
    environment = os.environ | {"LINGHANG_WORKSPACE": str(region)}
    done = subprocess.run(
        command, input=json.dumps(WANTED), capture_output=True, text=True, check=True, env=environment
    )
    found = dict(zip(map(tuple, WANTED), json.loads(done.stdout), strict=True))
    assert {wanted: each["findings"] for wanted, each in found.items() if each["findings"]} == {}
    assert {wanted: each["contradicted"] for wanted, each in found.items() if each["contradicted"]} == {}
    county = found["annual", "county", "2022"]
    assert county["agreed"] >= 40, "figures of the text that the ledger confirms"
    assert county["figures"] >= 100
