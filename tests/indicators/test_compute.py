"""Computing scans what is new, once, and both engines fill the same cube."""

import pytest

from linghang.core.errors import InputError
from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.indicators import partials
from linghang.indicators.compute import compute
from linghang.indicators.values import values

STAYS = "number left_on fee levels\nA1 2022-01-03 1.10 3+4\nA2 2022-02-03 2.20 -"


def test_only_new_batches_are_scanned(load):
    load("east", "2022", STAYS)
    assert (compute().batches, compute().batches) == (1, 0)
    load("west", "2022", STAYS)
    summary = compute(registers=["stay"])
    assert (summary.batches, summary.rows) == (1, 2)
    assert "已汇总 1 批 2 行（出院登记 1 批 2 行）" in str(summary)
    assert summary.to_json()["registers"][0]["register"] == "stay"


def test_other_registers_are_left_alone(load):
    load("east", "2022", STAYS)
    assert compute(registers=["talent"]).batches == 0
    assert compute().batches == 1


def test_the_plain_engine_fills_the_same_cube(load, monkeypatch):
    load("east", "2022", STAYS)
    assert compute(engine="python").engine == "python"
    monkeypatch.setattr(partials, "write", lambda *_: pytest.fail("the rows were scanned again"))
    found = values(["discharges", "income", "major_operations"], Period.parse("2022"), "east")
    assert [str(value.value) for value in found] == ["2", "3.30", "2"]


def test_an_unknown_engine_is_refused(load):
    with pytest.raises(InputError, match="没有这个引擎"):
        compute(engine="abacus")


def test_progress_ends_at_the_total(load):
    load("east", "2022", STAYS)
    told = []
    compute(progress=lambda done, total, title: told.append((done, total, title)))
    assert told[-1] == (4, 4, "出院登记")  # two rows, scanned by two dates


def test_a_lost_data_file_is_named(load):
    batch = load("east", "2022", STAYS)
    (Workspace.from_environment().lake / batch.data_path).unlink()
    with pytest.raises(InputError, match="批次的数据文件不见了"):
        compute()
