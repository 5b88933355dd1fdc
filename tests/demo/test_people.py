"""The people of the region: nobody twice, and what the checks of the organisation are to find."""

import datetime as dt

from linghang.demo.institutions import institutions
from linghang.demo.offices import CHANGES, HOSPITALS, units
from linghang.demo.party_organizations import forms, links
from linghang.demo.people import leaders, roster


def held(post, day):
    return [
        each.person for each in roster().tenures
        if each.post == post and each.first <= day and (each.last is None or day <= each.last)
    ]  # fmt: skip


def test_names_and_staff_numbers_are_used_once():
    people = roster().people
    assert len({each.name for each in people}) == len({each.code for each in people}) == len(people) > 200


def test_every_post_is_there_and_held_by_somebody_who_is():
    posts, people = {each.code for each in roster().posts}, {each.code for each in roster().people}
    assert len(posts) == len(roster().posts)
    assert {each.post for each in roster().tenures} <= posts
    assert {each.person for each in roster().tenures} | {each.person for each in roster().charges} <= people
    assert {each.coupled for each in roster().posts if each.coupled} <= posts


def test_secretary_and_president_are_two_except_in_the_county_group():
    for place in HOSPITALS:
        found = leaders(place, dt.date(2022, 12, 31))
        assert (found["secretary"] == found["president"]) == (place == "group_people"), place


def test_committees_have_five_to_nine_members_by_the_end_of_the_data():
    seats = {post.code for post in roster().posts if post.party.endswith("-dw")}
    for place in (*HOSPITALS, "group"):
        own = {post.code for post in roster().posts if post.institution == place} & seats
        members = {person for post in own for person in held(post, dt.date(2022, 12, 31))}
        assert 5 <= len(members) <= 9, place


def test_the_president_of_the_prefecture_changes_on_the_first_of_june():
    before, after = (leaders("prefecture", dt.date(2022, *day)) for day in ((5, 31), (6, 1)))
    assert before["president"] != after["president"]
    assert before["deputy"] == before["president"]
    assert after["deputy"] == after["president"]


def test_coupled_posts_go_together_but_for_the_two_pairs_that_do_not():
    apart = {
        (post.code, day.isoformat())
        for post in roster().posts if post.coupled
        for day in (dt.date(2022, 6, 30), dt.date(2022, 12, 31))
        if held(post.code, day) != held(post.coupled, day)
    }  # fmt: skip
    second = next(link.unit.code for link in links() if link.party == "county-b02")
    third = next(link.unit.code for link in links() if link.party == "county-b03")
    assert apart == {
        (f"county-head-{second}", "2022-06-30"),
        (f"county-head-{second}", "2022-12-31"),
        (f"county-head-{third}", "2022-12-31"),
    }


def test_changes_join_departments_that_end_the_day_before_and_begin_that_day():
    found = {(each.institution, each.code): each for each in units()}
    for change in CHANGES:
        before, after = found[change.institution, change.before], found[change.institution, change.after]
        assert before.last == change.on - dt.timedelta(days=1)
        assert after.first == change.on


def test_one_general_branch_becomes_a_committee_and_one_branch_is_temporary():
    county = [form for form in forms() if form.code == "county-dw"]
    assert [form.kind for form in county] == ["党总支", "党委"]
    assert [form.institution for form in forms() if form.kind == "临时党支部" and form.last] == [
        "prefecture",
        "college",
    ]
    assert {form.institution for form in forms()} < set(institutions())
