"""The same seed gives the same bytes, alone or within more of the region; another seed gives others."""

from hashlib import sha256
from pathlib import Path

from linghang.demo import region
from linghang.demo.files import FileToLoad


def digests(files: list[FileToLoad], institution: str) -> dict[str, str]:
    return {
        file.path.name: sha256(file.path.read_bytes()).hexdigest() for file in files if file.institution == institution
    }


def test_same_seed_same_bytes_whatever_else_is_written(files: list[FileToLoad], tmp_path: Path) -> None:
    again = digests(region.write(tmp_path, only={"group_tcm"}), "group_tcm")
    assert again == digests(files, "group_tcm")
    assert any(name.endswith(".xlsx") for name in again)


def test_another_seed_gives_other_rows(files: list[FileToLoad], tmp_path: Path) -> None:
    other = digests(region.write(tmp_path, seed=7, only={"group_tcm"}), "group_tcm")
    mine = digests(files, "group_tcm")
    assert other.keys() == mine.keys()
    assert all(other[name] != mine[name] for name in mine if name.endswith(".csv"))


def test_organization_workbook_is_the_same_each_time(tmp_path: Path) -> None:
    first, second = (region.organization_file(tmp_path / name).read_bytes() for name in ("a", "b"))
    assert first == second


def test_progress_hears_of_every_file(tmp_path: Path) -> None:
    heard: list[FileToLoad] = []
    files = region.write(tmp_path, only={"group"}, progress=heard.append)
    assert heard == files
    assert all(file.path.is_file() for file in files)
