"""Standing in a workbook: carried through the rounds as on the pages, and out again as it went in."""

from functools import cache

import pytest
from django.urls import reverse

from linghang.core.errors import InputError
from linghang.core.workbook import read_workbook, write_workbook
from linghang.party.models import StandingMark
from linghang.party.standing_files import BOOK, SHEET, export_standing, load_standing
from linghang.party.standing_store import checklist, file


@cache
def items():
    return [item.code for item in checklist().leaves()]


def lines(rounds, branch="h-b1"):
    return [
        {"年度": 2025, "党支部": branch, "环节": name, "考核点": item, "评定": "B", "理由": "查了", "互评支部": scorer}
        for name, scorer in rounds
        for item in items()
    ]


@pytest.fixture
def book(tmp_path):
    def write(rows):
        path = tmp_path / "standing.xlsx"
        write_workbook(path, BOOK, {SHEET: rows})
        return path

    return write


WHOLE = [("支部自评", ""), ("互评", "h-b2"), ("上级考评", "")]


def test_a_whole_sheet_is_settled_and_comes_out_as_it_went_in(house, book, tmp_path):
    summary = load_standing(book(lines(WHOLE)))
    assert (summary.sheets, summary.marks, summary.settled) == (1, 69, 1)
    assert file(checklist(), house.place, "h-b1", 2025).stage == "settled"
    out = tmp_path / "out.xlsx"
    export_standing(house.place, 2025, out)
    said = {tuple(row.text(name) for name in BOOK.keys[SHEET]) for row in read_workbook(out, BOOK)[SHEET]}
    assert said == {("2025", "h-b1", name, item, scorer) for name, scorer in WHOLE for item in items()}


def test_half_a_sheet_goes_as_far_as_its_rows(house, book):
    load_standing(book(lines(WHOLE[:1])[:-1]))
    assert file(checklist(), house.place, "h-b1", 2025).stage == "self"


def test_a_dry_run_writes_nothing(house, book):
    assert load_standing(book(lines(WHOLE)), dry_run=True).settled == 1
    assert not StandingMark.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"党支部": "nobody"}, "没有这个党组织"),
        ({"环节": "自评"}, "没有这个环节"),
        ({"年度": "今年"}, "不是四位年份"),
        ({"评定": "E"}, "没有这个评定"),
        ({"考核点": "st_nothing"}, "清单里没有这个考核点"),
    ],
)
def test_one_wrong_row_refuses_the_whole_file(house, book, change, said):
    rows = lines(WHOLE[:1])
    with pytest.raises(InputError, match=said):
        load_standing(book([*rows[:-1], rows[-1] | change]))
    assert not StandingMark.objects.exists()


def test_the_button_gives_the_workbook_that_is_read_again_to_the_office_alone(house, as_, book, tmp_path):
    load_standing(book(lines(WHOLE)))
    address = reverse("party-standing-export") + "?year=2025"
    office = as_("office")
    answer = office.get(address)
    assert answer.status_code == 200
    out = tmp_path / "again.xlsx"
    out.write_bytes(answer.content)
    assert len(read_workbook(out, BOOK)[SHEET]) == len(lines(WHOLE))
    assert reverse("party-standing-export") in office.get(reverse("party-standing")).content.decode()
    assert as_("viewer").get(address).status_code == 403
