"""Which meetings the hospitals of the region held in which year, and where a rule was broken on purpose."""

import datetime as dt
from dataclasses import dataclass

from linghang.core.workdays import is_workday

FORTNIGHT = dt.timedelta(weeks=2)
PARTY, PRESIDENT, TOPIC, STUDY = "党委会", "院长办公会", "书记专题会", "理论学习中心组"


@dataclass(frozen=True)
class Year:
    """A hospital's year. Committee and president's meeting come every two weeks from their first day, so many times.

    By number of the committee's meeting: `no_first_topic`, `late_notice`, `no_talk` (a matter without consultation),
    `wrong_body` (a matter of the president's meeting), `no_task` (a decision with neither task nor reason);
    `not_carried`: a matter that the vote did not carry. `not_reached`: the president's meeting that runs out of time.
    """

    institution: str
    year: int
    committee_from: dt.date
    committees: int
    president_from: dt.date
    presidents: int
    topics: tuple[dt.date, ...]
    studies: tuple[dt.date, ...]
    research: int
    no_first_topic: int = 4
    late_notice: int = 6
    no_talk: int = 8
    wrong_body: int = 10
    no_task: int = 12
    not_carried: int = 14
    not_reached: int = 5

    def days(self) -> list[tuple[dt.date, str, int]]:
        """Every meeting of the year in order of time: day, body, number of the body's meeting."""
        series = (
            (PARTY, [self.committee_from + FORTNIGHT * turn for turn in range(self.committees)]),
            (PRESIDENT, [self.president_from + FORTNIGHT * turn for turn in range(self.presidents)]),
            (TOPIC, list(self.topics)),
            (STUDY, list(self.studies)),
        )
        return sorted((day, body, turn) for body, days in series for turn, day in enumerate(days, 1))


YEARS = (
    Year(
        "county",
        2022,
        dt.date(2022, 3, 3),
        22,
        dt.date(2022, 5, 11),
        17,
        (dt.date(2022, 6, 6), dt.date(2022, 8, 8), dt.date(2022, 10, 24)),
        (dt.date(2022, 3, 15), dt.date(2022, 6, 14), dt.date(2022, 9, 13), dt.date(2022, 12, 13)),
        6,
    ),
    Year(
        "prefecture",
        2023,
        dt.date(2023, 1, 3),
        26,
        dt.date(2023, 1, 4),
        26,
        (dt.date(2023, 3, 6), dt.date(2023, 6, 5), dt.date(2023, 9, 4)),
        (dt.date(2023, 2, 15), dt.date(2023, 5, 16), dt.date(2023, 8, 15), dt.date(2023, 11, 14)),
        7,
    ),
)
"""The county hospital's committee stands since March 2022; of its president's meetings there were seventeen. In the
prefecture hospital there were seven research topics for eight leaders."""

if any(not is_workday(day) for year in YEARS for day, _, _ in year.days()):
    raise ValueError("a meeting of the demonstration region falls on a day off")
