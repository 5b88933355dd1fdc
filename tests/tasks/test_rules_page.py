"""An institution chooses its lights and how early it warns, from a day on; what held before stays."""

import datetime as dt

import pytest

from linghang.tasks import rules, store
from linghang.tasks.lights import Rules
from linghang.tasks.models import SupervisionRules

PAGE = "/tasks/rules/"
DAY = dt.date(2023, 4, 10)


@pytest.fixture
def office(client, people, today):
    client.force_login(people.office)
    return client


def form(place, **changes):
    usual = {"scheme": "blue_yellow_red", "warn_days": "5", "working_days": "on", "valid_from": DAY.isoformat()}
    return usual | {"institution": place.code, "_seen": rules.seen(place)} | changes


def test_the_office_chooses_and_the_light_of_a_task_follows(office, hospital, working):
    before = store.lights([working], DAY)[working.pk]
    assert (before.colour, before.word) == ("red", "逾期")
    store.record(working, "urge", on=dt.date(2023, 4, 3), actor=None, text="请抓紧", data={"until": "2023-04-04"})
    answer = office.post(PAGE, form(hospital, scheme="white_yellow_red"), follow=True)
    assert "白黄红（交办—督办—通报），提前 5 个工作日" in answer.content.decode()
    after = store.lights([working], DAY)[working.pk]
    assert (after.colour, after.word) == ("red", "通报")


def test_what_held_before_ends_the_day_before_and_stays(hospital):
    first = rules.set_rules(
        hospital, scheme="blue_yellow_red", warn_days=5, working_days=False, valid_from=dt.date(2023, 1, 1)
    )
    rules.set_rules(hospital, scheme="white_yellow_red", warn_days=2, working_days=True, valid_from=DAY)
    first.refresh_from_db()
    assert first.valid_to == dt.date(2023, 4, 9)
    assert store.rules_of(hospital, dt.date(2023, 4, 9)) == Rules("blue_yellow_red", 5, False)
    assert store.rules_of(hospital, DAY) == Rules("white_yellow_red", 2, True)


def test_the_same_day_is_corrected_and_the_same_rules_are_set_once(hospital):
    for scheme in ("blue_yellow_red", "white_yellow_red"):
        rules.set_rules(hospital, scheme=scheme, warn_days=5, working_days=False, valid_from=DAY)
    later = DAY + dt.timedelta(days=30)
    rules.set_rules(hospital, scheme="white_yellow_red", warn_days=5, working_days=False, valid_from=later)
    only = SupervisionRules.objects.get()
    assert (only.scheme, only.valid_from, only.valid_to) == ("white_yellow_red", DAY, None)


@pytest.mark.parametrize("user", ["leader", "head", "viewer"])
def test_others_read_the_rules_and_do_not_set_them(client, people, hospital, today, user):
    client.force_login(getattr(people, user))
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "保存规则" not in page.content.decode()
    assert client.post(PAGE, form(hospital)).status_code == 403
    assert not SupervisionRules.objects.exists()


def test_another_house_is_out_of_reach(office, group):
    assert office.get(f"{PAGE}?institution=g").status_code == 403
    assert office.post(PAGE, form(group)).status_code == 403


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scheme": "rainbow"}, "rainbow"),
        ({"warn_days": "61"}, "60"),
        ({"warn_days": "-1"}, "0"),
        ({"valid_from": "2023-13-01"}, "不是日期，请写成 2023-05-31"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(office, hospital, changes, said):
    answer = office.post(PAGE, form(hospital, **changes))
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not SupervisionRules.objects.exists()


def test_a_day_before_what_is_set_already_is_refused(office, hospital):
    rules.set_rules(hospital, scheme="blue_yellow_red", warn_days=5, working_days=False, valid_from=dt.date(2023, 5, 1))
    answer = office.post(PAGE, form(hospital))
    assert answer.status_code == 400
    assert "请填 2023-05-01 以后的日期" in answer.content.decode()


def test_the_second_editor_sees_that_the_first_was_faster(office, hospital):
    mine = form(hospital, warn_days="9")
    rules.set_rules(hospital, scheme="white_yellow_red", warn_days=2, working_days=True, valid_from=DAY)
    answer = office.post(PAGE, mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "他人已经改动了这里" in page
    assert 'value="9"' in page
    assert store.rules_of(hospital, DAY) == Rules("white_yellow_red", 2, True)
    assert office.post(PAGE, mine | {"_seen": answer.context["seen"]}).status_code == 302
    assert store.rules_of(hospital, DAY) == Rules("blue_yellow_red", 9, True)
