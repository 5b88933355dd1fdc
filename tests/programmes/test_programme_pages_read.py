"""What the pages say: the list, the tree, the component, the matrix, and the files."""

import datetime as dt
import io

import docx
import openpyxl
import pytest

from linghang.programmes import adopting
from linghang.programmes.tree import adoption_tree
from linghang.programmes.tree_files import to_docx, to_xlsx

DAY = dt.date(2023, 6, 1)


@pytest.fixture
def look(as_, hospital):
    """look(address) → the page as the office reads it on 1 June 2023."""
    client = as_("office", hospital)
    return lambda address, **query: client.get(address, {"day": "2023-06-01"} | query)


def test_the_list_says_where_each_programme_stands(look, adopt, task):
    adopt("six_guarantees")
    adopt("plan_1_7_n")
    task(("six_guarantees", "core"), percent=40)
    page = look("/programmes/").content.decode()
    assert "六大保障" in page
    assert "40%" in page
    assert "“7”（原文未列出）：缺 7 项" in page
    assert "悬空 5 项" in page


def test_the_list_is_searched_by_pinyin(look, adopt):
    adopt("six_fusions")
    adopt("ten_zeros")
    found = look("/programmes/", q="djlr")
    assert [tree.programme.code for tree in found.context["trees"]] == ["six_fusions"]
    assert look("/programmes/", form="action").context["trees"][0].programme.code == "ten_zeros"


def test_what_can_be_adopted_is_not_what_is(look, adopt):
    adopt("six_fusions")
    shelf = look("/programmes/").context["shelf"]
    codes = {each.code for programmes in shelf.values() for each in programmes}
    assert "one_plus_six" in codes
    assert "six_fusions" not in codes


def test_an_ended_programme_is_found_again(look, adopt):
    adopt("six_fusions", dt.date(2021, 1, 1), dt.date(2022, 12, 31))
    assert [programme.code for _, programme in look("/programmes/").context["ended"]] == ["six_fusions"]
    assert "不在实施期内" in look("/programmes/h1/six_fusions/").content.decode()


def test_the_phase_of_the_day(look, adopt):
    adopt("specialty_roadmap")
    now = look("/programmes/h1/specialty_roadmap/").context["timeline"]["now"]
    assert (now.title, now.years) == ("三年基础", "2021—2023年")
    now = look("/programmes/h1/specialty_roadmap/", day="2024-06-01").context["timeline"]["now"]
    assert now.title == "两年提升"


def test_many_to_many_of_components_and_aspects(look, adopt):
    adopt("six_fusions")
    acting = look("/programmes/h1/six_fusions/").context["acting"]
    assert len(acting) == 6
    assert {len(acts) for _, acts in acting} == {8}
    assert acting[0][1] == [True, True, False, False, False, False, False, False]
    assert all(any(acts[column] for _, acts in acting) for column in range(8))


def test_a_programme_of_another_shape_says_what_it_lacks(look, adopt):
    adopt("four_bands")
    page = look("/programmes/h1/four_bands/").content.decode()
    assert "原文未列出" in page
    assert "还有 4 项" in page


def test_a_component_without_task_and_indicator_is_told(look, adopt):
    adopt("six_guarantees")
    assert "还没有任务，也没有指标" in look("/programmes/h1/six_guarantees/components/team/").content.decode()


def test_the_component_shows_target_and_actual_apart(look, adopt):
    adopt("one_plus_six")
    page = look("/programmes/h1/one_plus_six/components/internet/").content.decode()
    assert "≥5级" in page
    assert "〔缺〕" in page
    assert "文件目标" in page


def test_the_matrix_flags_what_is_words_only(look, adopt, task):
    adopt("five_pioneers")
    task(("five_pioneers", "commando"))
    matrix = look("/programmes/h1/matrix/").context["matrix"]
    assert matrix.subjects == ("党建引领",)
    # Three carriers have an indicator, the commando has a task, the volunteers have neither.
    assert [line.node.code for line in matrix.loose] == ["volunteers"]
    assert [line.indicators for line in matrix.lines] == [1, 1, 1, 0, 0]


def test_a_task_brings_its_indicator_into_the_matrix(look, adopt, task):
    adopt("six_guarantees")
    task(("six_guarantees", "core"), indicator="mean_length_of_stay")
    line = look("/programmes/h1/matrix/").context["matrix"].lines[0]
    assert [[each.code for each in cell] for cell in line.cells] == [["mean_length_of_stay"]]


@pytest.fixture
def tree(adopt, task, quality):
    adoption = adopt("four_zeros")
    adopting.assign(adoption, "disputes", valid_from=dt.date(2023, 1, 1), department=quality)
    task(("four_zeros", "disputes"), percent=40)
    return adoption_tree(adoption, DAY)


def test_the_spreadsheet_holds_the_rows_of_the_page(tree):
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(tree)))
    head, *rows = book["工程"].iter_rows(values_only=True)
    assert head[:3] == ("层", "组成", "责任")
    assert [row[1] for row in rows] == ["零事故", "零事故", "零纠纷", "零投诉", "零差错"]
    disputes = rows[2]
    assert disputes[2:7] == ("质控科", 1, 0, 1, 40)
    assert disputes[7:11] == ("医疗纠纷为零", "≤0起", "〔缺〕", "文件目标")
    assert book["原文"]["B1"].value == "“四零”安全目标"


def test_the_paper_says_the_same(tree):
    paper = docx.Document(io.BytesIO(to_docx(tree)))
    assert paper.paragraphs[0].text == "示范医院“四零”安全目标推进情况"
    assert "共 4 项组成，其中 1 项有任务；任务 1 项，销号 0 项，逾期 1 项，进度 40%。" in paper.paragraphs[1].text
    table = paper.tables[0]
    assert len(table.rows) == 6
    assert table.rows[3].cells[1].text == "零纠纷"


def test_what_is_open_is_written_as_open(adopt):
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(adoption_tree(adopt("four_bands"), DAY))))
    assert book["工程"]["B2"].value == "还有 4 项（原文未列出）"


@pytest.mark.parametrize(("form", "start"), [("xlsx", b"PK"), ("docx", b"PK")])
def test_files_come_under_their_name(look, adopt, form, start):
    adopt("six_fusions")
    answer = look(f"/programmes/h1/six_fusions/export/{form}/")
    assert answer.content.startswith(start)
    assert f"2023-06-01.{form}" in answer["Content-Disposition"]
