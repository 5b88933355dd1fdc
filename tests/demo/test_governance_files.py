"""The governance files of the region: the same each time, and of every kind that a supervisor meets."""

import datetime as dt
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from linghang.demo.region import governance_files

TODAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return governance_files(tmp_path_factory.mktemp("governance"), TODAY).tasks


def rows(path: Path, sheet: str) -> list[dict[str, object]]:
    head, *body = openpyxl.load_workbook(path, read_only=True)[sheet].values
    return [dict(zip(head, line, strict=True)) for line in body]


def test_the_same_seed_and_day_give_the_same_bytes(written: Path, tmp_path: Path) -> None:
    again = governance_files(tmp_path, TODAY)
    assert again.tasks.read_bytes() == written.read_bytes()
    assert again.programmes.read_bytes() == (written.parent / "programmes.xlsx").read_bytes()


def test_the_years_of_data_do_not_depend_on_the_day(written: Path, tmp_path: Path) -> None:
    later = governance_files(tmp_path, TODAY + dt.timedelta(days=40)).tasks
    past = [[row for row in rows(path, "记录") if str(row["督办编号"]) < "2024"] for path in (written, later)]
    assert past[0] == past[1]


def test_the_year_has_everything_that_happens_to_tasks(written: Path) -> None:
    kinds = Counter(row["事由"] for row in rows(written, "记录"))
    wanted = {
        "催办",
        "督查",
        "申请延期",
        "同意延期",
        "不同意延期",
        "中止",
        "恢复",
        "移交",
        "退回",
        "撤销",
        "分解",
        "考核",
    }
    assert {kind for kind in wanted if kinds[kind] == 0} == set()
    assert 400 < kinds["销号"] < 1000


def test_every_institution_has_tasks_in_hand_on_the_day(written: Path) -> None:
    ended = {(row["机构代码"], row["督办编号"]) for row in rows(written, "记录") if row["事由"] in ("销号", "撤销")}
    open_ones = Counter(
        row["机构代码"] for row in rows(written, "任务") if (row["机构代码"], row["督办编号"]) not in ended
    )
    assert open_ones == dict.fromkeys(("tcm", "college", "prefecture", "county", "group"), 20)


def test_every_hospital_closed_a_task_that_was_to_move_an_indicator(written: Path) -> None:
    """With whole months of data before it was opened and after it was closed.

    What is open tells nothing of an indicator: it would keep the proposals of the indicator back.
    """
    measured = {(row["机构代码"], row["督办编号"]) for row in rows(written, "任务") if row["关联指标"]}
    days = {
        kind: {
            row["机构代码"]: str(row["日期"])[:7]
            for row in rows(written, "记录")
            if row["事由"] == kind and (row["机构代码"], row["督办编号"]) in measured
        }
        for kind in ("立项", "销号")
    }
    assert days["立项"] == {"prefecture": "2023-01", "college": "2023-01", "tcm": "2022-04", "county": "2022-04"}
    assert days["销号"] == {"prefecture": "2023-06", "college": "2023-06", "tcm": "2022-06", "county": "2022-06"}
    assert len(measured) == 4
