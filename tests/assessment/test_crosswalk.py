"""Where systems meet: the same indicator in several, the same clause in words, how much any two share."""

from scoring_made import framework, group, leaf

from linghang.assessment.crosswalk import crosswalk
from linghang.packs.library import Library

ONE = framework(
    group("d1", leaf("rate", clauses=["评审 2.1"]), leaf("stay")), full_marks=None, code="one", title="甲办法"
)
TWO = framework(
    leaf("rate_again", indicator="rate", clauses=["评审 2.1", "评审 2.2"]),
    leaf("plan", evidence=True, clauses=["评审 3.4"]),
    leaf("silent", evidence=True),
    full_marks=None,
    code="two",
    title="乙办法",
)
THREE = framework(leaf("stay"), leaf("own"), full_marks=None, code="three", title="丙办法")
CROSSINGS = crosswalk([ONE, TWO, THREE], Library((), (), {}))


def test_an_indicator_stands_once_with_every_item_that_names_it():
    found = {each.indicator: [(p.framework.code, p.item.code) for p in each.places] for each in CROSSINGS}
    assert found == {
        "rate": [("one", "rate"), ("two", "rate_again")],
        "stay": [("one", "stay"), ("three", "stay")],
        "own": [("three", "own")],
        "": [("two", "plan")],
    }


def test_clauses_are_gathered_each_once():
    found = {each.indicator: each.clauses for each in CROSSINGS}
    assert found["rate"] == ("评审 2.1", "评审 2.2")
    assert found[""] == ("评审 3.4",)


def test_what_is_neither_measured_nor_named_by_a_clause_meets_nothing():
    assert all(place.item.code != "silent" for each in CROSSINGS for place in each.places)


def test_what_most_systems_ask_for_stands_first():
    assert [len(each.frameworks) for each in CROSSINGS] == [2, 2, 1, 1]
