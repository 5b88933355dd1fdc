"""Dues as they are owed and taken, against sums made by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from linghang.core.errors import ConflictError, InputError
from linghang.membership import collecting, joining
from linghang.membership.models import DuesBase

D = dt.date
MAY, NINTH, NEW_YEAR = D(2026, 5, 1), D(2026, 5, 9), D(2026, 1, 1)


def base(person, yuan="5400", since=NEW_YEAR, category="employee"):
    return collecting.set_base(person, category, Decimal(yuan), since)


def pay(branch, person, yuan="81.00", month=MAY, on=NINTH):
    return collecting.collect(branch, month, [(person, Decimal(yuan))], on)[0]


def test_sums_are_exact_to_the_cent(branch, member):
    """Three payments that no binary fraction adds up: 0.10, taken back, and 0.20 for the same month."""
    person = member("1")
    base(person, "20")
    collecting.reverse(pay(branch, person, "0.10"), "写错")
    pay(branch, person, "0.20")
    assert [str(each.paid) for each in collecting.sheet(branch, MAY).lines] == ["0.20"]


def test_the_sheet_of_a_month(branch, member):
    one, other, bare = member("1"), member("2"), member("3")
    base(one)
    base(other, "3200")
    pay(branch, one)
    sheet = collecting.sheet(branch, MAY)
    assert [(each.membership.person, each.due and str(each.due.amount), each.paid) for each in sheet.lines] == [
        (one, "81.00", 81), (other, "32.00", 0), (bare, None, 0),
    ]  # fmt: skip
    assert (sheet.owed, sheet.paid) == (113, 81)


def test_who_moved_pays_where_he_is_at_the_end_of_the_month(branch, other_branch, member):
    person = member("1")
    base(person)
    joining.transfer(person, other_branch, D(2026, 5, 31))
    with pytest.raises(InputError, match="ML01"):
        pay(branch, person)
    pay(other_branch, person)
    assert collecting.sheet(branch, D(2026, 4, 1)).owed == 81
    assert collecting.sheet(branch, MAY).lines == ()


def test_a_probationary_member_pays_from_the_month_of_the_meeting(branch, staff):
    person = staff("1")
    joining.join(person, branch, D(2026, 5, 31))
    base(person)
    assert collecting.sheet(branch, D(2026, 4, 1)).lines == ()
    assert collecting.sheet(branch, MAY).owed == 81


def test_a_second_payment_for_a_month_needs_a_reversal_first(branch, member):
    person = member("1")
    base(person)
    first = pay(branch, person)
    with pytest.raises(InputError, match="冲正"):
        pay(branch, person)
    collecting.reverse(first, "金额写错")
    with pytest.raises(InputError, match="已经冲正"):
        collecting.reverse(first, "再来一次")
    pay(branch, person, "81.00")
    assert collecting.sheet(branch, MAY).paid == 81
    assert person.dues_payments.count() == 3


@pytest.mark.parametrize("yuan", ["0", "-1", "1.001", "NaN"])
def test_sums_that_are_none(branch, member, yuan):
    with pytest.raises(InputError, match="金额"):
        pay(branch, member("1"), yuan)


def test_days_ahead_and_temporary_branches(branch, temporary, member):
    person = member("1")
    with pytest.raises(InputError, match="ML02"):
        pay(branch, person, month=D(2026, 12, 1), on=D(2026, 11, 22))
    with pytest.raises(InputError, match="BR05"):
        pay(temporary, person, month=D(2026, 11, 1), on=D(2026, 11, 22))
    with pytest.raises(InputError, match="BR05"):
        collecting.sheet(temporary, D(2026, 11, 1))


def test_a_new_base_ends_the_one_before(member):
    person = member("1")
    base(person)
    base(person, "12000", D(2026, 7, 1))
    found = [(each.valid_from, each.valid_to) for each in DuesBase.objects.filter(person=person)]
    assert found == [(D(2026, 1, 1), D(2026, 6, 30)), (D(2026, 7, 1), None)]
    with pytest.raises(InputError, match="已登记自 2026-07-01"):
        base(person, "9000", D(2026, 6, 1))


def test_arrears_over_two_bases(branch, member):
    """81 from January to June, 240 from July; paid to July; August to October are missing."""
    person = member("1")
    base(person)
    base(person, "12000", D(2026, 7, 1))
    for number in range(1, 8):
        pay(branch, person, "81.00" if number < 7 else "240.00", D(2026, number, 1), D(2026, number, 9))
    found = collecting.sheet(branch, D(2026, 11, 1)).lines[0].arrears
    assert (found.run, found.level, found.amount) == (3, "warn", 720)


def test_a_reduction_counts_once_it_is_approved(branch, member):
    person = member("1")
    base(person)
    asked = collecting.ask_reduction(person, Decimal(5), MAY, None, applied_on=D(2026, 4, 1), reason="患病")
    assert collecting.sheet(branch, MAY).owed == 81
    for days, document in (((None, D(2026, 4, 20)), "文"), ((D(2026, 4, 10), D(2026, 4, 20)), " "),
                           ((D(2026, 4, 21), D(2026, 4, 20)), "文"), ((D(2026, 3, 31), None), "")):  # fmt: skip
        with pytest.raises(InputError, match="DU05"):
            collecting.decide_reduction(asked, revision=0, branch_on=days[0], approved_on=days[1], document=document)
    done = {"branch_on": D(2026, 4, 10), "approved_on": D(2026, 4, 20), "document": "文"}
    collecting.decide_reduction(asked, revision=0, **done)
    assert collecting.sheet(branch, MAY).owed == 5
    assert collecting.sheet(branch, D(2026, 4, 1)).owed == 81
    with pytest.raises(ConflictError):
        collecting.decide_reduction(asked, revision=0, **done)
