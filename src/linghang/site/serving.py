"""Running the house: the web server in the foreground, the worker for long loads beside it."""

import logging
import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from granian import Granian
from granian.constants import Interfaces

from linghang.core.errors import refuse
from linghang.registers import desk_files, desk_jobs
from linghang.registers.models import LoadJob
from linghang.site import clock
from linghang.site.preparation import unapplied_migrations

SETTINGS = "linghang.site.settings"
THREADS = 8
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BEFORE_RESTART = 5
SECONDS_TO_FINISH = 20
SECONDS_BETWEEN_SWEEPS = 3600
SECONDS_BETWEEN_TICKS = 30
_log = logging.getLogger(__name__)


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until interrupted. Raises InputError when the database is not up to date."""
    require_current_database()
    desk_jobs.fail_interrupted()
    desk_jobs.requeue()
    connection.close()
    # The engines keep threads. A process forked while they run (the demonstration has just computed) holds their
    # locks for ever, so the process that answers begins afresh.
    multiprocessing.set_start_method("spawn", force=True)
    with worker():
        # A thread waits for its own query, so a few more of them than cores keep the page quick during a load.
        Granian(
            "linghang.site.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            blocking_threads=THREADS,
            log_access=False,
        ).serve()


def require_current_database() -> None:
    """Refuse to serve on a database that an older or newer release wrote."""
    if unapplied_migrations():
        raise refuse("数据库还没有更新到这个版本", "请先执行 linghang init，再启动", field="数据库")
    connection.close()


@contextmanager
def worker() -> Iterator[None]:
    """Keep a background worker running as a child process; asked to finish its task on the way out.

    A worker that dies is replaced, and the load that it was doing ends with a message. A load that a planned stop
    cuts short waits for the next start.
    """
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_running, args=(_start(), stop), name="worker", daemon=True)
    keeper.start()
    threading.Thread(target=_keep_time, args=(stop,), name="clock", daemon=True).start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep_time(stop: threading.Event) -> None:
    """Let the clock of the house tick; several servers on one database share its work."""
    while not stop.wait(SECONDS_BETWEEN_TICKS):
        _with_database(clock.tick)


def _keep_running(child: subprocess.Popen[bytes], stop: threading.Event) -> None:
    while True:
        _watch(child, stop)
        if stop.is_set():
            _finish(child)
            return
        _log.error("the worker ended by itself with %s; another one takes over", child.returncode)
        _with_database(desk_jobs.fail_interrupted)
        if stop.wait(SECONDS_BEFORE_RESTART):
            return
        child = _start()


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "django", "db_worker", "--verbosity", "0", "--no-startup-delay"]
    return subprocess.Popen(command, env=os.environ | {"DJANGO_SETTINGS_MODULE": SETTINGS})  # noqa: S603


def _watch(child: subprocess.Popen[bytes], stop: threading.Event) -> None:
    """Return when the worker has ended or the server stops; meanwhile clear away stale files now and then."""
    looks = 0
    while child.poll() is None and not stop.is_set():
        if looks % int(SECONDS_BETWEEN_SWEEPS / SECONDS_BETWEEN_LOOKS) == 0:
            _with_database(desk_files.sweep)
        looks += 1
        stop.wait(SECONDS_BETWEEN_LOOKS)


def _finish(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(timeout=SECONDS_TO_FINISH)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        _with_database(lambda: desk_jobs.requeue([LoadJob.State.RUNNING]))


def _with_database(do: Callable[[], object]) -> None:
    """What goes wrong is logged: the worker is kept running whatever happens to its paperwork."""
    try:
        do()
    except Exception:
        _log.exception("work beside the server failed")
    finally:
        connection.close()
