"""The bench of computing runs end to end on a small lake, and its lake is what it says."""

from functools import cache

import polars as pl
import pyarrow.parquet as pq

from linghang.bench import compute
from linghang.bench.compute import PACK, run
from linghang.bench.in_pandas import in_pandas
from linghang.bench.inpatient_lake import write_lake
from linghang.indicators import duckdb, polars
from linghang.indicators.measures import plan_for
from linghang.packs.load import load_packs
from linghang.registers.content import shipped_packs
from linghang.registers.rows import Rows


@cache
def asked():
    """The packs of the bench, and its scan."""
    library = load_packs([shipped_packs() / "national-front-page", PACK])
    [scan] = plan_for(library).scans
    return library, scan


def test_the_synthetic_lake_meets_every_condition_sometimes_and_never_always(tmp_path):
    library, scan = asked()
    files = write_lake(tmp_path, library, scan, rows=6000, institutions=2, months=2)
    assert [file.rows for file in files] == [1500] * 4
    assert pq.read_metadata(files[0].path).num_rows == 1500
    table = duckdb.run_scan(scan, library.register("inpatient"), Rows(tuple(file.path for file in files)))
    assert set(table["month"].to_pylist()) == {202101, 202102}
    kinds = {measure.id: measure.aggregate for measure in scan.measures}
    counts = {measure.id: sum(table[measure.id].to_pylist()) for measure in scan.measures if measure.where is not None}
    assert min(counts.values()) > 0
    assert max(count for id_, count in counts.items() if kinds[id_] == "count") < 6000


def test_pandas_counts_and_adds_the_same(tmp_path):
    """Otherwise the comparison would say nothing. Its money is a float, so cents are compared."""
    library, scan = asked()
    register = library.register("inpatient")
    files = [file.path for file in write_lake(tmp_path, library, scan, rows=4000, institutions=2, months=2)]
    theirs = in_pandas(scan, register, files)
    ours = pl.DataFrame(polars.run_scan(scan, register, Rows(tuple(files))))
    assert len(theirs) == ours.height
    for measure in scan.measures:
        assert round(float(theirs[measure.id].sum()), 2) == float(ours[measure.id].sum()), measure


def test_the_figures_are_there(capfd):
    figures = run(5_000, institutions=2, months=3)
    for key in ("一次算全部 ÷ 只读（目标不超过 1.3）", "pandas ÷ 一次算全部（按行折算）", "全部内容包 ÷ 只读"):
        assert "倍" in figures[key]
    assert capfd.readouterr().out == ""


def test_a_run_too_large_for_the_comparisons_leaves_them_out(monkeypatch):
    monkeypatch.setattr(compute, "LARGE", 100)
    assert "内存峰值（写数据之后至首次算完，目标不超过 6 GiB）" in (figures := run(600, institutions=1, months=2))
    assert not any("pandas" in key for key in figures)
