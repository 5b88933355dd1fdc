"""The bench of loading runs end to end on a small file."""

from linghang.bench.load import run


def test_the_figures_are_there_for_both_sides_of_one_file(capfd):
    figures = run(1_000)
    assert figures["数据"].startswith("1000 行 × 811 列，其中读 368 列")
    assert figures["领航"].startswith("每秒")
    assert "倍" in figures["领航是pandas的（目标不低于 12 倍）"]
    assert capfd.readouterr().out == ""
