"""What a computation will scan is said before it runs, and a change of definitions is told from new batches."""

import pytest

from linghang.indicators import planning
from linghang.indicators.compute import compute
from linghang.indicators.measures import plan_for
from linghang.indicators.planning import Due, Planned, note_speed, planned
from linghang.registers import content

STAYS = "number left_on fee levels\nA1 2022-01-03 1.10 3+4\nA2 2022-02-03 2.20 -"


def test_new_batches_are_due_and_then_not(load):
    (planning._folder() / "speed.json").unlink(missing_ok=True)  # noted by tests before
    load("east", "2022", STAYS)
    found = planned(registers=["stay"])
    measures = sum(len(scan.measures) for scan in plan_for(content.library()).scans if scan.register == "stay")
    assert found.registers == (Due("stay", "出院登记", 1, 2, 0, 2 * measures),)
    assert str(found) == "需汇总 1 批 2 行（出院登记 1 批 2 行），尚无用时记录，无法预计用时"
    compute()
    assert str(planned()).startswith("指标已是最新，无需汇总")


def test_changed_definitions_ask_for_the_batches_again(load, monkeypatch):
    load("east", "2022", STAYS)
    compute()
    load("west", "2022", STAYS)
    folder_of = planning.cube.folder_of
    monkeypatch.setattr(planning.cube, "folder_of", lambda scan: folder_of(scan).with_name("other-definitions"))
    note_speed(1000, 2.0)
    found = planned(registers=["stay"])
    assert (found.changed, found.registers[0].batches, found.registers[0].changed) == (True, 2, 1)
    assert found.seconds == pytest.approx(found.work / 500)
    assert str(found) == "口径有变动：需重新汇总 2 批 4 行（出院登记 2 批 4 行），预计 1 秒"


def test_long_times_are_said_in_minutes():
    assert "预计 30 分钟" in str(Planned(3, (Due("stay", "出院登记", 1, 9, 1, 9),), 1790.0))


def test_a_broken_note_of_speed_is_no_note(load):
    load("east", "2022", STAYS)
    note_speed(1000, 2.0)
    (planning._folder() / "speed.json").write_text("{", encoding="utf-8")
    assert planned().seconds is None
    note_speed(1000, 0.01)  # too short to say anything
    assert planned().seconds is None
