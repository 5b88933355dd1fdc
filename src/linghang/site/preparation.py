"""Make a workspace ready and say what is missing on this machine."""

import shutil
import sys
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from linghang.core.errors import InputError
from linghang.indicators import spark
from linghang.notices.outstanding import last_fault, outstanding
from linghang.registers import desk_files
from linghang.registers.content import folders_in_use, library
from linghang.site import append_only
from linghang.tasks import evidence

MINIMUM_FREE_BYTES = 2 * 2**30


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its name, whether it is as it should be, and what was seen or should be done."""

    item: str
    ok: bool
    detail: str


def migrate() -> None:
    """Bring the database to the form this version needs, with the guard of the audit log. Idempotent."""
    call_command("migrate", verbosity=0, interactive=False)
    if append_only.missing(connection):
        with transaction.atomic():
            append_only.forbid_changes(connection)


def unapplied_migrations() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def diagnose() -> list[Finding]:
    """Look at Python, disk, database, packs and lake; remove what interrupted loads left behind."""
    return [_python(), _disk(), *_database(), _packs(), _spark(), _deliveries(), *_leftovers()]


def _python() -> Finding:
    return Finding("Python", sys.version_info >= (3, 11), f"{sys.version.split()[0]}，需要 3.11 或更高")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.WORKSPACE.root).free
    return Finding("磁盘空间", free >= MINIMUM_FREE_BYTES, f"剩余 {free / 2**30:.1f} GiB，至少需要 2 GiB")


def _database() -> list[Finding]:
    if lacking := unapplied_migrations():
        return [Finding("数据库", False, f"还有 {lacking} 项升级未执行，请运行 linghang init")]
    absent = append_only.missing(connection)
    return [
        Finding("数据库", True, "已是当前版本"),
        Finding("审计记录", not absent, "防改写的设置不全，请运行 linghang init" if absent else "只能追加，不能改写"),
    ]


def _packs() -> Finding:
    try:
        return Finding("内容包", True, f"{len(folders_in_use())} 个内容包、{len(library().entries)} 个对象")
    except InputError as error:
        return Finding("内容包", False, f"{error.faults[0]}（共 {len(error.faults)} 处，请运行 linghang packs check）")


def _spark() -> Finding:
    """The optional engine; nothing is wrong where it is not installed."""
    remedy = spark.lacking()
    return Finding("Spark 引擎", True, f"没有安装，一般用不到；要用时{remedy}" if remedy else "可用")


def _deliveries() -> Finding:
    """Mail that waits because no server is set, and what could not be sent in the last days."""
    try:
        waiting, failed = outstanding()
    except DatabaseError:
        return Finding("通知", False, "还没有建好通知的表，请运行 linghang init")
    if failed:
        return Finding("通知", False, f"近七天有 {failed} 条没有发出，最近一条：{last_fault()}")
    if waiting and not settings.MAIL_READY:
        return Finding("通知", False, f"{waiting} 封邮件在等。请设 LINGHANG_MAIL，或请各人把邮件设为“不发”")
    said = "" if settings.MAIL_READY else "没有设邮件服务器，只在网站和群里通知；"
    return Finding("通知", True, f"{said}待发 {waiting} 条")


def _leftovers() -> list[Finding]:
    from linghang.registers.loading import remove_leftovers  # brings the readers along, which serving does not need

    return [
        Finding("中断的入库", True, f"清理了 {remove_leftovers()} 个临时文件"),
        Finding("上传的文件", True, f"清理了 {desk_files.sweep()} 个无人等待的上传文件和过期的退回清单"),
        Finding("佐证材料", True, f"清理了 {evidence.sweep()} 个没有提交的上传文件"),
    ]
