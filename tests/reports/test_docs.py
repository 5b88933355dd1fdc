"""What docs/reports.md shows can be read as it stands."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from linghang.packs.library import Entry
from linghang.packs.model import Report
from linghang.registers.content import library
from linghang.reports.check import check
from linghang.reports.layout import layout
from linghang.reports.template import KINDS, WORDS, Figure, Name, Optional, choices, figures, parse

PAGE = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
SNIPPETS = [found.replace("\\|", "|") for found in re.findall(r"^\| (`\{.*?) \|(?!\|)", PAGE, re.M)]
EXAMPLES = [text for cell in SNIPPETS for text in re.findall(r"`(\{.+?\})`", cell) if text not in ("{{", "}}")]
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_is_read_as_one_figure_or_word(text):
    [node] = parse(text)
    assert isinstance(node, Figure | Name | Optional)


def test_the_tables_leave_out_no_kind_and_no_word():
    shown = [node for text in EXAMPLES for node in parse(text)]
    assert {node.kind for node in shown if isinstance(node, Figure)} == set(KINDS)
    assert {node.word for node in shown if isinstance(node, Name)} == set(WORDS)


def test_the_indicators_shown_exist():
    shown = {code for text in EXAMPLES for figure in figures(parse(text)) for code in figure.indicators}
    assert [code for code in sorted(shown) if not library().has("indicators", code)] == []


def test_the_shortest_example_is_a_report():
    [data] = yaml.safe_load(BLOCKS[0])["reports"]
    made = Report.model_validate(data | {"source": "测试"})
    assert len(list(figures(parse(made.sections[0].paragraphs[0])))) == 4


def test_the_table_of_layouts():
    rows = re.findall(r"^\| `(\w+)` \| ([\d.、]+) \| ([\d.]+) \|$", PAGE, re.M)
    for code, margins, pitch in rows:
        page = layout(code)
        edges = (page.margins.top, page.margins.bottom, page.margins.left, page.margins.right)
        assert "、".join(str(edge) for edge in edges) == margins
        assert str(page.line_pitch) == pitch
    assert len(rows) == 2


def test_every_other_example_is_sound_as_it_stands():
    pieces = [piece for block in BLOCKS[1:] if block.startswith("- ") for piece in yaml.safe_load(block)]
    assert len(pieces) == 2
    section = {"heading": "例子", "paragraphs": pieces}
    made = Report.model_validate(
        {"code": "sample", "title": "例", "source": "测试", "heading": "例", "sections": [section]}
    )
    entry = Entry("reports", made, "sample", "sample.yaml", 1, {})
    assert check(replace(library(), entries=(*library().entries, entry))) == []


def test_the_conditions_shown_are_read():
    [block] = re.findall(r"```\n(\{\?outpatient_visits.*?)```", PAGE, re.S)
    assert len(list(choices(parse(block)))) == 3


def test_the_own_layout_is_one(tmp_path):
    [block] = [text for text in BLOCKS if text.startswith("layouts:")]
    own = tmp_path / "layouts.yaml"
    own.write_text(block, encoding="utf-8")
    assert layout("gb9704", own, institutions=["county"]).code == "county"
