"""The national assessment holds every item of the official systems, and none claims more than is known.

`national_items.csv` lists the items as published: number, title, place, national monitoring, direction, unit; what
was only remembered says so (`recalled`). The equal weights are our own.
"""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from linghang.bench.national import items_monitored, monitored
from linghang.packs.framework import Framework, Item, Percentile
from linghang.packs.library import Library
from linghang.packs.model import Codeset
from shipped import shipped_library

PUBLISHED = list(csv.DictReader((Path(__file__).parent / "national_items.csv").open(encoding="utf-8", newline="")))
PACK = "national-assessment"
NO_CATALOGUE = {
    "national_surgery_share",
    "national_minimally_invasive_share",
    "national_level4_share",
    "national_level3_share",
    "day_surgery_share",
    "elective_complication_rate",
    "low_risk_mortality",
    "perioperative_tcm_share",
}
"""Indicators whose official list of codes is not to be had."""
DEFINED_ELSEWHERE = {"large_equipment_positive_rate", "mean_length_of_stay"}
"""Indicators that a hospital had before, there with a direction of good, here for monitoring only."""
SYSTEMS = (
    *("national-tertiary", "national-secondary", "national-tcm", "accreditation-2022", "clinical-centres"),
    *("clinical-quality", "county-consortium", "information-levels", "quality-action", "single-diseases"),
    "tiered-care",
)
"""Those that follow an official document."""
frameworks = pytest.mark.parametrize("code", ["national-tertiary", "national-secondary", "national-tcm"])


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped_library()


def published(code: str) -> list[dict[str, str]]:
    return [row for row in PUBLISHED if row["framework"] == code]


def numbered(framework: Framework) -> dict[str, Item]:
    """The items as published, by number; those of the TCM system, which have none known, by title."""
    known = {row["number"] or row["title"] for row in published(framework.code)}
    return {key: item for item, _ in framework.walk() if (key := item.number or item.title) in known}


def leaves(item: Item) -> list[Item]:
    return [leaf for each in item.items for leaf in leaves(each)] if item.items else [item]


def test_56_28_and_22_items_of_which_26_21_and_16_are_monitored_nationally() -> None:
    found = Counter((row["framework"], row["national"]) for row in PUBLISHED)
    assert found == {
        ("national-tertiary", "yes"): 26,
        ("national-tertiary", "no"): 30,
        ("national-secondary", "yes"): 21,
        ("national-secondary", "no"): 7,
        ("national-tcm", "yes"): 16,
        ("national-tcm", "no"): 6,
    }


def test_the_bench_ranks_by_all_26_monitored_items_and_all_their_parts(library: Library) -> None:
    """Three of them (10, 13, 45) are made of parts that no list calls monitored."""
    whole = library.framework("national-tertiary")
    asked = monitored(whole)
    assert items_monitored(whole.items) == items_monitored(asked.items) == 26
    found = numbered(whole)
    wanted = [found[row["number"]] for row in published(whole.code) if row["national"] == "yes"]
    assert sorted(leaf.code for item in wanted for leaf in leaves(item)) == sorted(leaf.code for leaf in asked.leaves())


@frameworks
def test_every_published_item_is_there_once_under_its_dimension(library: Library, code: str) -> None:
    framework = library.framework(code)
    found = numbered(framework)
    for row in published(code):
        item = found[row["number"] or row["title"]]
        assert item.title == row["title"]
        place = next(place for each, place in framework.walk() if each is item)
        dimension = framework.items[place[0]]
        assert (dimension.title, dimension.items[place[1]].title) == (row["dimension"], row["group"])


def test_the_general_systems_have_no_other_item(library: Library) -> None:
    for code, number in (("national-tertiary", 56), ("national-secondary", 28)):
        assert sum(bool(item.number) for item, _ in library.framework(code).walk()) == number


def test_the_tcm_system_has_the_general_items_1_to_55_and_22_of_its_own(library: Library) -> None:
    framework = library.framework("national-tcm")
    titles = [item.title for dimension in framework.items for group in dimension.items for item in group.items]
    general = [row["title"] for row in published("national-tertiary") if row["number"] != "增1"]
    special = [row["title"] for row in published("national-tcm")]
    assert Counter(titles) == Counter(general + special)


@frameworks
def test_national_monitoring_is_marked(library: Library, code: str) -> None:
    found = numbered(library.framework(code))
    for row in published(code):
        marked = any(tag.startswith("国家监测") for tag in found[row["number"] or row["title"]].tags)
        assert marked == (row["national"] == "yes"), row["title"]


@frameworks
def test_every_item_is_measured_or_rated_from_evidence(library: Library, code: str) -> None:
    for item in library.framework(code).leaves():
        assert item.evidence or (item.indicator and library.has("indicators", item.indicator)), item.title


@frameworks
def test_an_item_says_what_it_asks_and_how_sure_that_is(library: Library, code: str) -> None:
    found = numbered(library.framework(code))
    for row in published(code):
        item = found[row["number"] or row["title"]]
        approximate = any(leaf.indicator in NO_CATALOGUE for leaf in leaves(item))
        assert item.confidence == ("low" if approximate else row["confidence"])
        assert "来源：" in item.asks
        assert ("回忆整理" in item.notes) == (row["provenance"] == "recalled"), item.title


