"""The command line: reads words, calls a subject, prints. Data goes to stdout, everything else to stderr.

Exit status 0 on success, 1 when the input is at fault (the message names file, row, field, reason and remedy), 2 on
wrong usage. `--workspace DIR` may stand anywhere on the line.
"""

import os
import sys
from collections.abc import Sequence

import typer

import linghang.cli.allocation  # noqa: F401 - first: the libraries read it when they are loaded
from linghang.cli import (
    assess,
    casemix,
    clock,
    codesets,
    data,
    discipline,
    duties,
    meetings,
    members,
    national,
    organization,
    packs,
    papers,
    procedures,
    programmes,
    standing,
    tasks,
    workspace,
)
from linghang.cli.output import messages
from linghang.core.errors import InputError
from linghang.core.workspace import VARIABLE

app = typer.Typer(
    help="领航：公立医院的方向、工作与数据在一处",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for subject in (workspace, data, assess, clock):
    app.registered_commands += subject.app.registered_commands
app.add_typer(packs.app, name="packs")
app.add_typer(casemix.app, name="casemix")
app.add_typer(codesets.app, name="codesets")
app.add_typer(discipline.app, name="discipline")
app.add_typer(duties.app, name="duties")
app.add_typer(procedures.app, name="cases")
app.add_typer(papers.app, name="doc")
app.add_typer(programmes.app, name="programmes")
app.add_typer(tasks.app, name="tasks")
app.add_typer(meetings.app, name="meetings")
app.add_typer(members.app, name="members")
app.add_typer(members.dues_app, name="dues")
app.add_typer(standing.app, name="standing")
app.add_typer(national.app, name="national")
app.add_typer(organization.app, name="organization")
app.add_typer(organization.account_app, name="account")


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the `linghang` command."""
    words = _take_workspace(list(sys.argv[1:] if arguments is None else arguments))
    try:
        app(words, prog_name="linghang")
    except InputError as error:
        for fault in error.faults:
            messages.print(str(fault), style="red", markup=False, soft_wrap=True)
        sys.exit(1)


def _take_workspace(words: list[str]) -> list[str]:
    """Move `--workspace DIR` into the environment, wherever it stands."""
    for index, word in enumerate(words):
        if word == "--workspace" and index + 1 < len(words):
            os.environ[VARIABLE] = words[index + 1]
            return words[:index] + words[index + 2 :]
        if word.startswith("--workspace="):
            os.environ[VARIABLE] = word.partition("=")[2]
            return words[:index] + words[index + 1 :]
    return words
