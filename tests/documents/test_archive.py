"""`linghang doc archive`: many documents at once are each read as if alone, in order, whatever is broken among them."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from documents.grading import HERE
from linghang.cli.documents import app
from linghang.core.errors import InputError
from linghang.documents import archive

TEXTS = sorted((HERE / "texts").glob("0[4-8]*.txt"))


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def lines(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five documents in two folders, one of them broken, and two files that are none."""
    (tmp_path / "二").mkdir()
    for text, name in zip(TEXTS, ("1.txt", "2.txt", "4.txt", "二/1.txt", "二/2.txt"), strict=True):
        (tmp_path / name).write_bytes(text.read_bytes())
    (tmp_path / "3.docx").write_bytes(b"PK\x03\x04broken")
    (tmp_path / ".desktop").write_text("x")
    (tmp_path / "~$1.docx").write_text("x")
    return tmp_path


def test_a_folder_over_two_processes(folder: Path) -> None:
    done = run("archive", folder, "--processes", 2)
    said = lines(done)
    assert [Path(each.pop("file")).relative_to(folder).as_posix() for each in said] == [
        "1.txt", "2.txt", "3.docx", "4.txt", "二/1.txt", "二/2.txt",
    ]  # fmt: skip
    assert said.pop(2) == {"reason": "Word 文档已损坏", "remedy": "请在 Word 里打开并另存一份"}
    assert done.exit_code == 1
    assert "共 6 份，1 份读不了" in done.stderr
    for text, each in zip(TEXTS, said, strict=True):
        alone = {"outline": json.loads(run("outline", text, "--json").stdout)}
        assert each == alone | json.loads(run("figures", text, "--json").stdout) | json.loads(
            run("check", text, "--json").stdout
        )


def test_files_stand_in_the_order_they_were_named(folder: Path) -> None:
    done = run("archive", folder / "二", folder / "1.txt", "--processes", 1)
    assert [Path(each["file"]).relative_to(folder).as_posix() for each in lines(done)] == [
        "二/1.txt",
        "二/2.txt",
        "1.txt",
    ]
    assert done.exit_code == 0


def test_a_folder_without_files(tmp_path: Path) -> None:
    refused = run("archive", tmp_path).exception
    assert isinstance(refused, InputError)
    assert refused.faults[0].file == str(tmp_path)


class Watched(list[Path]):
    taken = 0

    def __iter__(self) -> Iterator[Path]:
        for path in super().__iter__():
            self.taken += 1
            yield path


def ended(path: Path) -> archive.Line:
    """What a process does that the system ends."""
    os._exit(9)


def test_only_so_many_are_under_way_and_a_process_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "line", ended)
    paths = Watched(Path(f"{number}.txt") for number in range(100))
    with pytest.raises(InputError, match=r"0\.txt: 读到这一份时进程被中止.*--processes 1"):
        next(archive.read_all(paths, 2))
    assert paths.taken <= 2 * archive.AHEAD + 1
