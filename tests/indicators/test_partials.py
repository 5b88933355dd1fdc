"""Partials on disk: whole or absent, never counted twice, few files."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linghang.indicators import partials


def table(**rows):
    return pa.table({"batch": list(rows), "m_1": list(rows.values())})


def total(folder, *batches):
    found = partials.read(folder, batches)
    return None if found is None else sum(found["m_1"].to_pylist())


def test_a_batch_without_rows_is_known(tmp_path):
    partials.write(tmp_path, table(a=1), ["a", "empty"])
    assert set(partials.known(tmp_path)) == {"a", "empty"}
    assert total(tmp_path, "empty") == 0


def test_only_the_batches_asked_for_are_read(tmp_path):
    partials.write(tmp_path, table(a=1, b=2), ["a", "b"])
    partials.write(tmp_path, table(c=4), ["c"])
    assert (total(tmp_path, "a", "c"), total(tmp_path, "unknown")) == (5, None)


def test_a_batch_scanned_by_two_processes_counts_once(tmp_path):
    partials.write(tmp_path, table(a=1, b=2), ["a", "b"])
    partials.write(tmp_path, table(a=1), ["a"])
    assert total(tmp_path, "a", "b") == 3


def test_many_files_become_one_and_nothing_is_lost(tmp_path):
    for number in range(partials.MERGE_ABOVE + 1):
        partials.write(tmp_path, table(**{f"b{number}": 1}), [f"b{number}"])
    assert len(list(tmp_path.iterdir())) == 1
    assert total(tmp_path, *(f"b{number}" for number in range(100))) == partials.MERGE_ABOVE + 1


@pytest.mark.parametrize("killed_at", ["write_table", "rename"])
def test_a_process_killed_while_writing_leaves_nothing_that_counts(tmp_path, monkeypatch, killed_at):
    def kill(*_, **__):
        raise KeyboardInterrupt
    with monkeypatch.context() as patch:
        patch.setattr(*((pq, "write_table") if killed_at == "write_table" else (partials.Path, "rename")), kill)
        with pytest.raises(KeyboardInterrupt):
            partials.write(tmp_path, table(a=1), ["a"])
    assert partials.known(tmp_path) == {}
    partials.write(tmp_path, table(a=1), ["a"])
    assert total(tmp_path, "a") == 1


def test_a_merge_killed_before_the_old_files_went_counts_once(tmp_path, monkeypatch):
    monkeypatch.setattr(partials, "MERGE_ABOVE", 1)
    partials.write(tmp_path, table(a=1), ["a"])

    def kill(*_, **__):
        raise KeyboardInterrupt
    with monkeypatch.context() as patch:
        patch.setattr(partials.Path, "unlink", kill)
        with pytest.raises(KeyboardInterrupt):
            partials.write(tmp_path, table(b=2), ["b"])
    assert len(list(tmp_path.iterdir())) == 3
    assert total(tmp_path, "a", "b") == 3


def test_partials_of_definitions_that_are_gone_are_removed(tmp_path):
    for name in ("now", "gone"):
        partials.write(tmp_path / name, table(a=1), ["a"])
    (tmp_path / "now" / ".left.part").touch()
    partials.forget_others(tmp_path, ["now"])
    assert [path.name for path in tmp_path.iterdir()] == ["now"]
    assert total(tmp_path / "now", "a") == 1
    assert len(list((tmp_path / "now").iterdir())) == 1
