"""Records of a small made-up scheme (data/small), grouped by hand."""

import pytest

from casemix.grouping import SMALL, case, compiled, explained
from linghang.casemix.scheme import Options
from linghang.casemix.scheme_files import read_scheme

BY_HAND = {
    "the principal diagnosis excludes the MCC": (case("B10.100|E10.100", "20.1000x001"), "MDCB BB1 BB15 grouped"),
    "another principal diagnosis does not": (case("S10.100|E10.100", "20.1000x001"), "MDCB BB1 BB11 grouped"),
    "a CC that no table excludes": (case("B10.100|E10.100|E40.400", "20.1000x001"), "MDCB BB1 BB13 grouped"),
    "MCC is asked before CC": (case("S10.100|E20.200|E10.100", "20.1000x001"), "MDCB BB1 BB11 grouped"),
    "the principal diagnosis is no complication": (case("E10.100", "20.1000x001"), "0000 00 0000 ungrouped"),
    "two body parts, no operation": (case("S10.100|S20.200"), "MDCZ ZZ1 ZZ15 grouped"),
    "two body parts the other way round": (case("S20.200|S10.100"), "0000 00 0000 ungrouped"),
    "falls through two open MDCs": (case("S10.100|S20.200", "10.1000"), "MDCB BQY BQY ambiguous"),
    "both operations": (case("B10.100", "10.1000|11.1000"), "MDCA AA1 AA19 grouped"),
    "the main operation opens the gate": (case("B10.100", "11.1000|10.1000"), "MDCB BQY BQY ambiguous"),
    "two of a set": (case("B10.100", "30.1000|99.1000|30.2000"), "MDCB BC1 BC1 grouped"),
    "one of a set, twice": (case("B10.100", "30.1000|30.1000"), "MDCB BQY BQY ambiguous"),
    "1499 g": (case("P10.100", age=0, days=28, weight=1499), "MDCP PS1 PS15 grouped"),
    "1500 g": (case("P10.100", age=0, days=28, weight=1500), "MDCP PV1 PV19 grouped"),
    "1499 g with MCC": (case("P10.100|E10.100", age=0, days=28, weight=1499), "MDCP PS1 PS11 grouped"),
    "29 days, weight unknown": (case("P10.100", age=0, days=29), "MDCP PV1 PV19 grouped"),
    "one year old": (case("P10.100", age=1), "0000 00 0000 ungrouped"),
    "a man": (case("M10.100", "60.1000"), "MDCM MA1 MA19 grouped"),
    "a woman": (case("M10.100", "60.1000", sex=2), "0000 00 0000 ungrouped"),
    "a man without operation": (case("M10.100"), "0000 00 0000 ungrouped"),
    "in two MDCs, 70 years": (case("B20.200x001", age=70), "MDCC CR1 CR19 grouped"),
    "in two MDCs, 69 years": (case("B20.200x001", age=69), "0000 00 0000 ungrouped"),
    "another operation": (case("C10.100", "99.1000|20.1000x001"), "MDCC CR1 CR19 grouped"),
    "only the CC has a DRG": (case("B10.100|E20.200"), "MDCB BR1 BR13 grouped"),
    "without CC there is no DRG": (case("B10.100"), "MDCB BR1 0000 ungrouped"),
}


@pytest.mark.parametrize("form", [compiled, explained])
@pytest.mark.parametrize("name", BY_HAND)
def test_grouped_as_by_hand(name, form):
    record, expected = BY_HAND[name]
    assert " ".join(form(read_scheme(SMALL), [record])[0][:4]) == expected


@pytest.mark.parametrize("form", [compiled, explained])
def test_without_fall_through_the_first_open_mdc_is_the_last(form):
    scheme = read_scheme(SMALL, Options(fall_through=False))
    answers = form(scheme, [case("B20.200x001", age=70), case("B10.100", "20.1000x001")])
    assert [answer[2] for answer in answers] == ["0000", "BB15"]


@pytest.mark.parametrize("form", [compiled, explained])
def test_without_ambiguous_groups_an_unrelated_operation_leads_to_the_medical_group(form):
    scheme = read_scheme(SMALL, Options(ambiguous=False))
    assert form(scheme, [case("B10.100|E20.200", "99.1000")])[0][2] == "BR13"


@pytest.mark.parametrize("form", [compiled, explained])
def test_an_ambiguous_group_says_why_and_what_else_there_is_to_say(form):
    """Whoever is in a group that has no weight wants to know what to look at."""
    records = [case("B10.100", "11.1000|10.1000"), case("B10.100", "10.1000|11.1000")]
    plain, grouped = [answer[4] or "" for answer in form(read_scheme(SMALL), records)]
    assert plain == "手术操作与主要诊断无关，入歧义组：请核对主要诊断和主要手术"
    assert grouped == ""


@pytest.mark.parametrize("form", [compiled, explained])
def test_spelling_is_told_and_read_on_request(form):
    records = [case("ｂ20.200X001 ", age=70), case("B20200x001", age=70)]
    written = form(read_scheme(SMALL), records)
    assert [answer[3] for answer in written] == ["ungrouped", "ungrouped"]
    assert all("与方案的“B20.200x001”只差" in answer[4] for answer in written)
    normalised = form(read_scheme(SMALL, Options(normalised=True)), records)
    assert [answer[2] for answer in normalised] == ["CR19", "CR19"]
