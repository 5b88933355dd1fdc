"""The Word file, read back with python-docx: page, fonts, grid, bookmarks, footers, annex."""

import datetime as dt

import docx
import pytest
from docx.oxml.ns import qn
from tests.reports.samples import document, gap, short_document, visits

from linghang.reports.document import Column, Paragraph, Table, Text
from linghang.reports.layout import Signature, layout
from linghang.reports.word import bookmark_name, new_file, sign, signature_indents, widths, write_docx


@pytest.fixture
def written(tmp_path):
    def write(made):
        path = tmp_path / "report.docx"
        write_docx(made, path)
        return docx.Document(str(path))

    return write


def paragraphs(file):
    return [(paragraph.style.name, paragraph.text) for paragraph in file.paragraphs]


def east_asian(file, style):
    return file.styles[style].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))


def test_page_margins_and_grid(written):
    section = written(short_document()).sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert dict(grid.attrib) == {qn("w:type"): "linesAndChars", qn("w:linePitch"): "579", qn("w:charSpace"): "-842"}


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
        ("Body Text", "仿宋_GB2312", 16),
        ("Footer", "宋体", 14),
    ],
)
def test_faces(written, style, font, size):
    file = written(short_document())
    assert east_asian(file, style) == font
    assert file.styles[style].font.size.pt == size


def test_no_theme_font_is_left_to_override_the_named_ones(written):
    file = written(short_document())
    for fonts in file.styles.element.iter(qn("w:rFonts")):
        assert not [name for name in fonts.attrib if name.lower().endswith("theme")]


def test_the_text_in_order(written):
    assert paragraphs(written(short_document())) == [
        ("Title", "云溪市人民医院2022年工作报告"),
        ("Normal", ""),
        ("Normal", "各位代表、同志们："),
        ("Heading 1", "一、总体情况"),
        ("Body Text", "全年门急诊量28.28万人次，“出院”——稳步增长。"),
        ("Heading 2", "（一）医疗服务"),
        ("Heading 3", "1.门诊"),
        ("Normal", ""),
        ("Normal", "云溪市人民医院"),
        ("Normal", "2023年1月5日"),
        ("Body Text", "（数据版本：第37版。）"),
    ]


def test_every_run_of_text_keeps_its_quotes_chinese(written):
    for paragraph in written(short_document()).paragraphs:
        for run in paragraph.runs:
            assert run._r.rPr.find(qn("w:rFonts")).get(qn("w:hint")) == "eastAsia"


def test_body_is_indented_by_two_characters_on_exact_lines(written):
    style = written(short_document()).styles["Body Text"].element.pPr
    assert style.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    spacing = style.find(qn("w:spacing"))
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("579", "exact")


def test_a_figure_stands_in_a_bookmark_that_names_it(written):
    file = written(document(Paragraph((visits(), Text("与"), visits()))))
    marks = [mark.get(qn("w:name")) for mark in file.element.iter(qn("w:bookmarkStart"))]
    assert marks == ["outpatient_visits_2022", "outpatient_visits_2022_2"]
    start = next(file.element.iter(qn("w:bookmarkStart")))
    assert start.getnext().find(qn("w:t")).text == "28.28万人次"
    assert start.getnext().getnext().get(qn("w:id")) == start.get(qn("w:id"))


def test_bookmark_names_fit_word():
    figure = visits().__class__("a" * 64, "长", "yunxi", visits().period, "yoy_abs", "1", None, "ok")
    taken: set[str] = set()
    names = [bookmark_name(figure, taken) for _ in range(12)]
    assert len(set(names)) == 12
    assert all(len(name) <= 40 and name.endswith(("yoy_abs", *"0123456789")) for name in names)


def test_page_numbers_right_on_odd_left_on_even_pages(written):
    file = written(short_document())
    assert file.settings.odd_and_even_pages_header_footer
    for footer, align in ((file.sections[0].footer, "right"), (file.sections[0].even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == align
        assert paragraph._p.pPr.find(qn("w:ind")).get(qn(f"w:{align}Chars")) == "100"


def test_properties_say_whose_report_it_is_and_from_which_data(written):
    properties = written(short_document()).core_properties
    assert (properties.title, properties.author) == ("云溪市人民医院2022年工作报告", "云溪市人民医院")
    assert (properties.version, properties.subject) == ("37", "2022年报告")


def test_no_annex_without_gaps(written):
    file = written(short_document())
    assert "附件" not in [text for _, text in paragraphs(file)]
    assert file.tables == []


def test_gaps_are_listed_on_a_page_of_their_own(written):
    file = written(short_document(missing=(gap(),)))
    assert ("附件", "附件") in paragraphs(file)
    assert ("Title", "数据缺项清单") in paragraphs(file)
    [table] = file.tables
    assert [cell.text for cell in table.rows[1].cells] == [
        "1",
        "引进高层次人才人数（同比）",
        "人才队伍",
        "2021年：人才引育台账",
    ]


def test_dropped_sections_are_named_under_the_text(written):
    texts = [text for _, text in paragraphs(written(short_document(dropped=("急救中心", "县域协同"))))]
    assert texts[-1] == "（数据版本：第37版；因无数据未写：急救中心、县域协同。）"


@pytest.mark.parametrize(
    ("name", "date", "indents"),
    [
        (
            "云溪市第一人民医院",
            "2023年1月5日",
            (2, 3),
        ),  # 9 and 6 characters: the date begins two later, ends three from the edge
        (
            "县医院",
            "2023年1月5日",
            (7, 2),
        ),  # the date is the longer one: it ends two from the edge, the name moves left
    ],
)
def test_the_date_begins_two_characters_after_the_signature(name, date, indents):
    assert signature_indents(name, date) == indents


def test_a_table_repeats_its_head_keeps_rows_whole_and_marks_its_figures(written):
    table = Table("指标", (Column("指标"), Column("本年", number=True)), ((Text("门急诊"), visits()),), "注：一行。")
    body = written(document(table))
    [made] = body.tables
    assert [[cell.text for cell in row.cells] for row in made.rows] == [["指标", "本年"], ["门急诊", "28.28万人次"]]
    assert made.rows[0]._tr.find(".//" + qn("w:tblHeader")) is not None
    assert made.rows[1]._tr.find(".//" + qn("w:cantSplit")) is not None
    [mark] = made._tbl.iter(qn("w:bookmarkStart"))
    assert mark.get(qn("w:name")) == "outpatient_visits_2022"
    assert sum(widths(table, layout("gb9704"))) <= 156


def test_a_signature_in_the_middle_or_none():
    page = layout("gb9704")
    for place, lines in (("centre", 2), ("none", 0)):
        file = new_file(page)
        sign(file, "县医院", dt.date(2023, 1, 5), page.model_copy(update={"signature": Signature(place=place)}))
        assert len([each for each in file.paragraphs if each.text]) == lines
