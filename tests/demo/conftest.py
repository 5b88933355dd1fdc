"""Two institutions of the region, written once, and every ledger; read back with the standard library and openpyxl."""

import pytest

from demo.reading import read_workbook
from linghang.demo import region
from linghang.demo.files import FileToLoad
from linghang.demo.institutions import institutions
from linghang.demo.ledgers import write_ledgers
from linghang.packs.library import Library
from shipped import shipped_library


@pytest.fixture(scope="session")
def library() -> Library:
    return shipped_library()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[FileToLoad]:
    """The county hospital (UTF-8, 811 columns, monthly), the group TCM hospital (GB18030, 642 columns, quarterly)."""
    return region.write(tmp_path_factory.mktemp("region"), only={"county", "group_tcm"})


@pytest.fixture(scope="session")
def ledgers(
    tmp_path_factory: pytest.TempPathFactory, library: Library
) -> dict[tuple[str, str], list[dict[str, object]]]:
    """The rows of every ledger of the region by institution and register, as a spreadsheet shows them."""
    folder = tmp_path_factory.mktemp("ledgers")
    found: dict[tuple[str, str], list[dict[str, object]]] = {}
    for file in write_ledgers(folder, library, region.SEED, institutions().keys()):
        found.setdefault((file.institution, file.register), []).extend(read_workbook(file.path))
    return found
