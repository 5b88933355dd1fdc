"""An archive of documents: each read, cleaned, outlined, its figures found and checked, over all cores, in order. Pure.

A document is the piece of work: a very long text stays whole and takes one core. Processes are spawned, not forked:
the caller may run threads.
"""

import json
import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linghang.core.errors import InputError, refuse
from linghang.documents.check import check
from linghang.documents.clean import clean
from linghang.documents.figures import figures
from linghang.documents.grades import grades
from linghang.documents.outline import outline
from linghang.documents.plain import plain_figures, plain_findings, plain_outline
from linghang.documents.read import read

AHEAD = 4
"""Documents per process that are under way or wait for one before them: what bounds the memory."""


@dataclass(frozen=True)
class Line:
    """One document as one line of JSON; `readable` is False where the line says why there is no more than its name."""

    text: str
    readable: bool


def paths_in(places: Sequence[Path]) -> list[Path]:
    """The files meant: a folder stands for all in it, by path; hidden files and Word's lock files (~$) are left out.

    InputError when there is none.
    """
    paths: list[Path] = []
    for place in places:
        paths += sorted(each for each in place.rglob("*") if _meant(each, place)) if place.is_dir() else [place]
    if not paths:
        raise refuse("文件夹里没有文件", "请检查路径", file="、".join(map(str, places)))
    return paths


def _meant(path: Path, folder: Path) -> bool:
    return path.is_file() and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)


def read_all(paths: Sequence[Path], processes: int) -> Iterator[Line]:
    """A line for each path, in their order, as soon as it and those before it are done.

    InputError when a process is ended from outside, with the document whose turn it was.
    """
    processes = min(processes, len(paths))
    if processes <= 1:
        yield from map(line, paths)
        return
    pool = ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))
    waiting: deque[tuple[Path, Future[Line]]] = deque()
    try:
        for path in paths:
            if len(waiting) == AHEAD * processes:
                yield _next(waiting)
            waiting.append((path, pool.submit(line, path)))
        while waiting:
            yield _next(waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _next(waiting: deque[tuple[Path, Future[Line]]]) -> Line:
    path, future = waiting.popleft()
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise refuse("读到这一份时进程被中止，多半是内存不够", "请加 --processes 1 再读", file=str(path)) from error


def line(path: Path) -> Line:
    """What a document says, or why it cannot be read. Offsets count in its raw text."""
    try:
        said = _said(read(path))
    except InputError as error:
        fault = error.faults[0]
        said = {"reason": fault.reason, "remedy": fault.remedy}
        return Line(_json(path, said), readable=False)
    return Line(_json(path, said), readable=True)


def _said(raw: str) -> dict[str, Any]:
    done = clean(raw)
    tree = outline(done.text)
    found = figures(done.text, tree)
    return {
        "outline": plain_outline(tree, done.traced),
        **plain_figures(found, tuple(grades(done.text)), done.traced),
        "findings": plain_findings(check(done.text, tree, found.figures), done.traced),
    }


def _json(path: Path, said: dict[str, Any]) -> str:
    return json.dumps({"file": str(path)} | said, ensure_ascii=False, check_circular=False, default=str)
