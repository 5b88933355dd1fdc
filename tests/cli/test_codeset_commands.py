"""`linghang codesets`: a list goes out as a workbook and comes back as the hospital's own edition."""

import pytest
import xlsxwriter
from typer.testing import CliRunner

from linghang.cli import app
from linghang.core.errors import InputError
from linghang.packs.code_lists import BOOK, SHEET, read_codes
from linghang.packs.load import pack_folders, read_packs
from linghang.registers import content

LIST = "rc001"


def run(*words):
    return CliRunner().invoke(app, ["codesets", *map(str, words)])


def sheet(path, rows):
    with xlsxwriter.Workbook(str(path)) as workbook:
        page = workbook.add_worksheet(SHEET)
        for number, row in enumerate([list(BOOK.sheets[SHEET]), *rows]):
            page.write_row(number, 0, row)
    return path


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("LINGHANG_WORKSPACE", str(tmp_path / "ws"))
    (tmp_path / "ws" / "packs").mkdir(parents=True)
    return tmp_path / "ws"


def test_a_list_goes_out_and_comes_back_changed(workspace, tmp_path):
    before = dict(content.library().code_names[LIST])
    path = tmp_path / "list.xlsx"
    assert run("template", LIST, "--out", path).exit_code == 0
    assert read_codes(path) == before
    for codes in ({"01": "甲", "2.0": "乙"}, {"3": "丙"}):  # a second import replaces the first
        done = run("import", sheet(path, codes.items()), "--codeset", LIST, "--source", "某文件", "--edition", "2024")
        assert done.exit_code == 0, done.output
        assert content.library().code_names[LIST] == codes
    made = content.library().codeset(LIST)
    assert (made.source, made.edition, made.provenance) == ("某文件", "2024", "imported")
    assert read_packs(pack_folders(content.shipped_packs()) + pack_folders(workspace / "packs"))[1] == []


def test_every_bad_row_is_named(tmp_path):
    rows = [("A1", "甲"), ("", "没有代码的"), ("A1", "又一个"), ("A 2", "有空格"), (51.23, "数字")]
    with pytest.raises(InputError) as caught:
        read_codes(sheet(tmp_path / "bad.xlsx", rows))
    assert [(fault.line, fault.reason[:4]) for fault in caught.value.faults] == [
        (3, "没有代码"),
        (4, "代码重复"),
        (5, "代码里有"),
        (6, "代码存成"),
    ]


def test_an_empty_list_is_refused(tmp_path):
    with pytest.raises(InputError, match="没有代码"):
        read_codes(sheet(tmp_path / "empty.xlsx", []))
