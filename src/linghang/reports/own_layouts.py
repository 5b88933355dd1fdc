"""An organisation's own page layouts: those in its file, and one more written into it. Pure.

The file only grows: a new layout begins on a day, and of several in force the latest begun counts, so what was printed
before can be printed again as it was.
"""

import datetime as dt
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from linghang.core.errors import refuse
from linghang.reports.layout import Layout, layouts, parse_layouts

_HEAD = "# 本单位的公文版式。由“报告—公文版式”页添加，也可以照此手写；以后一次的为准，以前的留着。\nlayouts:\n"
_FIRST_ITEM = re.compile(r"^layouts:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*([ \t]*)- ", re.MULTILINE)
_STALE_SECONDS = 60
"""A file half written for longer than this was left by a process that died."""


def own_code(institution: str, begins: dt.date) -> str:
    """The code of a layout that an institution begins to use on that day."""
    return f"{institution}-{begins:%Y%m%d}"


def of_institution(institution: str, own: Path) -> list[Layout]:
    """Every own layout of the institution, the newest first."""
    found = [each for each in layouts(own) if institution in each.institutions]
    return sorted(found, key=lambda each: each.valid_from or dt.date.min, reverse=True)


def add(new: Layout, own: Path) -> None:
    """Write one more layout into the file; what stands there, comments too, stays as it is.

    Raises InputError when its code is taken, the file could not be read with it, or somebody else is writing.
    """
    with _alone(own) as part:
        if new.code in {each.code for each in layouts(own)}:
            raise refuse("从这一天起的版式已经有了", "请换一个日期", field="自何日起", value=f"{new.valid_from}")
        text = own.read_text(encoding="utf-8-sig") if own.is_file() else _HEAD
        whole = _appended(text, new)
        before = parse_layouts(own, text.encode()) if own.is_file() else ()
        if parse_layouts(own, whole.encode()) != (*before, new):
            raise refuse("版式文件的写法不同，没有写入", "请把 layouts: 下面写成一列，每项以 - 开头", file=own.name)
        part.write_text(whole, encoding="utf-8")


def _appended(text: str, new: Layout) -> str:
    known = _FIRST_ITEM.search(text)
    margin = known[1] if known else "  "
    entry = yaml.safe_dump([new.model_dump(mode="json", exclude_defaults=True)], allow_unicode=True, sort_keys=False)
    lines = "".join(f"{margin}{line}\n" for line in entry.splitlines())
    return text.rstrip() + "\n" + lines


@contextmanager
def _alone(own: Path) -> Iterator[Path]:
    """A file beside `own` that only one process can hold; it becomes `own` when all went well, else it is gone."""
    part = own.with_name(f".{own.name}.part")
    if part.exists() and time.time() - part.stat().st_mtime > _STALE_SECONDS:
        part.unlink(missing_ok=True)
    try:
        part.touch(exist_ok=False)
    except FileExistsError as error:
        raise refuse("别人正在添加版式", "请稍后再保存") from error
    try:
        yield part
        os.replace(part, own)
    except BaseException:
        part.unlink(missing_ok=True)  # not after the replacement: then it would be that of the next who writes
        raise
