"""Years as they are said, reckoned with: the year before 2023年, the five years up to 2024年. Pure."""

import re

_YEARS_OF_PLAN = 5
_A_YEAR = re.compile(r"\d{4}")


def last_of(said: str) -> str:
    """2021-2025年 → 2025年."""
    return f"{_A_YEAR.findall(said)[-1]}年"


def of_one_year(said: str) -> str:
    """2020-2024年 → 2024年; one year, and one that begins in another (2023-2024年), stay as they are."""
    found = [int(year) for year in _A_YEAR.findall(said)]
    return f"{found[-1]}年" if len(found) == 2 and found[1] - found[0] > 1 else said


def is_plan_period(said: str) -> bool:
    """2021-2025年: the years of a five-year plan."""
    found = [int(year) for year in _A_YEAR.findall(said)]
    return len(found) == 2 and found[1] - found[0] == 4 and found[1] % 5 == 0


def up_to(end: str, count: int) -> str:
    """Five years up to 2024年: 2020-2024年; "" where the end is no year."""
    found = _A_YEAR.findall(end)
    return f"{int(found[-1]) - count + 1}-{found[-1]}年" if found and count else ""


def shifted(said: str, by: int) -> str:
    """2023年 by so many years; of a year that spans two (2023-2024年) both; of a longer span the year next to it."""
    found = [int(year) for year in _A_YEAR.findall(said)]
    if not found:
        return ""
    first, last = found[0], found[-1]
    if last - first > 1:
        return f"{(last if by > 0 else first) + by}年"
    return f"{first + by}年" if first == last else f"{first + by}-{last + by}年"


def before_plan(done: str, planned: str, period: str, *, target: bool) -> str:
    """Where `planned` are the years of a five-year plan: from which year a value sets out that is to be reached in
    `period` (`target`), or that was by `done`, the year before the plan; else ""."""
    if not is_plan_period(planned):
        return ""
    if target:
        return done if period in (planned, last_of(planned)) else ""
    return shifted(period, -_YEARS_OF_PLAN) if period == done else ""


def year_before(period: str) -> str:
    """2023年 → 2022年; of anything that is no single year, the word itself."""
    return f"{int(period[:4]) - 1}年" if re.fullmatch(r"\d{4}年", period) else "上年"
