"""The bench of computing runs end to end on a small lake, and its lake is what it says."""

import pyarrow.parquet as pq

from linghang.bench.compute import PACK, run
from linghang.bench.inpatient_lake import write_lake
from linghang.indicators import duckdb
from linghang.indicators.duckdb import Rows
from linghang.indicators.measures import plan_for
from linghang.packs.load import load_packs
from linghang.registers.content import shipped_packs


def test_the_synthetic_lake_meets_every_condition_sometimes_and_never_always(tmp_path):
    library = load_packs([shipped_packs() / "national-front-page", PACK])
    [scan] = plan_for(library).scans
    files = write_lake(tmp_path, library, scan, rows=6000, institutions=2, months=2)
    assert [file.rows for file in files] == [1500] * 4
    assert pq.read_metadata(files[0].path).num_rows == 1500
    table = duckdb.run_scan(scan, library.register("inpatient"), Rows(tuple(file.path for file in files)))
    assert set(table["month"].to_pylist()) == {202101, 202102}
    kinds = {measure.id: measure.aggregate for measure in scan.measures}
    counts = {measure.id: sum(table[measure.id].to_pylist()) for measure in scan.measures if measure.where is not None}
    assert min(counts.values()) > 0
    assert max(count for id_, count in counts.items() if kinds[id_] == "count") < 6000


def test_the_figures_are_there(capfd):
    figures = run(5_000, institutions=2, months=3)
    assert "倍" in figures["一次查询 ÷ 只读（目标不超过 2.0）"]
    assert capfd.readouterr().out == ""
