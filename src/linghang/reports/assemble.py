"""A report template told for one institution and one period, at one catalogue version."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from linghang.core.periods import Period
from linghang.indicators.bases import bases
from linghang.organization.models import Institution
from linghang.packs.model import Report
from linghang.registers import catalogue
from linghang.registers.content import library
from linghang.reports.binding import Binding
from linghang.reports.compose import Placed, all_figures, compose
from linghang.reports.document import Document, Gap
from linghang.reports.nodes import Figure
from linghang.reports.rows import Asked, tables_of
from linghang.reports.saying import fill
from linghang.reports.styles import style_of


def assemble(
    report: Report, institution: Institution, period: Period, *, version: int | None = None, on: dt.date | None = None
) -> Document:
    """The finished report. `version`: the catalogue version to tell it from (the newest when None); `on`: the day under
    the signature (today when None). Raises InputError when the template is at fault.
    """
    version = catalogue.current_version() if version is None else version
    words = words_of(institution, period)
    bind = Binding(library(), institution.code, period, version, tuple(dict.fromkeys(all_figures(report))))
    style = style_of(institution, on or timezone.localdate(), report.layout)
    tables = tables_of(library(), Asked(institution, period.first.first_day, period.last_day, version, period), bind)
    told = compose(report, words, bind, tables, style.numbering)
    return Document(
        code=report.code,
        title=fill(report.heading, words),
        institution=institution.code,
        institution_name=institution.name,
        period=period,
        version=version,
        layout=style,
        salutation=fill(report.salutation, words),
        blocks=told.blocks,
        signed_by=fill(report.signed_by, words),
        signed_on=on or timezone.localdate(),
        missing=_gaps(bind, told.written, "no_data"),
        partial=_gaps(bind, told.written, "partial"),
        omitted=_gaps(bind, told.omitted, "no_data"),
        zeros=tuple(bind(each) for each in dict.fromkeys(placed.figure for placed in told.zeros)),
        dropped=told.dropped,
        bases=bases(_codes(told.written), institution.code, period, version=version),
    )


def _codes(placed: Iterable[Placed]) -> list[str]:
    """The indicators that are told."""
    return [code for each in placed for code in each.figure.indicators]


def words_of(institution: Institution, period: Period) -> dict[str, str]:
    """What the words of the template language mean here."""
    year = period.last.year
    return {
        "institution": institution.name,
        "period": period.label,
        "year": str(year),
        "last_year": str(year - 1),
        "next_year": str(year + 1),
    }


def _gaps(bind: Binding, placed: Iterable[Placed], status: str) -> tuple[Gap, ...]:
    """One gap per figure of that status, with all the places where it stands."""
    places: dict[Figure, list[str]] = {}
    for each in placed:
        if bind(each.figure).status == status:
            places.setdefault(each.figure, []).append(each.place)
    return tuple(bind.gap(figure, found) for figure, found in places.items())
