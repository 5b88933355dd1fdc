"""A rendered page has 22 lines of 28 characters. Needs LibreOffice on the machine."""

import os
import shutil
import subprocess

import pypdfium2
import pytest
from tests.reports.samples import FULL_LINE, document

from linghang.reports.document import Paragraph, Text
from linghang.reports.word import write_docx

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
if OFFICE is None and os.environ.get("LINGHANG_REQUIRE_BROWSER") != "1":
    pytest.skip("LibreOffice 不在这台机器上", allow_module_level=True)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """For each layout, the lines of text of every page."""
    folder = tmp_path_factory.mktemp("pdf")
    for layout in ("gb9704", "gb33476"):
        write_docx(document(Paragraph((Text(FULL_LINE * 60),)), layout=layout), folder / f"{layout}.docx")
    subprocess.run(
        [
            OFFICE,
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *map(str, folder.glob("*.docx")),
        ],
        check=True,
        timeout=300,
    )
    return {
        path.stem: [page.get_textpage().get_text_range().splitlines() for page in pypdfium2.PdfDocument(path)]
        for path in folder.glob("*.pdf")
    }


@pytest.mark.parametrize("layout", ["gb9704", "gb33476"])
def test_a_full_page_has_22_lines_of_28_characters(pages, layout):
    *text, number = pages[layout][1]
    assert [len(line) for line in text] == [28] * 22
    assert number == "— 2 —"


@pytest.mark.parametrize("layout", ["gb9704", "gb33476"])
def test_the_first_line_begins_two_characters_in(pages, layout):
    title, salutation, first, *_ = pages[layout][0]
    assert (title.replace(" ", ""), salutation) == ("云溪市人民医院2022年工作报告", "各位代表、同志们：")
    assert len(first) == 26
