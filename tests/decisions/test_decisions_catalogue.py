"""Which catalogue holds for whom, what catalogues are refused, and that the shipped one asks what the rules ask."""

import datetime as dt
from types import SimpleNamespace
from typing import get_args

import pytest
from pydantic import ValidationError
from tests.decisions.samples import CATALOGUE, routing

from linghang.core.errors import InputError
from linghang.decisions import catalogue
from linghang.organization import as_of
from linghang.organization.models import Institution
from linghang.packs.routing import PARTY_POSTS, Body, LeadingPost, Routing
from linghang.registers import content

TODAY = dt.date(2023, 5, 17)


@pytest.fixture
def shipped() -> Routing:
    return content.library().routing("decision_rules")


@pytest.fixture
def houses(db):
    group = Institution.objects.create(code="g", name="医疗集团", kind="group")
    hospital = Institution.objects.create(code="h", name="医院", kind="hospital", parent=group)
    alone = Institution.objects.create(code="a", name="另一医院", kind="hospital")
    return SimpleNamespace(group=group, hospital=hospital, alone=alone)


def use(monkeypatch, *routings):
    known = SimpleNamespace(of_kind=lambda kind, day: [SimpleNamespace(item=each) for each in routings])
    monkeypatch.setattr(content, "library", lambda: known)


def test_the_nearest_catalogue_holds(monkeypatch, houses):
    everybody = routing(code="everybody")
    group, hospital = routing(code="group", institutions=["g"]), routing(code="hospital", institutions=["h"])
    use(monkeypatch, hospital, group, everybody)
    assert [catalogue.routing_of(each, TODAY).code for each in (houses.hospital, houses.group, houses.alone)] == [
        "hospital",
        "group",
        "everybody",
    ]
    use(monkeypatch, group, everybody)
    assert catalogue.routing_of(houses.hospital, TODAY).code == "group"


def test_of_several_the_newest(monkeypatch, houses):
    new, old = routing(code="new", valid_from=dt.date(2023, 1, 1)), routing(code="old", valid_from=dt.date(2020, 1, 1))
    use(monkeypatch, new, old, routing(code="undated"))
    assert catalogue.routing_of(houses.alone, TODAY).code == "new"


def test_without_one_the_user_is_told(monkeypatch, houses):
    use(monkeypatch)
    with pytest.raises(InputError, match="没有可用的议事清单"):
        catalogue.routing_of(houses.alone, TODAY)


def test_an_unknown_body_is_told_with_the_known_ones():
    with pytest.raises(InputError, match="可选：党委会、院长办公会、书记专题会"):
        catalogue.body_of(routing(), "nobody")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amounts": {"nothing": 1}}, "没有这些事项：nothing"),
        ({"amounts": {"big": 100, "small": 100}}, "金额起点相同"),
        ({"amounts": {"big": 0}}, "greater than 0"),
        ({"matters": [*CATALOGUE["matters"], CATALOGUE["matters"][0]]}, "事项的代码重复：party"),
        ({"rules": [CATALOGUE["rules"][0]] * 2}, "规则的代码重复：DC05"),
        ({"matters": [{"code": "x", "title": "x", "bodies": ["nobody"]}]}, "没有这些议事机构：nobody"),
        ({"matters": [{"code": "x", "title": "x", "bodies": ["topic"]}]}, "书记专题会不作决定"),
    ],
)
def test_catalogues_that_contradict_themselves(changes, words):
    if "matters" in changes:
        changes = {"amounts": {}} | changes
    with pytest.raises(ValidationError, match=words):
        routing(**changes)


def test_the_posts_of_a_catalogue_are_those_of_the_organisation():
    assert set(get_args(LeadingPost)) == as_of.SEATS["party"] | as_of.SEATS["administration"]
    assert as_of.SEATS["party"] == PARTY_POSTS


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"posts": ["secretary", "president"]}, "职务 president 不在 seats 所说的一边"),
        ({"posts": ["secretary", "mayor"]}, "Input should be"),
        ({"chair": "discipline_secretary"}, "主持人 discipline_secretary 不是成员"),
        ({"last_speaker": "discipline_secretary"}, "末位表态人 discipline_secretary 不是成员"),
        ({"quorum": "1/2"}, "比例写成"),
        ({"quorum": ">=3/2"}, "比例写成"),
    ],
)
def test_bodies_that_cannot_be(changes, words):
    with pytest.raises(ValidationError, match=words):
        Body.model_validate(CATALOGUE["bodies"][0] | changes)


def test_the_shipped_catalogue_is_marked_as_recalled_and_has_no_sums(shipped):
    assert shipped.confidence == "medium"
    assert "回忆" in shipped.provenance
    assert shipped.amounts == {}


def test_the_shipped_rules_carry_the_confidence_of_the_fact_base(shipped):
    """party_rules.csv: DC06, DC12 and DC15 are of medium confidence, the others of high."""
    known = {rule.code: rule.confidence for rule in shipped.rules}
    assert {code for code, confidence in known.items() if confidence == "medium"} == {"DC06", "DC12", "DC15"}
    assert "low" not in known.values()


def test_the_shipped_thresholds(shipped):
    committee = shipped.body("party_committee")
    assert (committee.quorum, committee.majority, committee.majority_base) == (">=1/2", ">1/2", "entitled")
    assert (committee.notice_days, committee.first_topic, committee.last_speaker) == (2, True, "secretary")
    assert shipped.matter("appointments").quorum == ">=2/3"
    assert shipped.matter("appointments").bodies == ("topic_meeting", "party_committee")
