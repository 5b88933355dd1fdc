"""A standard without its text: shipped empty, filled from a sheet, kept as a pack of the house; nothing is made up."""

import pytest

from linghang.assessment import standards
from linghang.assessment.rules import Reading
from linghang.assessment.sheet import score
from linghang.core.errors import InputError
from linghang.core.workbook import write_workbook
from linghang.core.workspace import Workspace
from linghang.registers import content

CODE = "hospital-party-quality"
ABOUT = [
    {"内容": "名称", "填写": "公立医院党建工作质量评价标准"},
    {"内容": "版本", "填写": "测试版"},
    {"内容": "依据", "填写": "测试文件〔2026〕1号"},
    {"内容": "施行日期", "填写": "2026-01-01"},
]
SHARES = {"A得几成": 1, "B得几成": "0.8", "C得几成": "0.5", "D得几成": 0}


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("LINGHANG_WORKSPACE", str(tmp_path / "ws"))
    return tmp_path


def fill(folder, items, about=ABOUT, grades=()):
    """A filled workbook."""
    path = folder / "standard.xlsx"
    write_workbook(path, standards.BOOK, {"项目": items, "说明": about, "等级": grades})
    return path


@pytest.fixture
def sheet(workspace):
    return lambda *said, **more: fill(workspace, *said, **more)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """A workspace to which nothing is ever added, so that its packs are read once."""
    return tmp_path_factory.mktemp("untouched")


def item(first, point, weight, second=None, **more):
    return {"一级": first, "二级": second, "考核点": point, "分值": weight, **SHARES, **more}


def test_it_waits_until_it_is_imported(untouched, monkeypatch):
    monkeypatch.setenv("LINGHANG_WORKSPACE", str(untouched))
    waiting = {each.code: each for each in standards.awaited()}
    assert waiting[CODE].full_marks is None
    assert not standards.imported(CODE)


def test_what_is_imported_is_scored_by_its_own_points(sheet):
    items = [item("政治建设", "第一议题", 30, "学习"), item("政治建设", "议事规则", 20), item("组织建设", "支部", 50)]
    made = standards.import_standard(sheet(items, grades=[{"等级": "优秀", "得分率从": "0.9"}, {"等级": "合格"}]), CODE)
    found = content.library().framework(CODE)
    assert (found.full_marks, found.confidence, found.source) == (100, "high", "测试文件〔2026〕1号")
    assert [leaf.title for leaf in found.leaves()] == ["第一议题", "议事规则", "支部"]
    ratings = {leaf.code: Reading(rating=rating) for leaf, rating in zip(found.leaves(), "ABC", strict=True)}
    assert score(found, ratings, {}).points == 30 + 16 + 25
    assert made.items == found.items


def test_a_second_import_takes_the_place_of_the_first(sheet):
    standards.import_standard(sheet([item("一", "甲", 40)]), CODE)
    made = standards.import_standard(sheet([item("一", "乙", 60)]), CODE)
    assert [leaf.title for leaf in made.leaves()] == ["乙"]
    kept = Workspace.from_environment().packs / f"standard-{CODE}" / "framework.yaml"
    assert "甲" not in kept.read_text(encoding="utf-8")
    assert "甲" in kept.with_name("framework.1.old").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("items", "about", "said"),
    [
        ([item("一", "甲", "很多")], ABOUT, "不是数字"),
        ([item("一", "甲", 10) | {"B得几成": "80"}], ABOUT, "不在 0 到 1 之间"),
        ([item("一", "", 10)], ABOUT, "必填项为空"),
        ([], ABOUT, "没有考核点"),
        ([item("一", "甲", 10)], ABOUT[:1], "没有填写"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(untouched, tmp_path, monkeypatch, items, about, said):
    monkeypatch.setenv("LINGHANG_WORKSPACE", str(untouched))
    with pytest.raises(InputError, match=said):
        standards.import_standard(fill(tmp_path, items, about), CODE)
    assert not standards.imported(CODE)
