"""The month in which a row counts. Pure."""

from datetime import date

import polars as pl


def month(dates: pl.Series, ends: pl.Series | None) -> pl.Series:
    """yyyymm in which each row counts: of its date, or of the day after `ends` but not before the date."""
    days = dates.cast(pl.Date)
    if ends is not None:
        left = pl.select(ends.cast(pl.Date).dt.offset_by("1d")).to_series()
        days = pl.select(pl.when(left.is_not_null()).then(pl.max_horizontal(left, days))).to_series()
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date):
        return pl.Series([None], dtype=pl.Int32).new_from_index(0, len(days))
    if (first.year, first.month) == (last.year, last.month) and not days.has_nulls():
        return pl.Series([first.year * 100 + first.month], dtype=pl.Int32).new_from_index(0, len(days))
    calendar = pl.date_range(first, last, eager=True)
    return (calendar.dt.year() * 100 + calendar.dt.month()).gather(days.to_physical() - calendar.to_physical()[0])
