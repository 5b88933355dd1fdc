"""Several people at once, each with a connection of their own: no number twice, no event lost, no circle."""

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_several_people_at_once(tmp_path, migrated):
    environment = os.environ | {"LINGHANG_WORKSPACE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "linghang.site.settings"}
    migrated(tmp_path)
    program = [sys.executable, str(HERE / "at_once.py")]
    ended = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["numbers"] == [f"2023-000{number}" for number in range(1, 7)]
    assert found["urged"] == ["ConflictError", "ConflictError", "催办"]
    assert found["events"] == 3
    assert sorted(found["waits"]) == [False, True]
    assert found["links"] == 1
