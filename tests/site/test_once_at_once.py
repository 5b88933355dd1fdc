"""One form that arrives several times at the very same moment, each time at another worker: one thing is made."""

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_presses_at_the_same_moment(tmp_path, migrated):
    environment = os.environ | {"LINGHANG_WORKSPACE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "linghang.site.settings"}
    migrated(tmp_path)
    program = [sys.executable, str(HERE / "pressed_twice.py")]
    ended = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {"answers": [302, 409, 409, 409], "tasks": 1}
