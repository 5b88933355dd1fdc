"""The month, and the calendar that is subscribed to under a secret address."""

import datetime as dt

import pytest
from icalendar import Calendar

from linghang.duties import ics
from linghang.duties.calendar import entries
from linghang.duties.reminding import remind
from linghang.notices.models import Notice

FIRST, LAST = dt.date(2023, 11, 1), dt.date(2023, 12, 31)


def subscribed(client, user):
    return client.get(f"/duties/calendar/{ics.secret_of(user)}.ics")


@pytest.mark.usefixtures("today", "staff")
class TestEntries:
    def test_a_secretary_has_his_branch_and_the_office_counts_branches(self, as_, held, record):
        record("duty_setting", duty="theme_day", from_date="2023-01-01", fixed_day="8")
        held("general_meeting", "b1", "2023-10-10")
        own = {(each.duty.code, each.day): each for each in entries(as_("secretary", "b1").user, FIRST, LAST)}
        assert own["theme_day", dt.date(2023, 11, 8)].open == 1
        assert own["general_meeting", dt.date(2023, 12, 31)].open == 0
        assert own["member_hours", dt.date(2023, 12, 31)].of == 3
        house = {(each.duty.code, each.day): each for each in entries(as_("office").user, FIRST, LAST)}
        counted = house["general_meeting", dt.date(2023, 12, 31)]
        assert (counted.open, counted.of, counted.reason) == (1, 2, "2023年第四季度应完成 2，未完成 1")
        assert house["study_group", dt.date(2023, 12, 31)].row == ""

    def test_the_page_shows_the_month_and_its_neighbours(self, as_):
        page = as_("secretary", "b1").get("/duties/calendar/?month=2023-12")
        assert "2023年12月" in page.content.decode()
        assert {each.day.month for each in page.context["entries"]} == {12}
        assert page.context["weeks"][0][0][0] == dt.date(2023, 11, 27)
        assert as_("viewer").get("/duties/calendar/?month=十月").context["month"].number == 11


@pytest.mark.usefixtures("today", "staff")
class TestSubscription:
    def test_it_is_read_without_signing_in_and_is_a_calendar(self, as_, held, client):
        user = as_("secretary", "b1").user
        client.logout()
        answer = subscribed(client, user)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        calendar = Calendar.from_ical(answer.content)
        events = {(str(each["summary"]), each["dtstart"].dt): each for each in calendar.walk("vevent")}
        due = events["支部党员大会（内科党支部）", dt.date(2023, 12, 31)]
        assert "2023年第四季度应有 1 次，还没有" in str(due["description"])
        assert due["dtend"].dt == dt.date(2024, 1, 1)
        assert len({str(each["uid"]) for each in events.values()}) == len(events)

    def test_it_names_no_member(self, as_, client):
        for role, branch in (("secretary", "b1"), ("office", "")):
            text = subscribed(client, as_(role, branch).user).content.decode()
            assert "学习培训" in text.replace("\r\n ", "")
            assert "人员" not in text.replace("\r\n ", "").replace("谈话人员", "")
            assert "2100" not in text

    def test_what_is_done_leaves_the_calendar(self, as_, held, client):
        user = as_("secretary", "b1").user
        held("general_meeting", "b1", "2023-11-10")
        events = Calendar.from_ical(subscribed(client, user).content).walk("vevent")
        days = [each["dtstart"].dt for each in events if str(each["summary"]).startswith("支部党员大会")]
        assert dt.date(2023, 12, 31) not in days

    def test_a_forged_or_renewed_address_and_a_closed_account_get_nothing(self, as_, client):
        user = as_("secretary", "b1").user
        old = ics.secret_of(user)
        assert client.get(f"/duties/calendar/{old[:-1]}x.ics").status_code == 404
        assert client.get("/duties/calendar/1.1.ics").status_code == 404
        assert client.post("/duties/calendar/renew/").status_code == 302
        client.logout()
        assert client.get(f"/duties/calendar/{old}.ics").status_code == 404
        assert subscribed(client, user).status_code == 200
        user.is_active = False
        user.save()
        assert client.get(f"/duties/calendar/{ics.secret_of(user)}.ics").status_code == 404

    def test_it_cannot_be_written_to(self, as_, client):
        user = as_("secretary", "b1").user
        assert client.post(f"/duties/calendar/{ics.secret_of(user)}.ics").status_code == 405


@pytest.mark.usefixtures("staff")
class TestReminders:
    def test_each_stage_is_told_once_to_whom_it_concerns(self, as_):
        secretary, office = as_("secretary", "b1").user, as_("office").user
        remind(dt.date(2023, 11, 27))
        told = Notice.objects.filter(user=secretary)
        titles = set(told.values_list("title", flat=True))
        assert "应抓紧：主题党日（2023年11月）" in titles
        assert "已过期：主题党日（2023年10月）" in titles
        assert "已过期：主题党日（2023年9月）" not in titles  # longer ago than a month
        assert "已过期：支部党员大会（2023年第二季度）" not in titles
        assert {"应抓紧：理论学习中心组学习（2023年第四季度）"} >= set(
            Notice.objects.filter(user=office, title__contains="中心组").values_list("title", flat=True)
        ) - {"已过期：理论学习中心组学习（2023年第三季度）"}
        count = told.count()
        assert remind(dt.date(2023, 11, 28)) == 0
        assert remind(dt.date(2023, 12, 1)) > 0
        assert told.count() > count

    def test_what_is_done_is_not_told_and_members_are_only_counted(self, as_, held):
        secretary = as_("secretary", "b1").user
        held("theme_day", "b1", "2023-11-08")
        remind(dt.date(2023, 11, 27))
        told = Notice.objects.filter(user=secretary)
        assert not told.filter(title__contains="主题党日（2023年11月）").exists()
        assert told.get(title__contains="党员集中学习培训").text.startswith("还有 3 个未完成")
        assert not told.filter(text__contains="人员2").exists()
