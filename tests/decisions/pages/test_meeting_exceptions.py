"""A meeting that was never held stands in the exception list like one that was, and links nowhere."""

import io

import openpyxl
from tests.decisions.conftest import at

from linghang.decisions import meetings
from linghang.decisions.models import Meeting

WHERE = "institution=h&year=2022"


def test_a_wanting_meeting_on_the_page_in_the_file_and_in_the_api(leader, house):
    met = meetings.plan(house.institution, "party_committee", at("2022-01-05T15:00"), actor=house.office)
    Meeting.objects.filter(pk=met.pk).update(stage=Meeting.Stage.CLOSED)
    quarters = [f"2022年第{number}季度没有理论学习中心组的会议记录，应每季度一次" for number in range(1, 5)]
    page = leader.get(f"/meetings/exceptions/?{WHERE}")
    assert [each for each in quarters if each in page.content.decode()] == quarters
    narrowed = leader.get(f"/meetings/exceptions/?{WHERE}&meeting={met.pk}").content.decode()
    assert quarters[0] not in narrowed
    book = openpyxl.load_workbook(io.BytesIO(leader.get(f"/meetings/exceptions.xlsx?{WHERE}").content))
    cells = [cell.value for row in book.active.iter_rows(min_row=2) for cell in row]
    assert [each for each in quarters if each in cells] == quarters
    listed = leader.get(f"/api/meetings/exceptions?{WHERE}").json()
    assert [(each["meeting"], each["on"]) for each in listed if each["finding"]["rule"] == "ED03"] == [
        (None, f"2022-{day}") for day in ("03-31", "06-30", "09-30", "12-31")
    ]
    assert leader.get(f"/meetings/?{WHERE}").status_code == 200
