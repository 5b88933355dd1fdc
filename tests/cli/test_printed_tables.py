"""Tables on the terminal: words may go on in the next line, numbers never do."""

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.cli.output import print_table

SETTLED = ("city", 80427, "93202593.4379", "878262362.53", "878262362.53", "-890364896.25", "97903397.18")
HEADS = ("机构", "例数", "分值", "应付（元）", "清算（元）", "已预付（元）", "应补（元）")


@pytest.mark.parametrize("width", [40, 80, 100, 200])
def test_a_settlement_fits_no_narrow_terminal_and_stays_whole(capsys, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    print_table("", HEADS, [SETTLED])
    printed = capsys.readouterr().out
    assert all(str(cell) in printed for cell in SETTLED)
    assert all(head[:2] in printed for head in HEADS)


def test_words_give_way_to_numbers(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    print_table("", ("名称", "金额（元）"), [("很长的名称" * 10, "1,234,567,890.12")])
    printed = capsys.readouterr().out
    assert "1,234,567,890.12" in printed
    assert "…" not in printed
    assert printed.count("很") == 10


def test_what_looks_like_markup_is_words(capsys):
    print_table("[缺]", ("项目", "结果"), [("[b]一", "〔缺〕[/b]")])
    printed = capsys.readouterr().out
    assert all(said in printed for said in ("[缺]", "[b]一", "〔缺〕[/b]"))


@settings(max_examples=25)
@given(st.lists(st.lists(st.decimals(-(10**14), 10**14, places=2), min_size=5, max_size=5), min_size=1, max_size=3))
def test_no_number_is_ever_broken(rows):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        print_table("", ("一", "二", "三", "四", "五（万元）"), rows)
    assert all(str(cell) in out.getvalue() for row in rows for cell in row)
