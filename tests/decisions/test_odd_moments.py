"""Days and times that no meeting has are refused in words, before anything is reckoned with them."""

import pytest

from linghang.decisions.forms_meetings import MomentField


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T23:59", "1949-12-31T23:59", "2101-01-01T00:00"])
def test_a_meeting_is_held_in_the_time_of_the_house(text):
    with pytest.raises(Exception, match="时间写成 2026-05-04 15:00，年份在 1950 与 2100 之间"):
        MomentField().clean(text)


def test_an_ordinary_moment_is_taken():
    assert f"{MomentField().clean('2026-05-04T15:00'):%Y-%m-%d %H:%M}" == "2026-05-04 15:00"
