"""Build the demonstration region through the same doors as a user's files: write, load, compute, open accounts."""

import datetime as dt
import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from linghang.cli.national import write_country
from linghang.cli.output import find_institution
from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.demo.files import FileToLoad
from linghang.demo.national.country import Country
from linghang.demo.packs import write_packs
from linghang.demo.region import (
    case_files,
    governance_files,
    looking_days,
    meeting_files,
    member_files,
    organization_file,
    standing_file,
    write,
)

if TYPE_CHECKING:
    from linghang.organization.models import Institution
    from linghang.site.accounts import Account

CATALOGUE_YEARS = (2021, 2022)
PEERS, PEER_YEARS = Country(discharges=300_000), (2022, 2023)
"""Few discharges a hospital, so that the region is built soon: rates are plausible, rare events are rare."""


def build(workspace: Workspace, messages: Console) -> "list[Account]":
    """Bring the workspace to the full demonstration region and open the demonstration accounts.

    An interrupted build goes on where it stopped: files that are loaded already are passed over. The accounts get new
    random passwords on every call; none is kept anywhere in readable form.
    """
    from linghang.indicators.compute import compute
    from linghang.organization.importing import load_organization
    from linghang.site.accounts import create_demo_accounts
    from linghang.site.preparation import migrate

    started, built, folder = time.monotonic(), workspace.root / "demo-built", workspace.root / "demo-files"
    migrate()
    if built.exists():
        return create_demo_accounts()
    write_packs(workspace.packs)
    with _progress(messages) as progress:
        files = _write(folder, progress)
        load_organization(organization_file(folder))
        _party(folder, progress)
        _govern(folder, progress)
        _meet(folder, progress)
        _load(files, progress)
        _pay(folder, progress)
        step = progress.add_task("汇总指标", total=1)
        compute()
        progress.update(step, completed=1)
        _surround(workspace, progress)
        accounts = create_demo_accounts()  # before the red lines are looked at, so that there are leaders to be told
        _look(progress)
    built.touch()
    messages.print(f"演示区域已建好，用时 {time.monotonic() - started:.0f} 秒；源文件在 {folder}", markup=False)
    return accounts


def _progress(messages: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=messages)


def _write(folder: Path, progress: Progress) -> list[FileToLoad]:
    step = progress.add_task("生成五家机构的数据文件", total=None)
    return write(folder, progress=lambda _: progress.advance(step))


def _party(folder: Path, progress: Progress) -> None:
    """Who is a Party member where, elections, terms and dues, the committees of the branches, and what goes its way."""
    from linghang.membership.importing import load_members
    from linghang.organization.importing import load_organization
    from linghang.party.standing_files import load_standing
    from linghang.procedures.importing import load_cases

    step, today = progress.add_task("党员、支部与流程", total=4), _day_of(folder)
    files, cases = member_files(folder, today), case_files(folder, today)
    load_members(files.members)
    progress.advance(step)
    load_organization(files.committees)
    progress.advance(step)
    load_organization(cases.people)
    load_cases(cases.cases)
    progress.advance(step)
    load_standing(standing_file(folder))
    progress.advance(step)


def _govern(folder: Path, progress: Progress) -> None:
    """Programmes, owners, targets and a year of supervised tasks."""
    from linghang.programmes.importing import load_programmes
    from linghang.tasks.importing import load_tasks

    step = progress.add_task("工程与督办任务", total=2)
    files = governance_files(folder, _day_of(folder))
    load_programmes(files.programmes)
    progress.advance(step)
    load_tasks(files.tasks)
    progress.advance(step)


def _meet(folder: Path, progress: Progress) -> None:
    """Meetings and research, and how the tasks that came of them went on."""
    from linghang.decisions.importing import load_meetings
    from linghang.tasks.importing import load_tasks

    step = progress.add_task("会议、决议与调研", total=2)
    meetings, tasks = meeting_files(folder)
    load_meetings(meetings)
    progress.advance(step)
    load_tasks(tasks)
    progress.advance(step)


def _surround(workspace: Workspace, progress: Progress) -> None:
    """A country of simulated hospitals, so that the region's find their places, and how these move in a year."""
    from linghang.assessment import peers
    from linghang.assessment.national import compute
    from linghang.registers.content import library

    folder, content = workspace.root / "peers", library()
    step = progress.add_task("模拟全国同类医院", total=2 * len(PEER_YEARS))
    for year in PEER_YEARS:
        write_country(folder, content, PEERS, year, 12, lambda done, total: None)
        progress.advance(step)
        if peers.find(folder, Period.year(year)) is None:
            compute(folder, Period.year(year), content)
        progress.advance(step)


def _look(progress: Progress) -> None:
    """What the clock proposed in January after the hospitals' last month of data; by today nothing is news to it."""
    from linghang.tasks.signals import look

    days = looking_days()
    step = progress.add_task("判断红线和目标", total=len(days))
    for code, day in days.items():
        look(find_institution(code), day)
        progress.advance(step)


def _day_of(folder: Path) -> dt.date:
    """The day of the demonstration: today, or that of the build which this one goes on with."""
    from django.utils import timezone

    kept = folder / "day.txt"
    if not kept.exists():
        kept.write_text(timezone.localdate().isoformat(), encoding="utf-8")
    return dt.date.fromisoformat(kept.read_text(encoding="utf-8"))


def _load(files: list[FileToLoad], progress: Progress) -> None:
    from linghang.registers.content import library
    from linghang.registers.loading import load

    step = progress.add_task("校验并入库", total=len(files))
    for file in files:
        if not _is_loaded(file):
            period = Period.parse(file.period) if file.period else None
            load(file.path, library().register(file.register), find_institution(file.institution), period=period)
        progress.advance(step)


def _pay(folder: Path, progress: Progress) -> None:
    """The published DRG scheme and a DIP catalogue of the region in force, and every front page in its groups."""
    from linghang.organization.models import Institution
    from linghang.payment.grouping import group_batches
    from linghang.payment.schemes import import_scheme
    from linghang.registers.content import shipped_packs

    places = list(Institution.objects.filter(batches__register="inpatient").distinct())
    step = progress.add_task("病组分组", total=len(places) + 1)
    import_scheme(
        shipped_packs() / "chs-drg",
        code="chs-drg-1.1",
        title="CHS-DRG 1.1",
        valid_from=dt.date(2021, 1, 1),
        source="国家医疗保障局细分组方案1.1版（公开资料整理）",
    )
    _catalogue(folder / "dip", places)
    progress.advance(step)
    for place in places:
        group_batches(place)
        progress.advance(step)


def _catalogue(folder: Path, places: "list[Institution]") -> None:
    """What `casemix dip build-lake` and `dip import` do. There are two years where the method weighs three, and the
    newer is itself paid by the catalogue: nobody published one for a region that does not exist."""
    from linghang.casemix.dip.files import write_catalogue
    from linghang.casemix.dip.parameters import read_parameters
    from linghang.payment.building import build_catalogue
    from linghang.payment.schemes import import_scheme

    title = "演示 DIP 目录（合成病例测算，非官方）"
    write_catalogue(build_catalogue(places, CATALOGUE_YEARS, read_parameters(None), name=title), folder)
    first = dt.date(CATALOGUE_YEARS[-1], 1, 1)
    import_scheme(folder, kind="dip", code=f"demo-dip-{first.year}", title=title, valid_from=first)


def _is_loaded(file: FileToLoad) -> bool:
    from linghang.registers.models import Batch

    with file.path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    place = {"register": file.register, "institution__code": file.institution}
    return Batch.objects.filter(**place, file_sha256=digest, ended=None).exists()
