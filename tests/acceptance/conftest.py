"""The demonstration region, built once per session by the command that users have."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ALREADY_BUILT = "LINGHANG_REGION"
"""Names a workspace with the region in it, to spare its author the building; never set where it counts."""


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the demonstration region: `linghang demo` wrote its files, loaded and computed them."""
    if ALREADY_BUILT in os.environ:
        return Path(os.environ[ALREADY_BUILT])
    workspace = tmp_path_factory.mktemp("region")
    run_linghang("demo", "--no-serve", workspace=workspace)
    return workspace


@pytest.fixture(scope="session")
def values(region: Path) -> Callable[..., dict[str, dict[str, Any]]]:
    """(institution, period, indicators…) → the printed values of these indicators, or of all, by code."""

    @cache
    def printed(institution: str, period: str, *codes: str) -> dict[str, dict[str, Any]]:
        asked = [word for code in codes for word in ("--indicator", code)]
        words = ("values", "--institution", institution, "--period", period, *asked, "--json")
        return {row["indicator"]: row for row in json.loads(run_linghang(*words, workspace=region))}

    return printed


def run_linghang(*words: str, workspace: Path) -> str:
    """What a command prints; its messages when it fails."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LINGHANG_", "DATABASE_"))}
    environment["LINGHANG_WORKSPACE"] = str(workspace)
    command = [sys.executable, "-c", "from linghang.cli import main; main()", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"linghang {' '.join(words)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout
