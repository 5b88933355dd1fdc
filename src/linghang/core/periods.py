"""Reporting periods: whole months in a row. Years, quarters and months are the periods that have names."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from linghang.core.errors import refuse

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years a month may have; wide enough for birth dates and for comparison with years before the first report."""
REPORTED_YEARS = range(1950, 2101)
LONGEST = 120
"""Months of the longest period anybody may ask for."""
_YEAR = re.compile(r"([0-9]{4})年?$")
_QUARTER = re.compile(r"([0-9]{4})[-年]?[Qq第]([1-4一二三四])(?:季度)?$")
_MONTH = re.compile(r"([0-9]{4})(?:[-年/]([0-9]{1,2})|([0-9]{2}))月?$")
_SPAN = re.compile(r"([0-9]{4}-[0-9]{1,2})(?:\.\.|至)([0-9]{4}-[0-9]{1,2})$")
_CHINESE_DIGITS = "一二三四"


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; ordered in time. `number` counts 1–12."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (FIRST_YEAR <= self.year <= LAST_YEAR and 1 <= self.number <= 12):
            remedy = f"请写成 2022-03 的形式，年份在 {FIRST_YEAR} 与 {LAST_YEAR} 之间"
            raise refuse("没有这个月份", remedy, value=f"{self.year}-{self.number}")

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month in which `day` lies."""
        return cls(day.year, day.month)

    @classmethod
    def from_key(cls, key: int) -> "Month":
        """From the integer form yyyymm that the lake and the cube use."""
        return cls(key // 100, key % 100)

    @property
    def key(self) -> int:
        """yyyymm as an integer."""
        return self.year * 100 + self.number

    def shift(self, months: int) -> "Month":
        """The month `months` later (earlier when negative)."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, order=True)
class Period:
    """An unbroken run of months, both ends included: a year, a quarter, a month or any other span."""

    first: Month
    last: Month

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise refuse("期间的终点早于起点", value=f"{self.first}..{self.last}")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read `2022`, `2022Q3`, `2022-05`, `2022-01..2022-06` and the Chinese forms of the first three.

        Raises InputError for anything else, for years that no hospital reports, and for more than ten years.
        """
        period = cls._read(text.strip())
        if period.first.year not in REPORTED_YEARS or period.last.year not in REPORTED_YEARS:
            raise refuse("年份不在可查的范围", "请写 1950 至 2100 年之间的期间", field="期间", value=text)
        if period.length > LONGEST:
            raise refuse("期间太长", "最长 10 年", field="期间", value=text)
        return period

    @classmethod
    def _read(cls, text: str) -> "Period":
        if found := _YEAR.fullmatch(text):
            return cls.year(int(found[1]))
        if found := _QUARTER.fullmatch(text):
            number = _CHINESE_DIGITS.find(found[2]) + 1 or int(found[2])
            return cls.quarter(int(found[1]), number)
        if found := _SPAN.fullmatch(text):
            return cls(cls._read(found[1]).first, cls._read(found[2]).last)
        if found := _MONTH.fullmatch(text):
            month = Month(int(found[1]), int(found[2] or found[3]))
            return cls(month, month)
        raise refuse("看不懂这个期间", "请写成 2022、2022Q3、2022-05 或 2022-01..2022-06", field="期间", value=text)

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(Month(year, 1), Month(year, 12))

    @classmethod
    def quarter(cls, year: int, number: int) -> "Period":
        return cls(Month(year, number * 3 - 2), Month(year, number * 3))

    @classmethod
    def month(cls, year: int, number: int) -> "Period":
        return cls(Month(year, number), Month(year, number))

    @property
    def length(self) -> int:
        """Number of months."""
        return (self.last.year - self.first.year) * 12 + self.last.number - self.first.number + 1

    @property
    def kind(self) -> str:
        """`year`, `quarter`, `month` or `span`."""
        if self.length == 12 and self.first.number == 1:
            return "year"
        if self.length == 3 and self.first.number in (1, 4, 7, 10):
            return "quarter"
        return "month" if self.length == 1 else "span"

    @property
    def first_day(self) -> date:
        return self.first.first_day

    @property
    def last_day(self) -> date:
        return self.last.last_day

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last_day - self.first_day).days + 1

    def months(self) -> list[Month]:
        """The months of the period in order."""
        return [self.first.shift(i) for i in range(self.length)]

    def contains(self, other: "Period") -> bool:
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: "Period") -> bool:
        return self.first <= other.last and other.first <= self.last

    def last_year(self) -> "Period":
        """The same months one year earlier: the base of 同比."""
        return Period(self.first.shift(-12), self.last.shift(-12))

    def previous(self) -> "Period":
        """The period of equal length just before: the base of 环比."""
        return Period(self.first.shift(-self.length), self.last.shift(-self.length))

    def __str__(self) -> str:
        """The form that `parse` reads."""
        match self.kind:
            case "year":
                return f"{self.first.year}"
            case "quarter":
                return f"{self.first.year}Q{(self.first.number + 2) // 3}"
            case "month":
                return str(self.first)
            case _:
                return f"{self.first}..{self.last}"

    @property
    def label(self) -> str:
        """As a report says it: 2022年, 2022年第三季度, 2022年5月, 2022年1—6月."""
        year = f"{self.first.year}年"
        match self.kind:
            case "year":
                return year
            case "quarter":
                return f"{year}第{_CHINESE_DIGITS[(self.first.number + 2) // 3 - 1]}季度"
            case "month":
                return f"{year}{self.first.number}月"
            case _ if self.first.year == self.last.year:
                return f"{year}{self.first.number}—{self.last.number}月"
            case _:
                return f"{year}{self.first.number}月至{self.last.year}年{self.last.number}月"
