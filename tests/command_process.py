"""Started by commands.py: makes ready for commands in one workspace, then lives on as one after the other, each in a
fork of its own. A line on its input asks for a command; a line on its output is the status that it ended with."""

import atexit
import contextlib
import gc
import importlib
import json
import os
import sys
import traceback

from linghang.cli import main
from linghang.cli.output import open_site
from linghang.core.errors import InputError

LOADED = (
    "duckdb",
    "linghang.indicators.stored.scan",
    "openpyxl",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "rich.traceback",
    "typer.rich_utils",
)
"""What most commands load beyond what the site does. Loaded only: an engine that has run cannot be forked."""


def make_ready():
    for name in LOADED:
        importlib.import_module(name)
    open_site()
    from linghang.indicators.stored.matching import sought
    from linghang.registers.content import library

    sought({b"": 1}, {})  # the first compiled loop of a process takes a third of a second to make the others ready
    with contextlib.suppress(InputError):
        library()  # a command looks for itself whether a pack has changed


def asked_of_this_fork():
    """What a fork is to do; None when nobody asks any more. Only forks, and the end, come out of here."""
    for line in sys.stdin:
        if (fork := os.fork()) == 0:
            return json.loads(line)
        print(os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]), flush=True)
    return None


def become(words, folder, said, heard):
    """As if a shell had started this process for the command."""
    for number, (name, how) in enumerate(((os.devnull, os.O_RDONLY), (said, os.O_WRONLY), (heard, os.O_WRONLY))):
        opened = os.open(name, how)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(folder)
    sys.argv[1:] = words


def end(status):
    """As a process ends, but for taking down all that was made ready before it, which is longer than most commands."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


make_ready()
gc.freeze()  # what is there by now is never waste: a fork need not look through it
asked, status = asked_of_this_fork(), 0
if asked:
    become(**asked)
    try:
        main()
    except SystemExit as ended:
        status = ended.code or 0
    except BaseException:
        traceback.print_exc()
        status = 1
end(status)
