"""Excel out is what Excel in reads: any organisation, written and read again, stands as it stood."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linghang.organization.exporting import export_organization, in_force_on, read_lines
from linghang.organization.importing import load_organization
from linghang.organization.sheets import CHOICES, SHEETS
from linghang.organization.workbook import write_workbook
from organization.workbooks import write

pytestmark = pytest.mark.django_db

DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2024, 12, 31))
NAMES = st.text("内外妇儿科一二=+@ 'A1", min_size=1, max_size=6).map(str.strip).filter(bool)


class UndoneError(Exception):
    """Ends a transaction whose work shall leave nothing."""


@st.composite
def periods(draw, ends=False):
    """One to three periods that share no day; the first may have no beginning, the last no end."""
    cuts = draw(st.lists(DAYS, min_size=2, max_size=6, unique=True).map(sorted))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    first = pairs[0] if draw(st.booleans()) else (None, pairs[0][1])
    found = [first, *pairs[1:]]
    if not ends and draw(st.booleans()):
        found[-1] = (found[-1][0], None)
    return [{"有效期起": start, "有效期止": end} for start, end in found]


@st.composite
def organizations(draw):
    """Lines of a workbook in which every reference holds."""
    places = [f"i{n}" for n in range(draw(st.integers(1, 3)))]
    staff = [f"{n:03}" for n in range(draw(st.integers(1, 4)))]
    home = {code: draw(st.sampled_from(places)) for code in staff}
    wards = {place: [f"{n:02}" for n in range(draw(st.integers(1, 3)))] for place in places}
    parties = {f"p{n}": draw(st.sampled_from(places)) for n in range(draw(st.integers(1, 3)))}
    posts = {f"post{n}": draw(st.sampled_from(places)) for n in range(draw(st.integers(1, 4)))}

    def choice(sheet, column):
        return draw(st.sampled_from(CHOICES[sheet, column]))

    def maybe(options):
        return draw(st.sampled_from([None, *options]))

    lines = {sheet: [] for sheet in SHEETS}
    for number, place in enumerate(places):
        lines["机构"].append({
            "机构代码": place, "名称": draw(NAMES), "简称": "", "类别": choice("机构", "类别"), "等级": "",
            "专业类别": draw(st.sampled_from(["", "中医"])),
            "上级机构代码": maybe(places[:number]), "次序": number, **draw(periods())[0],
        })  # fmt: skip
        lines["别名"] += [{"机构代码": place, "名称": "旧名", "说明": "曾用名", **each} for each in draw(periods())]
        for code in wards[place]:
            name = draw(NAMES)
            lines["科室"] += [
                {"机构代码": place, "科室代码": code, "科室名称": name, **each} for each in draw(periods())
            ]
            lines["诊疗组"].append({"机构代码": place, "科室代码": code, "组代码": "G", "名称": "组",
                                 "组长工号": maybe(staff), **draw(periods())[0]})  # fmt: skip
    for number, (code, place) in enumerate(parties.items()):
        kind = choice("党组织", "类别")
        lines["党组织"] += [
            {"党组织代码": code, "机构代码": place, "名称": draw(NAMES), "类别": kind,
             "上级党组织代码": maybe(list(parties)[:number]), "批复文号": "", **each}
            for each in draw(periods(ends=kind == "临时党支部"))
        ]  # fmt: skip
        ward = draw(st.sampled_from(wards[place]))
        lines["支部科室"].append({"党组织代码": code, "机构代码": place, "科室代码": ward, **draw(periods())[0]})
    for code in staff:
        lines["人员"].append({"工号": code, "姓名": draw(NAMES), "机构代码": home[code],
                            "科室代码": maybe(wards[home[code]]), "职称": "", **draw(periods())[0]})  # fmt: skip
        lines["分工"].append({"工号": code, "机构代码": home[code], "科室代码": maybe(wards[home[code]]),
                            "分管工作": "质量", **draw(periods())[0]})  # fmt: skip
    for number, (code, place) in enumerate(posts.items()):
        party = maybe([each for each in parties if parties[each] == place])
        lines["职务"].append({
            "职务代码": code, "职务名称": draw(NAMES), "类别": choice("职务", "类别"), "机构代码": place,
            "科室代码": None if party else maybe(wards[place]), "党组织代码": party,
            "双任双免职务代码": maybe([each for each in posts if each != code]), "次序": number,
        })  # fmt: skip
        holder = draw(st.sampled_from(staff))
        lines["任免"] += [{"工号": holder, "职务代码": code, "任职文号": "", "主持工作": choice("任免", "主持工作"),
                         **each} for each in draw(periods())]  # fmt: skip
    for number, code in enumerate(staff):
        own = [party for party, place in parties.items() if place == home[code]]
        role = choice("账号", "角色")
        branch = draw(st.sampled_from(own)) if own and role in ("党支部书记", "党办院办") else None
        lines["账号"].append({
            "用户名": f"u{number}", "姓名": "某", "工号": code, "机构代码": home[code],
            "科室代码": None if branch else wards[home[code]][0], "党组织代码": branch,
            "角色": role if branch or role != "党支部书记" else "科主任", **draw(periods())[0],
        })  # fmt: skip
    return lines


def same(one, other):
    """Lines alike up to their order; an empty text is no different from nothing."""

    def plain(lines):
        return {
            sheet: sorted(str({column: line.get(column) or "" for column in SHEETS[sheet]}) for line in found)
            for sheet, found in lines.items()
        }

    return plain(one) == plain(other)


def loaded(path):
    """What stands after loading the file into an empty house."""
    try:
        with transaction.atomic():
            load_organization(path)
            found = read_lines()
            export_organization(path)
            raise UndoneError
    except UndoneError:
        return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(organizations())
def test_any_organization_survives_the_way_out_and_in_again(tmp_path, lines):
    path = tmp_path / "o.xlsx"
    write_workbook(path, lines)
    assert same(loaded(path), lines)
    assert same(loaded(path), lines)  # this time from our own export


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(organizations(), DAYS)
def test_what_was_in_force_on_a_day_can_be_loaded_by_itself(tmp_path, lines, day):
    found = in_force_on(lines, day)
    path = tmp_path / "o.xlsx"
    write_workbook(path, found)
    assert same(loaded(path), found)


def test_as_of_a_day_leaves_out_what_was_over_and_what_hung_on_it(tmp_path):
    load_organization(write(tmp_path / "o.xlsx"))
    found = in_force_on(read_lines(), dt.date(2021, 6, 30))
    assert [line["科室名称"] for line in found["科室"]] == ["内科", "外科"]
    assert found["支部科室"] == []  # its departments had not begun
    assert [line["职务代码"] for line in found["职务"]] == ["c-sec", "c-pre", "c-b1"]
    assert [line["双任双免职务代码"] for line in found["职务"]] == [None, None, None]
    assert [line["职务代码"] for line in found["任免"]] == ["c-pre"]
    assert [line["名称"] for line in found["党组织"]] == ["内科党支部", "示范县人民医院党总支"]