@frameworks
def test_the_direction_of_good_is_the_published_one(library: Library, code: str) -> None:
    """What is monitored may have parts with a direction: the single diseases (number up, the rest down)."""
    found = numbered(library.framework(code))
    for row in published(code):
        if row["title"] == "单病种质量控制":
            continue
        for leaf in leaves(found[row["number"] or row["title"]]):
            if leaf.indicator and leaf.indicator not in DEFINED_ELSEWHERE:
                assert library.indicator(leaf.indicator).direction == row["direction"], leaf.indicator


def test_the_same_fact_is_one_indicator(library: Library) -> None:
    """Where the published lists say that a secondary item is a tertiary one, both look at the same indicators."""
    tertiary, secondary = (numbered(library.framework(f"national-{kind}")) for kind in ("tertiary", "secondary"))
    for row in published("national-secondary"):
        if row["same_as"]:
            one, other = leaves(secondary[row["number"]]), leaves(tertiary[row["same_as"]])
            assert [leaf.indicator for leaf in one] == [leaf.indicator for leaf in other], row["title"]


def test_no_indicator_of_the_pack_is_left_out_of_use(library: Library) -> None:
    """Each is judged by a framework, or a part of one that is."""
    used = {leaf.indicator for framework in library.frameworks() for leaf in framework.leaves()}
    parts: dict[str, set[str]] = {}
    for indicator in library.indicators():
        words = f"{indicator.formula or ''} {indicator.numerator} {indicator.denominator}"
        parts[indicator.code] = {code for code in words.replace("(", " ").replace(")", " ").split() if code}
    while more := {code for each in used for code in parts.get(each or "", ())} & set(parts) - used:
        used |= more
    own = {entry.item.code for entry in library.entries if entry.pack == PACK and entry.kind == "indicators"}
    assert own - used == set()


@frameworks
def test_equal_points_for_the_monitored_items_that_have_a_direction(library: Library, code: str) -> None:
    framework = library.framework(code)
    scored = [item for dimension in framework.items for group in dimension.items for item in group.items if item.full]
    assert sum(item.full for item in scored) == framework.full_marks == 1000
    assert max(item.full for item in scored) - min(item.full for item in scored) <= 1
    for leaf in framework.leaves():
        assert (leaf.weight is None) == (leaf.rule is None)
        assert leaf.rule is None or isinstance(leaf.rule, Percentile)
    assert framework.confidence == "low"
    assert "领航自拟" in framework.notes


@frameworks
def test_nobody_is_graded_where_no_cut_off_is_known(library: Library, code: str) -> None:
    grades = library.framework(code).grades
    assert [(each.grade, each.top) for each in grades[:-1]] == [
        ("A++", Decimal("0.01")),
        ("A+", Decimal("0.05")),
        ("A", Decimal("0.2")),
        ("B++", Decimal("0.4")),
        ("B+", Decimal("0.6")),
        ("B", Decimal("0.8")),
    ]
    assert grades[-1].undefined


def test_what_was_only_recalled_says_that_it_is_unverified(library: Library) -> None:
    """The item, or the indicator that it looks at: how sure the collected facts were of a name does not verify what was
    remembered of its numerator and denominator."""
    recalled = [each for each in library.indicators() if each.provenance.startswith("recalled")]
    assert len(recalled) > 70
    assert [each.code for each in recalled if not each.unverified] == []
    medium = [each for each in library.indicators() if each.confidence == "medium"]
    assert medium
    assert all(each.unverified for each in medium)


def test_every_indicator_of_a_system_says_its_source_edition_unit_and_direction(library: Library) -> None:
    """Also one that a hospital had before, and that a system only looks at."""
    looked_at = {leaf.indicator for code in SYSTEMS for leaf in library.framework(code).leaves() if leaf.indicator}
    assert len(looked_at) > 500
    for code in sorted(looked_at):
        indicator = library.indicator(code)
        assert indicator.source, code
        assert indicator.edition, code
        assert indicator.meaning, code
        assert indicator.unit, code


def test_an_indicator_without_its_official_list_does_not_look_official(library: Library) -> None:
    for code in NO_CATALOGUE:
        indicator = library.indicator(code)
        assert indicator.unverified
        assert any(word in indicator.title for word in ("近似", "自拟", "未核实"))
        assert "国家" in indicator.notes or "官方" in indicator.notes


def test_a_list_that_is_not_official_says_so(library: Library) -> None:
    for code in ("minimally_invasive_operations", "low_risk_diagnoses", "surgical_complications"):
        codeset = library.codeset(code)
        assert codeset.unverified
        assert "非" in codeset.title
    for entry in library.entries:
        if entry.pack == PACK and isinstance(entry.item, Codeset) and "待导入" in entry.item.title:
            assert entry.item.unverified
            assert list(library.code_names[entry.item.code]) == ["待导入"]
