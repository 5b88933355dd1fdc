"""The browser of an indicator system: values, targets, last year, and what items without a value wait for."""

import io
import re
from pathlib import Path

import openpyxl
import pytest

from linghang.assessment.models import Assessment
from linghang.assessment.walking import Node
from linghang.packs.framework import Item
from linghang.packs.load import load_packs
from linghang.registers import content

PACK = Path(__file__).parent / "page_pack"
WHERE = {"institution": "h1", "period": "2022"}


def row(page, code):
    """The text of an item's row."""
    found = re.search(rf'<tr id="item-{code}".*?</tr>', page, re.S)
    assert found, code
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def page_of(client, framework, **asked):
    return client.get(f"/assessment/{framework}/", WHERE | asked).content.decode()


def text_of(client, address):
    return client.get(address, WHERE).content.decode()


def test_an_item_shows_value_target_light_last_year_and_change(figures, office):
    said = row(page_of(office, "page-scored"), "level4")
    assert "25.0 %" in said
    assert "30.0" in said
    assert "未达标" in said
    assert "20.0" in said
    assert "+5.0 个百分点" in said
    assert "国家监测" in said


def test_a_value_leads_to_its_page_and_to_its_trace(figures, office):
    page = page_of(office, "page-scored")
    assert 'href="/indicators/level4_share/?institution=h1&amp;period=2022"' in page
    assert 'href="/indicators/level4_share/trace/?institution=h1&amp;period=2022"' in page


def test_an_item_without_data_names_the_ledger_to_fill_with_its_address(figures, office):
    page = page_of(office, "page-scored")
    assert "填报“指标填报”" in row(page, "never")
    assert 'href="/registers/reported_value/?institution=h1"' in page


def test_who_may_not_see_the_ledger_reads_its_name_without_an_address(figures, as_):
    page = page_of(as_("commission"), "page-scored")
    assert "填报“指标填报”" in row(page, "never")
    assert "/registers/reported_value/" not in page


def test_evidence_unknown_and_bare_items_say_what_they_need(figures, office):
    assert "党建工作计划与落实记录" in row(page_of(office, "page-scored"), "culture")
    plain = page_of(office, "page-plain")
    assert "还没有定义" in row(plain, "unknown_item")
    assert "医院章程文本" in row(plain, "bare")


def test_what_is_not_verified_says_so(figures, office):
    plain = page_of(office, "page-plain")
    assert "凭记忆录入，未见原文" in plain
    assert "未核实" in row(plain, "emr_item")  # the indicator's own reservation
    listed = office.get("/assessment/", WHERE).content.decode()
    assert listed.count("未核实") >= 1


def test_figures_of_party_members_are_closed_to_those_who_may_not_see_them(figures, as_):
    assert "不对您开放" in row(page_of(as_("quality"), "page-plain"), "members_item")


def test_filters_keep_the_headings_of_what_they_leave(figures, office):
    national = page_of(office, "page-scored", show="national")
    assert re.findall(r'<tr id="item-(\w+)"', national) == ["level4"]
    assert "医疗质量" in national
    assert re.findall(r'<tr id="item-(\w+)"', page_of(office, "page-scored", show="missing")) == ["never", "culture"]
    assert re.findall(r'<tr id="item-(\w+)"', page_of(office, "page-scored", show="behind")) == ["level4"]
    assert "没有符合条件的指标" not in page_of(office, "page-scored", show="what")


def test_an_item_is_found_by_pinyin_initials(figures, office):
    assert re.findall(r'<tr id="item-(\w+)"', page_of(office, "page-scored", q="pjzyr")) == ["stay"]


def test_a_rate_of_few_cases_is_marked_wherever_it_is_shown(figures, as_):
    """9 of 11: on the page, in its file, and in the reason of its points; 49 of 61 of the house is not."""
    house = as_("office")
    assert "例数少" not in row(page_of(house, "page-scored"), "good")
    client = as_("department_head", "h1", "0401")
    assert "81.8 % 例数少" in row(page_of(client, "page-scored"), "good")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/assessment/page-scored/system.xlsx", WHERE).content))
    head, *lines = list(book["指标体系"].iter_rows(values_only=True))
    [line] = [found for each in lines if (found := dict(zip(head, each, strict=True)))["编号"] == "4"]
    assert line["完整性"] == "例数少"
    sheet = " ".join(re.sub(r"<[^>]+>", " ", text_of(client, "/assessment/page-department/sheet/")).split())
    assert "例数少，起落多半出于偶然" in sheet


