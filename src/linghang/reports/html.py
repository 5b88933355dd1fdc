"""A report as a web page by itself: one file that opens anywhere and prints on A4, with what each figure is."""

from pathlib import Path

from django.template.loader import render_to_string

from linghang.reports.document import Document
from linghang.reports.page import blocks_of

_STYLE = Path(__file__).with_name("static") / "reports" / "paper.css"
_COLOURS = """:root {
  --line: #bbb; --data: #0b6374; --data-pale: #edf5f7; --warn: #b7791f; --bad: #b42318; --bad-weak: #fdecea;
}
body { margin: 0; background: #f3f4f6; }"""


def to_html(document: Document) -> str:
    """The whole file. Figures carry their name and exact period; nothing is loaded from elsewhere."""
    style = _COLOURS + "\n" + _STYLE.read_text(encoding="utf-8")
    return render_to_string("reports/file.html", {"document": document, "blocks": blocks_of(document), "style": style})
