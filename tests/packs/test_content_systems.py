"""The indicator systems beside the national assessment hold what the published lists hold, and claim no more than that.

`content_systems.csv` was taken from the collected facts, not from the packs: number, title and where each item comes
from (`found`, `mixed`, or `recalled`, which is never shown as verified).
"""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from linghang.assessment.checking import check
from linghang.packs.framework import Framework, Item
from linghang.packs.library import Entry
from linghang.packs.model import Indicator, Register
from shipped import shipped_library

PUBLISHED = list(csv.DictReader((Path(__file__).parent / "content_systems.csv").open(encoding="utf-8", newline="")))
PACKS = {
    "accreditation",
    "clinical-centres",
    "clinical-quality",
    "county-consortium",
    "high-quality-development",
    "information-levels",
    "quality-action",
    "single-diseases",
    "tiered-care",
}
COUNTS = {
    "accreditation-2022": 108,
    "clinical-centres": 48,
    "clinical-quality": 51,
    "county-consortium": 14,
    "county-consortium:criteria_2020": 11,
    "county-consortium:tasks_2025": 5,
    "information-levels": 6,
    "quality-action": 51,
    "single-diseases": 51,
    "tiered-care": 11,
}
LIBRARY = shipped_library()


def entries(kind: str) -> list[Entry]:
    return [entry for entry in LIBRARY.entries if entry.kind == kind and entry.pack in PACKS]


INDICATORS = [entry.item for entry in entries("indicators") if isinstance(entry.item, Indicator)]
FRAMEWORKS = [entry.item for entry in entries("frameworks") if isinstance(entry.item, Framework)]
of_frameworks = pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda each: each.code)


def bare(title: str) -> str:
    """A title without its punctuation, which the lists write in more than one way."""
    return re.sub(r"[\W_]+", "", title)


def part(name: str) -> dict[str, Item]:
    """The numbered items of a framework (`county-consortium`), or of one item of it (`county-consortium:…`)."""
    code, _, inner = name.partition(":")
    walked = [item for item, _ in LIBRARY.framework(code).walk()]
    if inner:
        [within] = [item for item in walked if item.code == inner]
        return {item.number: item for item in all_below(within) if item.number}
    if code == "county-consortium":
        return part("county-consortium:monitoring_2024")
    return {item.number: item for item in walked if item.number}


def all_below(item: Item) -> list[Item]:
    return [each for inner in item.items for each in (inner, *all_below(inner))]


def test_the_published_lists_are_as_long_as_they_were() -> None:
    assert Counter(row["framework"] for row in PUBLISHED) == COUNTS


@pytest.mark.parametrize("name", [name for name in COUNTS if name != "tiered-care"])
def test_every_published_item_stands_in_its_system_under_its_number(name: str) -> None:
    published = {row["number"]: bare(row["title"]) for row in PUBLISHED if row["framework"] == name}
    items = part(name)
    assert published.keys() <= items.keys()
    assert {number: bare(items[number].title) for number, title in published.items() if title} == {
        number: title for number, title in published.items() if title
    }


def test_tiered_care_has_every_published_title() -> None:
    titles = {bare(item.title) for item, _ in LIBRARY.framework("tiered-care").walk()}
    assert {bare(row["title"]) for row in PUBLISHED if row["framework"] == "tiered-care"} <= titles


@of_frameworks
def test_every_leaf_is_measured_or_rated(framework: Framework) -> None:
    assert [item.code for item in framework.leaves() if not (item.indicator or item.evidence)] == []


@of_frameworks
def test_a_system_says_where_it_comes_from_and_scores_nothing(framework: Framework) -> None:
    assert framework.source
    assert framework.edition
    assert framework.notes
    assert framework.full_marks is None
    assert all(item.weight is None and item.rule is None for item, _ in framework.walk())


def test_no_framework_has_a_fault() -> None:
    assert [fault for fault in check(LIBRARY) if any(f"/{pack}/" in fault.file for pack in PACKS)] == []


