"""A front-page file has the official columns of its edition and the encoding its hospital uses."""

import pytest

from demo.front_pages import PACK
from demo.reading import read_csv
from linghang.demo.files import FileToLoad


def of(files: list[FileToLoad], institution: str, register: str) -> list[FileToLoad]:
    return [file for file in files if (file.institution, file.register) == (institution, register)]


def test_county_files_have_the_811_columns_of_2020(files: list[FileToLoad]) -> None:
    official = (PACK / "columns_2020.csv").read_text(encoding="utf-8").strip().split(",")
    assert (len(official), official[0], official[-1]) == (811, "A01", "D34")
    for file in of(files, "county", "inpatient"):
        assert read_csv(file)[0] == official


def test_tcm_files_have_the_642_columns_of_2019(files: list[FileToLoad]) -> None:
    official = (PACK / "columns_2019.csv").read_text(encoding="utf-8").strip().split(",")
    assert len(official) == 642
    for file in of(files, "group_tcm", "inpatient"):
        assert read_csv(file, "gb18030")[0] == official


def test_gb18030_file_is_not_utf8(files: list[FileToLoad]) -> None:
    with pytest.raises(UnicodeDecodeError):
        read_csv(of(files, "group_tcm", "inpatient")[0], "utf-8")


def test_names_and_periods_follow_the_interface(files: list[FileToLoad]) -> None:
    named = {(file.path.name, file.period) for file in of(files, "county", "inpatient")}
    assert ("hqmsts_2022M03.csv", "2022-03") in named
    assert len(named) == 24
    assert {file.period for file in of(files, "group_tcm", "inpatient")} == {"2022Q1", "2022Q2", "2022Q3", "2022Q4"}


def test_a_list_of_transfer_departments_is_quoted(files: list[FileToLoad]) -> None:
    transfers = []
    for file in of(files, "county", "inpatient"):
        header, rows = read_csv(file)
        transfers += [row[header.index("B21C")] for row in rows if len(row) == len(header)]
    assert any("," in cell for cell in transfers)
