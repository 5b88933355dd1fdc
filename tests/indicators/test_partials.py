"""Partials on disk: whole or absent, never counted twice, few files."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linghang.core.errors import InputError
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
    assert (total(tmp_path, "a", "c"), total(tmp_path)) == (5, None)


def test_a_batch_without_partials_is_never_left_out_of_a_sum(tmp_path):
    partials.write(tmp_path, table(a=1), ["a"])
    with pytest.raises(InputError, match="汇总文件不全"):
        partials.read(tmp_path, ["a", "unknown"])


@pytest.fixture
def three(tmp_path):
    for name, rows in {"a": 1, "b": 2, "c": 4}.items():
        partials.write(tmp_path, table(**{name: rows}), [name])
    return tmp_path


def after_the_next_listing(monkeypatch, happens):
    """Let another process do something right after our next listing of a folder."""
    glob = partials.Path.glob

    def listed(path, pattern):
        found = list(glob(path, pattern))
        monkeypatch.setattr(partials.Path, "glob", glob)
        happens()
        partials._spoken_for.cache_clear()
        return found

    monkeypatch.setattr(partials.Path, "glob", listed)


def merge(folder):
    partials._merge(folder, sorted(folder.glob("*.parquet")))


def test_a_sum_is_whole_when_another_process_merges_while_we_read(three, monkeypatch):
    partials._spoken_for.cache_clear()
    after_the_next_listing(monkeypatch, lambda: merge(three))
    assert total(three, "a", "b", "c") == 7


def test_two_processes_that_merge_the_same_files_lose_nothing(three, monkeypatch):
    monkeypatch.setattr(partials, "MERGE_ABOVE", 3)
    partials._spoken_for.cache_clear()
    after_the_next_listing(monkeypatch, lambda: merge(three))
    partials.write(three, table(d=8), ["d"])
    assert total(three, "a", "b", "c", "d") == 15


def test_a_merge_that_cannot_read_a_batch_removes_nothing(three, monkeypatch):
    files = set(three.iterdir())
    known = partials.known(three)
    monkeypatch.setattr(partials, "known", lambda folder: {name: known[name] for name in "ab"})
    with pytest.raises(FileNotFoundError):
        merge(three)
    assert set(three.iterdir()) == files


def test_a_batch_scanned_by_two_processes_counts_once(tmp_path):
    partials.write(tmp_path, table(a=1, b=2), ["a", "b"])
    partials.write(tmp_path, table(a=1), ["a"])
    assert total(tmp_path, "a", "b") == 3


def test_many_files_become_one_and_nothing_is_lost(tmp_path):
    for number in range(partials.MERGE_ABOVE + 1):
        partials.write(tmp_path, table(**{f"b{number}": 1}), [f"b{number}"])
    assert len(list(tmp_path.iterdir())) == 1
    assert total(tmp_path, *(f"b{number}" for number in range(partials.MERGE_ABOVE + 1))) == partials.MERGE_ABOVE + 1


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
