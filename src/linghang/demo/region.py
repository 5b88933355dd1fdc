"""The demonstration region as files: what five institutions would export, ready for the commands a user has."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from linghang.demo import inpatient, visits
from linghang.demo.files import FileToLoad
from linghang.demo.front_page import read_header
from linghang.demo.governance.files import GovernanceFiles, write_governance
from linghang.demo.institutions import institutions
from linghang.demo.ledgers import write_ledgers
from linghang.demo.ledgers.risks import last_year
from linghang.demo.meetings import write_meetings
from linghang.demo.offices import HOSPITALS
from linghang.demo.organization import write_organization
from linghang.demo.party.cases import CaseFiles, write_cases
from linghang.demo.party.members import MemberFiles, write_members
from linghang.demo.party.standing import write_standing
from linghang.packs.library import Library
from linghang.packs.load import load_packs, pack_folders
from linghang.registers.content import shipped_packs

SEED = 20221231
Progress = Callable[[FileToLoad], None]


def write(
    folder: Path, *, seed: int = SEED, progress: Progress | None = None, only: Collection[str] | None = None
) -> list[FileToLoad]:
    """Write every file of the region into `folder` and say what each is; the same seed gives the same bytes.

    `progress` is called after each file. `only`: the institutions to write, by code; their files are the same as in
    the whole region.
    """
    library = load_packs(pack_folders(shipped_packs()))
    files = []
    for file in _write_all(folder, library, seed, only or institutions().keys()):
        files.append(file)
        if progress:
            progress(file)
    return files


def organization_file(folder: Path) -> Path:
    """Write organization.xlsx, to be imported before the files."""
    return write_organization(folder / "organization.xlsx")


def governance_files(folder: Path, today: dt.date, *, seed: int = SEED) -> GovernanceFiles:
    """Write programmes.xlsx and tasks.xlsx, to be imported after the organisation and in this order.

    `today`: the day for which the tasks in hand are made, so that there are lights to see; the years of data do not
    depend on it.
    """
    return write_governance(folder, load_packs(pack_folders(shipped_packs())), seed, today)


def meeting_files(folder: Path, *, seed: int = SEED) -> tuple[Path, Path]:
    """Write meetings.xlsx and meeting_tasks.xlsx, to be imported after the governance files and in this order."""
    return write_meetings(folder, seed)


def member_files(folder: Path, today: dt.date) -> MemberFiles:
    """Write members.xlsx and committees.xlsx, to be imported after the organisation and in this order.

    `today`: the day for which terms and the last year of dues are made.
    """
    return write_members(folder, today)


def case_files(folder: Path, today: dt.date) -> CaseFiles:
    """Write applicants.xlsx (an organisation workbook) and cases.xlsx, to be imported after the members, in this order.

    `today`: the day of the demonstration; cases are counted back from it, so that there is somebody at every step.
    """
    return write_cases(folder, load_packs(pack_folders(shipped_packs())), today)


def standing_file(folder: Path) -> Path:
    """Write standing.xlsx, to be imported after the members."""
    return write_standing(folder, load_packs(pack_folders(shipped_packs())))


def looking_days() -> dict[str, dt.date]:
    """The day on which each hospital looks at its last month of data, when that is complete."""
    return {code: dt.date(last_year(code) + 1, 1, 10) for code in HOSPITALS}


def official_headers(library: Library) -> dict[str, list[str]]:
    """The columns of the front-page interface by edition, from the pack that defines the register."""
    pack = Path(library.entry("registers", "inpatient").file).parent
    return {edition: read_header(pack / f"columns_{edition}.csv") for edition in ("2019", "2020")}


def _write_all(folder: Path, library: Library, seed: int, only: Collection[str]) -> Iterator[FileToLoad]:
    stays = [plan for plan in inpatient.YEARS if plan.institution in only]
    yield from inpatient.write_inpatient(folder, official_headers(library), seed, stays)
    seen = [plan for plan in visits.YEARS if plan.institution in only]
    yield from visits.write_visits(folder, library.register("outpatient_visit"), seed, seen)
    booked = [plan for plan in visits.BOOKED_ONLINE if plan.institution in only]
    yield from visits.write_bookings(folder, library.register("online_booking"), seed, booked)
    yield from write_ledgers(folder, library, seed, only)
