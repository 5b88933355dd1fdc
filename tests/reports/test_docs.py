"""What docs/reports.md shows can be read as it stands."""

import re
from pathlib import Path

import pytest
import yaml

from linghang.packs.model import Report
from linghang.registers.content import library
from linghang.reports.layout import layout
from linghang.reports.template import KINDS, WORDS, Figure, Name, Optional, figures, parse

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
