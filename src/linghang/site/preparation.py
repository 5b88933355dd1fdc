"""Make a workspace ready and say what is missing on this machine."""

import shutil
import sys
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linghang.core.errors import InputError
from linghang.registers.content import folders_in_use, library

MINIMUM_FREE_BYTES = 2 * 2**30


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its name, whether it is as it should be, and what was seen or should be done."""

    item: str
    ok: bool
    detail: str


def migrate() -> None:
    """Bring the database to the form this version needs. Idempotent."""
    call_command("migrate", verbosity=0, interactive=False)


def unapplied_migrations() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def diagnose() -> list[Finding]:
    """Look at Python, disk, database, packs and lake; remove what interrupted loads left behind."""
    from linghang.registers.loading import remove_leftovers

    return [_python(), _disk(), _database(), _packs(), Finding("中断的入库", True, f"清理了 {remove_leftovers()} 个临时文件")]


def _python() -> Finding:
    return Finding("Python", sys.version_info >= (3, 11), f"{sys.version.split()[0]}，需要 3.11 或更高")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.WORKSPACE.root).free
    return Finding("磁盘空间", free >= MINIMUM_FREE_BYTES, f"剩余 {free / 2**30:.1f} GiB，至少需要 2 GiB")


def _database() -> Finding:
    lacking = unapplied_migrations()
    return Finding("数据库", not lacking, f"还有 {lacking} 项升级未执行，请运行 linghang init" if lacking else "已是当前版本")


def _packs() -> Finding:
    try:
        return Finding("内容包", True, f"{len(folders_in_use())} 个内容包、{len(library().entries)} 个对象")
    except InputError as error:
        return Finding("内容包", False, f"{error.faults[0]}（共 {len(error.faults)} 处，请运行 linghang packs check）")
