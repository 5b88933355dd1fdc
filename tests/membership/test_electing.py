"""An election as it is held, its term, and who is reminded."""

import datetime as dt

import pytest

from linghang.core.errors import ConflictError, InputError
from linghang.membership import electing, joining, tenure
from linghang.membership.elections import Ballots
from linghang.membership.models import Term
from linghang.notices.models import Notice

D = dt.date
ON = D(2026, 11, 20)


@pytest.fixture
def ten(member):
    return [member(f"{number:02d}") for number in range(1, 11)]


def stand(branch, people, seats=3, on=ON, **more):
    return electing.prepare(branch, on, "换届选举", seats, [(person, "") for person in people], **more)


def votes(**counted):
    return {code.removeprefix("p"): count for code, count in counted.items()}


def test_from_candidates_to_a_new_term(branch, ten):
    election = stand(branch, ten[:4])
    found = electing.count(election, ten[:8], Ballots(8, 8, 0, votes(p01=8, p02=7, p03=5, p04=4)))
    assert (found.elected, election.entitled, election.stage) == (("01", "02", "03"), 10, "counted")
    electing.confirm(election, "院党〔2026〕9号")
    assert Term.objects.get(organization=branch).ends_on == D(2029, 11, 20)


def test_too_few_candidates_or_one_twice(branch, ten):
    with pytest.raises(InputError, match="EL02"):
        stand(branch, ten[:3])
    with pytest.raises(InputError, match="两次"):
        stand(branch, [*ten[:3], ten[0]])


def test_too_few_candidates_stand_with_a_reason_that_stays(branch, ten):
    few = [(each, "") for each in ten[:3]]
    election = electing.prepare(branch, ON, "选举", 3, few, despite="上级批复同意等额")
    electing.amend(election, 3, few, "监票人")
    election.refresh_from_db()
    assert (election.despite, election.counters) == ("上级批复同意等额", "监票人")


def test_who_may_not_stand(branch, ten, member, other_branch):
    stopped, new, foreign = ten[9], member("11", status="probationary", since=D(2026, 5, 1)), member("12", other_branch)
    joining.suspend(stopped, D(2026, 1, 1), None, "文")
    for person in (stopped, new, foreign):
        with pytest.raises(InputError, match="EL05"):
            stand(branch, [*ten[:3], person])


def test_a_secretary_needs_a_year_of_standing(branch, ten, member):
    young = member("11", since=D(2025, 11, 21))
    with pytest.raises(InputError, match="BR13"):
        electing.prepare(branch, ON, "选举", 3, [(young, "书记"), *((each, "") for each in ten[:3])])
    electing.prepare(branch, ON, "选举", 3, [(young, "委员"), *((each, "") for each in ten[:3])])


def test_four_fifths_of_the_voting_roll_must_come(branch, ten):
    election = stand(branch, ten[:4])
    with pytest.raises(InputError, match="EL01"):
        electing.count(election, ten[:7], Ballots(7, 7, 0, {}))
    election.refresh_from_db()
    assert election.stage == "prepared"


def test_who_may_not_vote_does_not_make_the_quorum(branch, ten, member):
    new = member("11", status="probationary", since=D(2026, 5, 1))
    with pytest.raises(InputError, match=r"11.*EL05"):
        electing.count(stand(branch, ten[:4]), [*ten[:7], new], Ballots(8, 8, 0, {}))


def test_more_ballots_than_voters(branch, ten):
    with pytest.raises(InputError, match=r"发出票数.*EL01"):
        electing.count(stand(branch, ten[:4]), ten[:8], Ballots(9, 8, 0, {}))


def test_a_tie_goes_into_a_run_off_among_those_who_tie(branch, ten):
    election = stand(branch, ten[:4])
    electing.count(election, ten, Ballots(10, 10, 0, votes(p01=9, p02=8, p03=6, p04=6)))
    again = electing.run_off(election, ON)
    assert (again.seats, [each.person.code for each in again.candidates.all()]) == (1, ["03", "04"])
    electing.count(again, ten, Ballots(10, 10, 0, votes(p03=4, p04=6)))
    electing.confirm(electing.lock(election.pk, election.revision), "文")
    electing.confirm(again, "文")
    assert Term.objects.count() == 1
    with pytest.raises(InputError, match="已经另行选举"):
        electing.run_off(election, ON)


def test_a_temporary_branch_does_not_elect(temporary, ten):
    with pytest.raises(InputError, match="BR05"):
        stand(temporary, ten[:4])
    with pytest.raises(InputError, match="BR05"):
        tenure.begin(temporary, ON)


def test_who_was_slower_sees_that_it_changed(branch, ten):
    election = stand(branch, ten[:4])
    electing.amend(election, 3, [(each, "") for each in ten[:5]], "监票人")
    with pytest.raises(ConflictError):
        electing.lock(election.pk, 0)


def test_candidates_stay_once_it_is_counted_and_a_day_ahead_cannot_be_counted(branch, ten):
    ahead = stand(branch, ten[:4], on=D(2026, 12, 20))
    with pytest.raises(InputError, match="ML02"):
        electing.count(ahead, ten, Ballots(10, 10, 0, {}))
    election = stand(branch, ten[:4])
    electing.count(election, ten, Ballots(10, 10, 0, votes(p01=9)))
    with pytest.raises(InputError, match="已计票"):
        electing.amend(election, 3, [], "")


def test_the_superior_and_the_secretary_are_reminded_once_for_each_stage(branch, hospital, person):
    office, secretary = person("office", hospital), person("secretary", hospital, branch)
    tenure.begin(branch, D(2023, 12, 18))
    for today, new in (
        (D(2026, 6, 17), 0),
        (D(2026, 6, 18), 2),
        (D(2026, 7, 1), 0),
        (D(2026, 9, 18), 2),
        (D(2026, 12, 19), 2),
    ):
        assert tenure.remind(today) == new, today
    assert {each.user for each in Notice.objects.filter(subject="term")} == {office, secretary}


def test_the_end_of_a_temporary_branch_is_reminded_of(temporary, hospital, person):
    person("office", hospital)
    assert [tenure.remind(D(2026, 11, 30)), tenure.remind(D(2026, 12, 1)), tenure.remind(D(2026, 12, 2))] == [0, 1, 0]


def test_a_shift_needs_approval_and_the_newest_reading(branch):
    term = tenure.begin(branch, D(2023, 12, 18))
    with pytest.raises(InputError, match="BR12"):
        tenure.shift(term, D(2027, 12, 19), "文", revision=0)
    tenure.shift(term, D(2027, 6, 30), "文", revision=0)
    with pytest.raises(ConflictError):
        tenure.shift(term, D(2027, 5, 30), "文", revision=0)
    assert tenure.running_term(branch, D(2027, 1, 1)).due == D(2027, 6, 30)
