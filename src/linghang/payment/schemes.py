"""Schemes in force: taken into the workspace by the digest of their contents, opened once, followed by their successor.

None of these asks who may: `reach.py` does.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction

from linghang.casemix.answers import Answering
from linghang.casemix.compiled import Compiled
from linghang.casemix.explain import Explainer
from linghang.casemix.scheme import Options
from linghang.casemix.scheme import Scheme as Rules
from linghang.casemix.scheme_files import read_scheme
from linghang.casemix.scheme_tables import files_of
from linghang.core.errors import Fault, refuse
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.payment.dip_terms import WORKBOOK, Opened, Terms, open_dip, read_dip
from linghang.payment.models import Scheme
from linghang.payment.names import named, written

NOTICES_KEPT = SOURCE_KEPT = 200


def folder() -> Path:
    """Where schemes are kept."""
    return Workspace.from_environment().root / "schemes"


def import_scheme(
    path: Path,
    *,
    kind: str = "drg",
    code: str,
    title: str,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    institution: Institution | None = None,
    options: Options | Terms | None = None,
    source: str = "",
    actor: Any = None,
) -> Scheme:
    """Take a scheme in and put it in force from a day; what was in force there before ends the day before, by itself.

    `kind` drg: a scheme with `Options`. `kind` dip: a catalogue, built here or published, with `Terms`.
    `source`: where it comes from; without one, what its files say of themselves.
    The same contents of the same source for the same days are the same scheme, and nothing happens. InputError: the
    files cannot be read, or another scheme, not withdrawn, begins there on the same day or later.
    """
    if not code.strip() or not title.strip():
        raise refuse("没有写代码或名称", "请写 --code 和 --title", file=path.name)
    read = _read_dip(path, options) if kind == Scheme.Kind.DIP else _read_drg(path, options)
    return put_in_force(
        read, kind=kind, code=code, title=title, valid_from=valid_from, valid_to=valid_to, institution=institution,
        source=source, file_name=path.name, actor=actor,
    )  # fmt: skip


def put_in_force(
    read: "Read",
    *,
    kind: str,
    code: str,
    title: str,
    valid_from: dt.date,
    valid_to: dt.date | None,
    institution: Institution | None,
    file_name: str,
    source: str = "",
    weighs: Scheme | None = None,
    actor: Any = None,
) -> Scheme:
    """Keep what was read and let it hold from the day, as `import_scheme`; `weighs` as in Scheme."""
    sha256 = keep(read.files)
    with transaction.atomic():
        standing = Scheme.objects.select_for_update(of=("self",)).filter(withdrawal=None)
        others = standing.filter(kind=kind, institution=institution, weighs=weighs)
        told = (source or read.source)[:SOURCE_KEPT]
        span = {"valid_from": valid_from, "valid_to": valid_to}
        same = others.filter(sha256=sha256, options=read.options, source=told, **span).first()
        if same is not None:
            return same
        later = others.filter(valid_from__gte=valid_from).order_by("valid_from").first()
        if later is not None:
            raise refuse(
                f"“{later.title}”从 {later.valid_from} 起施行",
                f"新{'权重表' if weighs else '方案'}的施行日期应在它之后；它施行错了的，请先撤回",
                file=file_name,
                field="施行日期",
                value=str(valid_from),
            )
        return Scheme.objects.create(
            kind=kind,
            code=code.strip(),
            title=title.strip()[:120],
            institution=institution,
            weighs=weighs,
            source=told,
            file_name=file_name[:200],
            sha256=sha256,
            options=read.options,
            groups=read.groups,
            notices=[str(notice) for notice in read.notices[:NOTICES_KEPT]],
            **span,
            imported_by=actor if getattr(actor, "pk", None) else None,
        )


@dataclass(frozen=True)
class Read:
    """What a scheme consists of once its files were read: name in the workspace → file. `source`: what they say."""

    files: dict[str, Path]
    options: dict[str, Any]
    groups: int
    notices: Sequence[Fault]
    source: str = ""


def _read_drg(path: Path, options: Options | Terms | None) -> Read:
    chosen = options if isinstance(options, Options) else Options()
    rules = read_scheme(path, chosen)
    files = {file.name if path.is_dir() else WORKBOOK: file for file in files_of(path)}
    groups = len({group.code for groups in rules.drgs.values() for group in groups})
    return Read(files, asdict(chosen), groups, rules.notices)


def _read_dip(path: Path, options: Options | Terms | None) -> Read:
    terms = options if isinstance(options, Terms) else Terms()
    catalogue, files = read_dip(path, terms)
    return Read(files, terms.plain(), len(catalogue.groups), catalogue.notices, catalogue.source)


def keep(files: Mapping[str, Path]) -> str:
    """Copy the files of a scheme into the workspace, under these names, by the digest of their contents; returns it."""
    digest = hashlib.sha256()
    for name, file in files.items():
        content = file.read_bytes()
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    sha256 = digest.hexdigest()
    target = folder() / sha256
    if not target.exists():
        part = folder() / f".{uuid.uuid4().hex}"
        part.mkdir(parents=True, mode=0o700)
        for name, file in files.items():
            shutil.copyfile(file, part / name)
        try:
            os.replace(part, target)
        except OSError:  # somebody kept the same contents meanwhile
            shutil.rmtree(part, ignore_errors=True)
    return sha256


def path_of(sha256: str) -> Path:
    """The folder or workbook of a kept scheme. InputError when it is gone."""
    place = folder() / sha256
    if not place.is_dir():
        raise refuse("分组方案的文件不在了", "请联系系统管理员从备份恢复，或重新导入同一份方案", value=sha256[:12])
    workbook = place / WORKBOOK
    return workbook if workbook.exists() else place


def rules_of(scheme: Scheme) -> Rules:
    """The rules of a scheme, read once in a process."""
    return replace(_rules(scheme.sha256, tuple(sorted(scheme.options.items()))), name=scheme.title)


def names_of(scheme: Scheme) -> dict[str, str]:
    """What the groups of a DRG scheme are called, by their codes."""
    return named(_written(scheme.sha256, tuple(sorted(scheme.options.items()))))


def answering_of(scheme: Scheme) -> Answering:
    """The scheme ready for columns of records."""
    return _answering(scheme.sha256, tuple(sorted(scheme.options.items())))


def explainer_of(scheme: Scheme) -> Explainer:
    """The scheme ready for one record and its reasons."""
    return _explainer(scheme.sha256, tuple(sorted(scheme.options.items())))


def dip_of(scheme: Scheme) -> Opened:
    """The DIP catalogue ready to enter and score cases, opened once in a process."""
    return _opened(scheme.sha256, scheme.title, str(scheme.options.get("point_value", "")))


@lru_cache(maxsize=2)
def _opened(sha256: str, title: str, point_value: str) -> Opened:
    return open_dip(path_of(sha256), folder() / sha256, title, Decimal(point_value) if point_value else None)


@lru_cache(maxsize=4)
def _rules(sha256: str, options: tuple[tuple[str, Any], ...]) -> Rules:
    return read_scheme(path_of(sha256), Options(**dict(options)))


@lru_cache(maxsize=8)
def _written(sha256: str, options: tuple[tuple[str, Any], ...]) -> dict[str, str]:
    """Kept beside the scheme: pages ask for names far oftener than for rules, which take long to read."""
    path = folder() / f"{sha256}.names.json"
    if path.exists():
        return dict(json.loads(path.read_text(encoding="utf-8")))
    found = written(_rules(sha256, options))
    part = folder() / f".{uuid.uuid4().hex}"
    part.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    os.replace(part, path)
    return found


@lru_cache(maxsize=4)
def _answering(sha256: str, options: tuple[tuple[str, Any], ...]) -> Answering:
    return Answering(Compiled(_rules(sha256, options)))


@lru_cache(maxsize=4)
def _explainer(sha256: str, options: tuple[tuple[str, Any], ...]) -> Explainer:
    return Explainer(_rules(sha256, options))
