"""The year on which pages of Party life open."""

import pytest
from django.urls import reverse

from linghang.duties.usual import usual_year


@pytest.mark.parametrize(
    ("recorded", "opened"),
    [
        ({}, 2026),
        ({2023: 500}, 2023),
        ({2023: 500, 2026: 1}, 2023),  # a stray one
        ({2023: 500, 2026: 49}, 2023),
        ({2023: 500, 2026: 50}, 2026),  # a tenth
        ({2022: 40, 2023: 500, 2025: 60, 2026: 3}, 2025),
        ({2023: 5, 2027: 900}, 2023),  # not yet
        ({2023: 0}, 2026),
    ],
)
def test_the_newest_with_a_tenth_of_the_fullest(recorded, opened):
    assert usual_year(recorded, 2026) == opened


@pytest.mark.parametrize(("address", "shown"), [("", 2021), ("?year=2022", 2022), ("?on=2022-03-01", 2022)])
def test_the_matrix_opens_there(as_, staff, held, address, shown):
    for month in range(1, 12):
        held("theme_day", "b1", f"2021-{month:02d}-05")
    held("theme_day", "b1", "2023-02-05")
    assert as_("office").get(reverse("duties") + address).context["choice"].year == shown