def test_what_a_system_asks_for_and_notes_is_read_beside_the_item(figures, office):
    """In its own words: the indicator that measures it may have come from elsewhere."""
    page = page_of(office, "page-scored")
    assert "要求和说明" in row(page, "level4")
    assert "对应条款：三级医院评审标准第二部分一（一）" in row(page, "level4")
    assert "党建工作计划与落实记录" in row(page, "culture")
    assert "要求和说明" not in row(page, "stay")


def test_a_part_is_asked_for_what_the_whole_is():
    part = Item.model_validate({"code": "part", "title": "其一"})
    whole = Item.model_validate({"code": "whole", "title": "全部", "asks": "两项都要", "notes": "回忆整理"})
    found = Node(part, 1, (whole,))
    assert (found.asks, found.notes) == ("两项都要", "回忆整理")
    own = Node(part.model_copy(update={"asks": "自己的"}), 1, (whole,))
    assert (own.asks, own.notes) == ("自己的", "回忆整理")


def test_odd_text_stays_text(figures, office):
    page = page_of(office, "page-scored", q="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page
    assert "<b>&“文化”" not in page_of(office, "page-scored")


def test_a_region_without_any_data_has_every_page(region, office):
    for name in ("", "sheet/", "ranking/", "whatif/", "compare/", "heat/"):
        response = office.get(f"/assessment/page-scored/{name}", WHERE)
        assert response.status_code == 200, name
        assert "〔缺〕" in response.content.decode() or "没有" in response.content.decode(), name


@pytest.fixture
def unverified(figures, tmp_path, monkeypatch):
    """The scored framework and what is measured by it, of medium confidence."""
    items = "".join(
        f"  - {{code: {code}, overrides: true, confidence: medium}}\n" for code in ("level4_share", "good_share")
    )
    (tmp_path / "pack.yaml").write_text(
        "pack: doubted\ntitle: 试\nversion: '1'\nsource: 试\nextends: [pages]\n", encoding="utf-8"
    )
    (tmp_path / "content.yaml").write_text(
        f"indicators:\n{items}frameworks:\n  - {{code: page-scored, overrides: true, confidence: medium}}\n",
        encoding="utf-8",
    )
    library = load_packs([PACK, tmp_path])
    monkeypatch.setattr(content, "library", lambda: library)


def test_every_page_of_what_nobody_verified_says_so(unverified, office, as_):
    """The framework, and each item by itself; and which direction of it is good."""
    for name in ("", "sheet/", "ranking/", "whatif/", "heat/"):
        page = office.get(f"/assessment/page-scored/{name}", WHERE).content.decode()
        assert "<p>部分核对：" in page, name
        if name != "ranking/":
            assert '<span class="tag tag-warn">未核实</span>' in page, name
            assert "↑ 越高越好" in page, name
    office.post("/assessment/page-scored/sheet/keep/?institution=h1&period=2022")
    assert "未核实" in office.get("/assessment/results/").content.decode()
    assert "未核实" in office.get(f"/assessment/results/{Assessment.objects.get().pk}/").content.decode()
    beside = as_("commission", "region").get("/assessment/page-scored/compare/", WHERE | {"institution": "region"})
    assert '<span class="tag tag-warn">未核实</span>' in beside.content.decode()


def test_the_crosswalk_names_every_place_of_an_indicator_and_its_clauses(figures, office):
    page = office.get("/assessment/crosswalk/", WHERE | {"q": "四级手术占比"}).content.decode()
    assert "页面测试考核" in page
    assert "页面测试体系" in page
    assert "三级医院评审标准第二部分一（一）" in page
    only = office.get("/assessment/crosswalk/", WHERE | {"framework": "page-plain"}).content.decode()
    assert "平均住院日" not in only
