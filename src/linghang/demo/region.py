"""The demonstration region as files: what five institutions would export, ready for the commands a user has."""

from collections.abc import Callable, Iterator
from pathlib import Path

from linghang.demo.files import FileToLoad
from linghang.demo.front_page import read_header
from linghang.demo.inpatient import write_inpatient
from linghang.demo.ledgers import write_ledgers
from linghang.demo.people import write_organization
from linghang.demo.visits import write_bookings, write_visits
from linghang.packs.library import Library
from linghang.packs.load import load_packs, pack_folders
from linghang.registers.content import shipped_packs

SEED = 20221231
Progress = Callable[[FileToLoad], None]


def write(folder: Path, *, seed: int = SEED, progress: Progress | None = None) -> list[FileToLoad]:
    """Write every file of the region into `folder` and say what each is; the same seed gives the same bytes.

    `progress` is called after each file.
    """
    library = load_packs(pack_folders(shipped_packs()))
    files = []
    for file in _write_all(folder, library, seed):
        files.append(file)
        if progress:
            progress(file)
    return files


def organization_file(folder: Path) -> Path:
    """Write organization.xlsx (institutions, departments, demo accounts by role), to be imported before the files."""
    folder.mkdir(parents=True, exist_ok=True)
    return write_organization(folder / "organization.xlsx")


def _write_all(folder: Path, library: Library, seed: int) -> Iterator[FileToLoad]:
    yield from write_inpatient(folder, official_headers(library), seed)
    yield from write_visits(folder, library.register("outpatient_visit"), seed)
    yield from write_bookings(folder, library.register("online_booking"), seed)
    yield from write_ledgers(folder, library, seed)


def official_headers(library: Library) -> dict[str, list[str]]:
    """The columns of the front-page interface by edition, from the pack that defines the register."""
    pack = Path(library.entry("registers", "inpatient").file).parent
    return {edition: read_header(pack / f"columns_{edition}.csv") for edition in ("2019", "2020")}
