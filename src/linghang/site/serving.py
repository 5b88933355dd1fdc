"""Running the house: the web server in the foreground, the worker for long loads beside it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces

from linghang.core.errors import refuse
from linghang.registers.desk_jobs import resume_interrupted

SETTINGS = "linghang.site.settings"
THREADS = 8


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until interrupted. Raises InputError when the database is not up to date."""
    require_current_database()
    resume_interrupted()
    with worker():
        # A thread waits for its own query, so a few more of them than cores keep the page quick during a load.
        Granian("linghang.site.wsgi:application", address=host, port=port, interface=Interfaces.WSGI,
                blocking_threads=THREADS, log_access=False).serve()


def require_current_database() -> None:
    """Refuse to serve on a database that an older or newer release wrote."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise refuse("数据库还没有更新到这个版本", "请先执行 linghang init，再启动", field="数据库")
    connection.close()


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """The background worker as a child process; asked to finish its task on the way out."""
    command = [sys.executable, "-m", "django", "db_worker", "--verbosity", "0", "--no-startup-delay"]
    child = subprocess.Popen(command, env=os.environ | {"DJANGO_SETTINGS_MODULE": SETTINGS})  # noqa: S603
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(timeout=30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
