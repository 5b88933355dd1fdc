"""Findings about branches on the edges of BR01–BR10 and BR13, and the refusal of a secretary without standing."""

import datetime as dt

import pytest

from linghang.core.errors import InputError
from linghang.membership import tenure
from linghang.membership.setup import Branch, Place, Secretary, check
from linghang.organization import changes, checking
from linghang.organization.models import Post

D = dt.date
DAY, AHEAD = D(2026, 11, 22), D(2027, 1, 1)
SECRETARY = Secretary(D(2024, 1, 1), True, D(2010, 1, 1))
FOUR = ("书记", "组织委员", "宣传委员", "纪检委员")


def rules(full, *, officers=FOUR, secretaries=(SECRETARY,), kind="branch", due=AHEAD, without=None, **more):
    branch = Branch("b1", "内科党支部", kind, full, 0, officers=officers, secretaries=secretaries, due=due, **more)
    return [(each.rule, each.weight) for each in check(Place(DAY, "h1", (branch,), without or {}))]


def test_a_branch_in_order_gives_no_finding():
    assert rules(10) == []
    assert rules(6, officers=("书记",)) == []


@pytest.mark.parametrize(("full", "found"), [(2, [("BR01", "warn")]), (3, [])])
def test_three_full_members_make_a_branch(full, found):
    assert rules(full, officers=("书记",)) == found
    wanted = [("BR01", "warn")] if full == 3 else []
    assert rules(10, without={"眼科": full}) == wanted


@pytest.mark.parametrize(("full", "found"), [(50, []), (51, [("BR02", "warn")])])
def test_more_than_fifty_members(full, found):
    assert rules(full) == found


def test_seven_full_members_want_a_committee():
    assert rules(6, officers=("书记",)) == []
    assert rules(7, officers=("书记",)) == [("BR06", "warn")]
    assert rules(7, officers=("书记", "组织委员")) == [("BR06", "warn")]
    assert ("BR07", "info") in rules(7, officers=("书记", "组织委员", "宣传委员"))


def test_a_committee_has_three_to_five_at_most_seven():
    six, eight = (*FOUR, "委员", "委员"), (*FOUR, *["委员"] * 4)
    assert rules(30, officers=six) == [("BR07", "info")]
    assert rules(30, officers=eight) == [("BR07", "warn")]


def test_a_small_branch_has_a_secretary_and_perhaps_a_deputy():
    assert rules(5, officers=("书记", "副书记"), deputies=1) == []
    assert rules(5, officers=("书记", "组织委员")) == [("BR08", "info")]
    assert rules(5, officers=(), secretaries=()) == [("BR08", "warn")]


@pytest.mark.parametrize(
    ("secretary", "found"),
    [
        (Secretary(D(2024, 1, 1), False, None), [("BR13", "warn")]),
        (Secretary(D(2024, 1, 1), True, D(2023, 1, 2)), [("BR13", "warn")]),
        (Secretary(D(2024, 1, 1), True, D(2023, 1, 1)), []),
        (Secretary(D(2024, 1, 1), True, None), []),
    ],
)
def test_the_standing_of_the_secretary(secretary, found):
    assert rules(10, secretaries=(secretary,)) == found


def test_terms_and_temporary_branches():
    assert rules(10, due=DAY) == []
    assert rules(10, due=D(2026, 11, 21)) == [("BR09", "warn")]
    assert rules(10, due=None) == [("BR09", "info")]
    for last, found in ((D(2026, 8, 31), []), (D(2026, 9, 1), [("BR04", "info")])):
        temporary = {"kind": "temporary_branch", "first": D(2026, 3, 1), "last": last}
        assert rules(0, officers=(), secretaries=(), due=None, **temporary) == found


def test_they_stand_among_the_findings_of_the_organisation(member, branch, hospital):
    assert not any(each.rule.startswith("BR") for each in checking.findings([hospital], DAY))
    member("1")
    found = {each.rule for each in checking.findings([hospital], DAY) if each.subject == "内科党支部"}
    assert {"BR01", "BR08", "BR09"} <= found
    tenure.begin(branch, D(2025, 1, 1))
    assert "BR09" not in {each.rule for each in checking.findings([hospital], DAY)}


@pytest.fixture
def post(branch, hospital):
    return Post.objects.create(
        code="b1-secretary", title="内科党支部书记", kind="secretary", institution=hospital, party_organization=branch
    )


def appoint(post, person, on):
    changes.appoint(post, person, on, "文", acting=False, with_coupled=False)


def test_a_secretary_under_the_required_standing_is_refused(member, post):
    person = member("1", since=D(2025, 5, 1))
    with pytest.raises(InputError, match="BR13"):
        appoint(post, person, D(2026, 4, 30))
    appoint(post, person, D(2026, 5, 1))
    assert post.appointments.get().person == person


def test_neither_probationary_members_nor_others_become_secretary(member, staff, post):
    for person in (member("1", status="probationary", since=D(2026, 1, 1)), staff("2")):
        with pytest.raises(InputError, match="BR13"):
            appoint(post, person, D(2026, 5, 1))


def test_a_branch_without_a_roll_is_not_judged(staff, post):
    appoint(post, staff("2"), D(2026, 5, 1))
