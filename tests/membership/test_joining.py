"""How membership begins, moves and ends: on the edges of the rules, and never by overwriting."""

import datetime as dt

import pytest

from linghang.core.errors import ConflictError, InputError
from linghang.membership import joining, rolls
from linghang.membership.models import Membership

D = dt.date


def spans(person):
    found = Membership.objects.filter(person=person).order_by("valid_from")
    return [(each.organization.code, each.status, each.valid_from, each.valid_to) for each in found]


def test_admission_opens_a_probation_of_a_year(staff, branch):
    made = joining.join(staff("1"), branch, D(2026, 3, 31))
    assert (made.status, made.probation_ends) == ("probationary", D(2027, 3, 31))
    assert made.person.party_file.joined_on == D(2026, 3, 31)


def test_full_membership_ends_one_span_and_begins_another(staff, branch):
    person = staff("1")
    joining.join(person, branch, D(2025, 3, 31))
    with pytest.raises(InputError, match="MD18"):
        joining.to_full(person, D(2026, 3, 30))
    joining.to_full(person, D(2026, 3, 31))
    assert spans(person) == [
        ("b1", "probationary", D(2025, 3, 31), D(2026, 3, 30)),
        ("b1", "full", D(2026, 3, 31), None),
    ]
    person.refresh_from_db()
    assert person.party_file.party_since == D(2026, 3, 31)


def test_probation_is_extended_once(staff, branch):
    person = staff("1")
    joining.join(person, branch, D(2024, 6, 1))
    joining.extend(person, D(2026, 1, 1), D(2025, 6, 3))
    with pytest.raises(InputError, match=r"2026-01-01.*MD18"):
        joining.to_full(person, D(2025, 12, 31))
    with pytest.raises(InputError, match="MD19"):
        joining.extend(person, D(2026, 8, 1), D(2026, 1, 2))
    joining.to_full(person, D(2026, 1, 1))
    assert [status for _, status, _, _ in spans(person)] == ["probationary", "probationary", "full"]


def test_a_second_active_membership_is_refused(member, other_branch):
    person = member("1")
    with pytest.raises(InputError, match="ML01"):
        joining.join(person, other_branch, D(2026, 5, 1))
    with pytest.raises(InputError, match="ML01"):
        joining.register(person, other_branch, D(2026, 5, 1), status="full", joined_on=None)


def test_a_transfer_takes_status_and_standing_along(member, other_branch):
    person = member("1")
    joining.transfer(person, other_branch, D(2026, 5, 1), document="介字1号")
    assert spans(person) == [("b1", "full", D(2018, 6, 1), D(2026, 4, 30)), ("b2", "full", D(2026, 5, 1), None)]
    assert person.party_file.party_since == D(2018, 6, 1)
    assert rolls.membership_of(person, D(2026, 4, 30)).organization.code == "b1"
    assert rolls.membership_of(person, D(2026, 5, 1)).organization.code == "b2"


def test_a_temporary_branch_neither_admits_nor_takes_over(member, staff, temporary):
    with pytest.raises(InputError, match="BR05"):
        joining.join(staff("1"), temporary, D(2026, 10, 5))
    with pytest.raises(InputError, match="BR05"):
        joining.transfer(member("2"), temporary, D(2026, 10, 5))


def test_who_is_attached_to_a_temporary_branch_stays_where_he_is(member, branch, temporary):
    person = member("1")
    made = joining.attach(person, temporary, D(2026, 10, 5), None)
    assert made.valid_to == D(2026, 12, 31)
    day = D(2026, 11, 1)
    assert [each.person for each in rolls.members_on(temporary, day)] == [person]
    assert [each.person for each in rolls.members_on(branch, day)] == [person]
    counted = rolls.counts(branch.institution, day)
    assert (counted[branch].full, counted[temporary].full, rolls.total(counted.values()).full) == (1, 1, 1)


def test_a_committee_or_a_dissolved_branch_takes_nobody(staff, committee, party):
    gone = party("old", valid_to=D(2020, 12, 31))
    for place in (committee, gone):
        with pytest.raises(InputError):
            joining.join(staff(place.code), place, D(2026, 3, 1))


@pytest.mark.parametrize("on", [D(2026, 11, 23), D(2018, 6, 1), D(2018, 5, 31)])
def test_days_that_cannot_be(member, other_branch, on):
    with pytest.raises(InputError, match="ML0"):
        joining.transfer(member("1"), other_branch, on)


def test_leaving_names_cause_and_document(member):
    person = member("1")
    for cause, document in (("cancelled", "文"), ("away", ""), ("full", "文")):
        with pytest.raises(InputError):
            joining.leave(person, D(2026, 3, 1), cause, document=document)
    joining.leave(person, D(2026, 3, 1), "away", document="介字2号")
    assert spans(person) == [("b1", "full", D(2018, 6, 1), D(2026, 2, 28))]
    with pytest.raises(InputError, match="ML01"):
        joining.leave(person, D(2026, 4, 1), "away", document="介字2号")


def test_whose_rights_are_suspended_is_on_the_roll_and_not_on_the_voting_roll(member, branch):
    one, other = member("1"), member("2")
    stop = joining.suspend(one, D(2026, 3, 1), None, "文")
    assert rolls.voting_roll(branch, D(2026, 3, 1)) == [other]
    assert rolls.voting_roll(branch, D(2026, 2, 28)) == [one, other]
    with pytest.raises(InputError, match="已经登记"):
        joining.suspend(one, D(2026, 4, 1), D(2026, 5, 1), "文")
    joining.resume(stop, D(2026, 6, 1))
    assert rolls.voting_roll(branch, D(2026, 5, 31)) == [other]
    assert rolls.voting_roll(branch, D(2026, 6, 1)) == [one, other]
    counted = rolls.counts(branch.institution, D(2026, 5, 1))[branch]
    assert (counted.full, counted.voting) == (2, 1)


def test_probationary_members_are_counted_apart(member, branch):
    member("1")
    member("2", status="probationary", since=D(2026, 3, 1))
    counted = rolls.counts(branch.institution, D(2026, 11, 1))[branch]
    assert (counted.full, counted.probationary, counted.voting, counted.all) == (1, 1, 1, 2)


def test_a_file_that_somebody_else_changed(member):
    person = member("1")
    joining.amend_file(person, {"education": "研究生"}, revision=0)
    with pytest.raises(ConflictError):
        joining.amend_file(person, {"education": "大学"}, revision=0)


def test_dates_of_a_file_that_cannot_be(member):
    with pytest.raises(InputError, match="MD01"):
        joining.amend_file(member("1"), {"birthday": D(2005, 1, 1)}, revision=0)
