"""The demonstration region, built once per session by the command that users have."""

import json
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from commands import Commands, afresh, running

ALREADY_BUILT = "LINGHANG_REGION"
"""Names a workspace with the region in it, to spare its author the building; never set where it counts."""
_running: dict[Path, Commands] = {}
"""By workspace, while there is something that runs its commands."""


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workspace with the demonstration region: `linghang demo` wrote its files, loaded and computed them."""
    workspace = Path(os.environ.get(ALREADY_BUILT) or tmp_path_factory.mktemp("region"))
    if ALREADY_BUILT not in os.environ:
        run_linghang("demo", "--no-serve", workspace=workspace)
    with running(workspace, spoken=tmp_path_factory.mktemp("spoken")) as commands:
        _running[workspace] = commands
        yield workspace
        del _running[workspace]


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
    done = _running[workspace](*words) if workspace in _running else afresh(*words, workspace=workspace)
    assert done.returncode == 0, f"linghang {' '.join(words)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout
