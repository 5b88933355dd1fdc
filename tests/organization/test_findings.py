"""Each rule at its edges, on plain facts."""

import datetime as dt

import pytest

from linghang.organization.findings import Facts, PartyFacts, PostFacts, Term, check

DAY = dt.date(2022, 6, 30)


def term(person, first=None, last=None, left=None):
    dates = [value and dt.date.fromisoformat(value) for value in (first, last, left)]
    return Term(person, f"人{person}", *dates)


def post(code, kind, *terms, leading=True, coupled=""):
    return PostFacts(code, code, kind, leading, coupled, terms)


def facts(**more):
    return Facts(**{"day": DAY, "code": "h", "name": "示范医院", "kind": "hospital", **more})


def rules(given, *wanted):
    return [finding for finding in check(given) if not wanted or finding.rule in wanted]


def both_posts(first=None, last=None):
    return (post("书记", "secretary", term("1")), post("院长", "president", term("1", first, last), term("2", last)))


@pytest.mark.parametrize(
    ("level", "leading", "kind", "found"),
    [
        ("二级甲等", "general_branch", "hospital", True),
        ("三级甲等", "", "hospital", True),
        ("", "committee", "hospital", True),
        ("", "committee", "group", True),
        ("一级", "branch", "hospital", False),
        ("", "branch", "township", False),
    ],
)
def test_separation_is_required_by_level_or_committee(level, leading, kind, found):
    given = facts(level=level, leading_kind=leading, kind=kind, posts=both_posts())
    assert bool(rules(given, "DC01")) == found


@pytest.mark.parametrize(("last", "found"), [("2022-06-29", False), ("2022-06-30", True)])
def test_separation_counts_the_last_day_in_office(last, found):
    given = facts(level="二级", posts=both_posts("2020-01-01", last))
    assert bool(rules(given, "DC01")) == found


def test_a_branch_secretary_who_is_president_is_another_matter():
    branch = post("支部书记", "secretary", term("1"), leading=False)
    assert not rules(facts(level="三级", posts=(branch, post("院长", "president", term("1")))), "DC01")


@pytest.mark.parametrize(
    ("size", "weight"),
    [(0, "info"), (4, "warn"), (5, None), (9, None), (10, "info"), (11, "info"), (12, "warn")],
)
def test_committee_size(size, weight):
    members = tuple(post(f"委员{n}", "committee_member", term(str(n))) for n in range(size))
    found = rules(facts(leading_kind="committee", posts=members), "DC02")
    assert [finding.weight for finding in found] == ([weight] if weight else [])


def test_who_holds_two_seats_counts_once():
    seats = [post(f"委员{n}", "committee_member", term(str(n))) for n in range(5)]
    seats.append(post("副书记", "deputy_secretary", term("0")))
    assert not rules(facts(leading_kind="committee", posts=tuple(seats)), "DC02")
    assert rules(facts(leading_kind="committee", posts=tuple(seats[1:5])), "DC02")


def test_committee_size_is_no_matter_of_a_general_branch():
    assert not rules(facts(leading_kind="general_branch", posts=(post("书记", "secretary", term("1")),)), "DC02")


def pair(head, secretary):
    return facts(posts=(
        post("主任", "department_head", *head, leading=False),
        post("支部书记", "secretary", *secretary, leading=False, coupled="主任"),
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("head", "secretary", "found"),
    [
        ([term("1")], [term("1")], []),
        ([term("1")], [term("2")], ["ORG01"]),
        ([term("1"), term("2")], [term("2")], []),  # one of two heads is the secretary
        ([term("1", None, "2022-06-29")], [term("1")], ["ORG02"]),
        ([term("1", None, "2022-06-30")], [term("1")], []),  # still in both on the last day
        ([term("1", None, "2022-03-31"), term("2", "2022-04-01")], [term("1")], ["ORG02"]),
        ([term("1", None, "2022-03-31"), term("1", "2022-05-01")], [term("1")], []),  # came back
        ([], [term("1")], []),  # never held: the vacancy says it
        ([term("1", None, "2022-03-31")], [term("1", None, "2022-03-31")], []),
    ],
)
def test_coupled_posts_go_together(head, secretary, found):
    assert [finding.rule for finding in rules(pair(head, secretary), "ORG01", "ORG02")] == found


def temporary(last, held=(), departments=()):
    branch = PartyFacts("t", "医疗队临时党支部", "temporary_branch", "committee", last, departments, held)
    return rules(facts(parties=(branch,)), "BR05")


@pytest.mark.parametrize(
    ("last", "held", "weight"),
    [
        (dt.date(2022, 7, 31), (), None),
        (dt.date(2022, 7, 30), (), "info"),
        (dt.date(2022, 6, 30), (), "info"),
        (dt.date(2022, 6, 29), (), None),
        (dt.date(2022, 6, 29), ("书记",), "warn"),
    ],
)
def test_a_temporary_branch_before_and_after_its_end(last, held, weight):
    assert [finding.weight for finding in temporary(last, held)] == ([weight] if weight else [])


def test_branches_and_departments_find_each_other():
    without, within = PartyFacts("a", "甲支部", "branch"), PartyFacts("b", "乙支部", "branch", departments=("内科",))
    found = rules(facts(parties=(without, within), without_branch=("外科",)), "ORG03", "ORG04")
    assert [(finding.rule, finding.subject) for finding in found] == [("ORG03", "甲支部"), ("ORG04", "外科")]


def test_departments_of_a_house_without_branches_are_not_all_named():
    committee = PartyFacts("c", "党委", "committee")
    assert not rules(facts(parties=(committee,), without_branch=("外科",)), "ORG04")


@pytest.mark.parametrize(("units", "found"), [(5, False), (6, True)])
def test_a_joint_branch_covers_up_to_five(units, found):
    joint = PartyFacts("j", "联合支部", "joint_branch", departments=tuple("甲乙丙丁戊己"[:units]))
    assert bool(rules(facts(parties=(joint,)), "BR03")) == found


def test_a_vacant_post_says_since_when():
    vacant = post("院长", "president", term("1", None, "2022-05-31"))
    (finding,) = rules(facts(posts=(vacant,)), "ORG05")
    assert finding.reason == "自 2022-06-01 起空缺"
    assert not rules(facts(posts=(post("副院长", "vice_president"),)), "ORG05")


def test_who_left_the_house_cannot_hold_a_post():
    assert rules(facts(posts=(post("院长", "president", term("1", left="2022-06-29")),)), "ORG07")
    assert not rules(facts(posts=(post("院长", "president", term("1", left="2022-06-30")),)), "ORG07")


@pytest.mark.parametrize(
    ("kind", "above", "found"),
    [("group", "branch", False), ("group", "committee", True), ("branch", "group", True), ("branch", "", False)],
)
def test_kinds_of_party_organizations_fit(kind, above, found):
    given = facts(parties=(PartyFacts("x", "某", kind, above, departments=("内科",)),))
    assert bool(rules(given, "ORG06")) == found


@pytest.mark.parametrize(("kind", "above", "found"), [("village", "township", False), ("village", "hospital", True)])
def test_kinds_of_institutions_fit(kind, above, found):
    assert bool(rules(facts(kind=kind, parent_kind=above), "ORG06")) == found


def test_warnings_come_first_and_each_names_its_rule_and_remedy():
    found = check(
        facts(level="三级", leading_kind="committee", posts=both_posts(), parties=(PartyFacts("a", "甲", "branch"),))
    )
    assert [finding.weight for finding in found] == sorted((f.weight for f in found), reverse=True)
    assert all(finding.rule and finding.confidence and finding.remedy for finding in found)
