"""A report as a file: what the command line writes, and what it refuses."""

from pathlib import Path

import docx
import pytest

import linghang.reports
from linghang.core.errors import InputError
from linghang.reports.document import Heading
from linghang.reports.publish import write_report
from linghang.reports.styles import LAYOUTS_FILE

SHIPPED = Path(linghang.reports.__file__).with_name("layouts.yaml")
pytestmark = pytest.mark.django_db


def test_it_works(hospital, two_years, tmp_path):
    path = tmp_path / "brief.docx"
    document = write_report("brief", "yunxi", "2022", path)
    assert document.title == "云溪市人民医院2022年义诊简报"
    assert any("全年义诊5次" in paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


@pytest.mark.parametrize(
    ("code", "institution", "period", "name", "reason"),
    [
        ("brief", "nowhere", "2022", "a.docx", "没有这个机构"),
        ("nothing", "yunxi", "2022", "a.docx", "没有这个报告"),
        ("brief", "yunxi", "last year", "a.docx", "看不懂这个期间"),
        ("brief", "yunxi", "2022", "a.pdf", "不能写成这种文件"),
        ("brief", "yunxi", "2022", "missing/a.docx", "写不了这个文件"),
    ],
)
def test_refusals(hospital, two_years, tmp_path, code, institution, period, name, reason):
    with pytest.raises(InputError, match=reason):
        write_report(code, institution, period, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_own_layout_is_refused_with_its_file(hospital, two_years, workspace, tmp_path):
    own = workspace / LAYOUTS_FILE
    own.write_text("layouts: none", encoding="utf-8")
    try:
        with pytest.raises(InputError, match="layouts"):
            write_report("brief", "yunxi", "2022", tmp_path / "a.docx")
    finally:
        own.unlink()


def test_the_hospitals_own_layout_goes_before_that_of_the_template(hospital, two_years, workspace, tmp_path):
    own = workspace / LAYOUTS_FILE
    text = SHIPPED.read_text(encoding="utf-8").split("  - code: gb33476")[0].replace("code: gb9704", "code: own")
    numbered = 'institutions: [yunxi]\n    numbering: [第一部分　, 一、, "1."]\n    margins:'
    own.write_text(text.replace("margins:", numbered), encoding="utf-8")
    try:
        document = write_report("brief", "yunxi", "2022", tmp_path / "brief.docx")
    finally:
        own.unlink()
    assert document.layout.code == "own"
    assert [block.number for block in document.blocks if isinstance(block, Heading)] == ["第一部分　"]