def test_an_indicator_says_its_source_edition_and_confidence() -> None:
    assert len(INDICATORS) > 300
    for indicator in INDICATORS:
        assert indicator.source, indicator.code
        assert indicator.edition, indicator.code
        assert indicator.provenance in ("found", "mixed", "recalled"), indicator.code
        assert indicator.unverified or indicator.provenance != "recalled", indicator.code


def items_of(name: str, *, recalled: bool) -> list[Item]:
    """The leaves of the published items of a system that were (or were not) only recalled."""
    rows = [row for row in PUBLISHED if row["framework"] == name and (row["provenance"] == "recalled") is recalled]
    if name == "tiered-care":
        titled = {item.title: item for item, _ in LIBRARY.framework(name).walk()}
        items = [titled[row["title"]] for row in rows]
    else:
        items = [part(name)[row["number"]] for row in rows]
    return [leaf for item in items for leaf in [item, *all_below(item)] if not leaf.items]


@pytest.mark.parametrize("name", COUNTS)
def test_what_was_only_recalled_is_shown_as_unverified(name: str) -> None:
    """Unless another list confirms the indicator, or it is another pack's, which answers for it."""
    confirmed = {item.indicator for each in COUNTS for item in items_of(each, recalled=False)}
    own = {indicator.code for indicator in INDICATORS} - confirmed
    for item in items_of(name, recalled=True):
        if item.evidence or item.indicator in own:
            assert item.confidence == "low", item.code


def test_every_indicator_is_used() -> None:
    """By an item of a system, or by another indicator as a part of it."""
    named = {item.indicator for framework in LIBRARY.frameworks() for item, _ in framework.walk()}
    for each in LIBRARY.indicators():
        named |= {part for part in (each.numerator, each.denominator) if isinstance(part, str)}
        named |= set(re.findall(r"[a-z]\w+", each.formula or ""))
    assert {indicator.code for indicator in INDICATORS} <= named


def test_an_item_shows_no_more_confidence_than_its_indicator() -> None:
    """An indicator of another pack answers for itself."""
    rank = ("high", "medium", "low")
    own = {indicator.code: indicator.confidence for indicator in INDICATORS}
    for framework in FRAMEWORKS:
        for item in framework.leaves():
            if item.indicator in own:
                assert rank.index(item.confidence) >= rank.index(own[item.indicator]), (framework.code, item.code)


def test_what_a_missing_national_catalogue_approximates_is_unverified() -> None:
    for indicator in INDICATORS:
        if "national_surgical_operations" in indicator.model_dump_json():
            assert indicator.unverified, indicator.code


def test_every_register_feeds_an_indicator() -> None:
    fed = " ".join(indicator.model_dump_json() for indicator in LIBRARY.indicators())
    registers = [entry.item for entry in entries("registers") if isinstance(entry.item, Register)]
    assert registers
    assert [register.code for register in registers if f'"{register.code}"' not in fed] == []


def test_high_quality_development_puts_the_party_first_and_invents_no_official_name() -> None:
    framework = LIBRARY.framework("high-quality-development")
    party, *others = framework.items
    assert party.code == "party"
    assert len(party.items) == 10
    assert "非官方" in party.title
    assert all("领航自拟" in item.tags for item in party.items)
    assert [item.title for item in others] == ["能力提升", "结构优化", "创新增效", "文化聚力"]
    assert not any(item.items or item.indicator for item in others)


def test_quality_action_and_accreditation_share_what_both_ask_for() -> None:
    """The same fact is defined once: each system names the same indicator under its own number."""
    action, accreditation = part("quality-action"), part("accreditation-2022")
    for one, other in (
        ("A03", "2.2.1.1"),
        ("A04", "2.2.1.2"),
        ("B01", "2.2.1.3"),
        ("B11.1", "2.2.1.8"),
        ("C02", "2.2.4"),
    ):
        assert action[one].indicator == accreditation[other].indicator
        assert any(other in clause for clause in action[one].clauses)
