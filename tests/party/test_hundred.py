"""“3个100%” from organisation, roll and posts; counted by hand on the small hospital."""

import datetime as dt

from linghang.party import hundred

DAY = dt.date(2026, 6, 30)


def by_code(house):
    return {rate.code: rate for rate in hundred.rates(house.place, DAY)}


def test_departments_with_three_full_members_need_a_branch(house):
    rate = by_code(house)["departments"]
    assert [(case.name, case.met) for case in rate.cases] == [("心内科", True)]  # 普外科 has two
    house.b1.department_links.update(valid_to=dt.date(2026, 6, 29))
    assert by_code(house)["departments"].said == "0.0%（0/1）"


def test_secretaries_of_clinical_branches_are_heads(house, secretary):
    secretary(house.b1, "b101", head=True)
    secretary(house.b2, "b201")
    rate = by_code(house)["secretaries"]
    assert [(case.name, case.met) for case in rate.cases] == [("内科党支部", True), ("外科党支部", False)]
    assert rate.cases[0].why == "书记任科主任"  # the branch of the offices does not count


def test_standardised_is_what_the_last_assessment_found(house, enter):
    enter("branch_class", branch="h-b1", classed_on="2025-12-31", grade="middle", standardised="是", follow_up="提升")
    enter("branch_class", branch="h-b2", classed_on="2025-12-31", grade="weak", standardised="否", follow_up="整顿")
    rate = by_code(house)["standardised"]
    assert [(case.name, case.met, case.why) for case in rate.cases] == [
        ("内科党支部", True, "2025 年考评达标"),
        ("外科党支部", False, "2025 年考评没有达标"),
        ("机关党支部", False, "近两年没有考评结果"),
    ]
    assert not rate.whole
