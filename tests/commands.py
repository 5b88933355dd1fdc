"""Commands as a user's shell runs them: each in a process of its own, in a folder of its own.

Before a command does anything it loads libraries and the site, which takes several times longer than what most commands
do. So one process does that for a workspace, and a command is a fork of it. Where the start itself is the point, or
there is no workspace yet, a command is run `afresh`.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NOT_A_USERS = ("LINGHANG", "DJANGO", "DATABASE")
Completed = subprocess.CompletedProcess[str]


def afresh(*words: object, workspace: Path | None = None, folder: Path | None = None) -> Completed:
    """`linghang` with these words in a new process; its status is for the caller to judge."""
    command = [sys.executable, "-c", "from linghang.cli import main; main()", *map(str, words)]
    environment = _environment(workspace)
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=folder)


class Commands:
    """Runs commands in one workspace, one after the other."""

    def __init__(self, process: subprocess.Popen[str], spoken: Path, folder: Path) -> None:
        self._process, self._spoken, self._folder = process, spoken, folder

    def __call__(self, *words: object) -> Completed:
        """`linghang` with these words; its status is for the caller to judge."""
        said, heard = self._spoken / "stdout", self._spoken / "stderr"
        for file in (said, heard):
            file.write_bytes(b"")
        asked = {"words": [*map(str, words)], "folder": str(self._folder), "said": str(said), "heard": str(heard)}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        return subprocess.CompletedProcess(asked["words"], status, said.read_text("utf-8"), heard.read_text("utf-8"))


@contextlib.contextmanager
def running(workspace: Path | None, *, spoken: Path, folder: Path | None = None) -> Iterator[Commands]:
    """What runs commands in this folder, until the block ends, and in this workspace, or the one that they find there;
    `linghang init` has made it. What they print goes through files in the folder `spoken`."""
    command = [sys.executable, str(Path(__file__).with_name("command_process.py"))]
    how = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": folder}
    with subprocess.Popen(command, env=_environment(workspace), **how) as process:
        yield Commands(process, spoken, folder or Path.cwd())
        process.stdin.close()


def _environment(workspace: Path | None) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(NOT_A_USERS)}
    return kept if workspace is None else kept | {"LINGHANG_WORKSPACE": str(workspace)}
