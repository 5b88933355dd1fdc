"""What programs may ask and do: the same functions and the same access as the pages."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from pydantic import Field

from linghang.organization import access
from linghang.organization.models import Institution
from linghang.party import home as homes
from linghang.party import hundred, integrated, plain, reach, standing_store, standings

router = Router()
Year = Annotated[int, Field(ge=1950, le=2100)]
"""A year of which there may be records."""


@router.get("/branches/{code}")
def branch(request: HttpRequest, code: str, year: Year | None = None) -> dict[str, Any]:
    """One branch: what it owes, its year, counts, standing, joint items. No names of members."""
    found = reach.seen_branch(request.user, code)
    return plain.home(homes.branch_home(found, timezone.localdate(), request.user, year=year), request.user)


@router.get("/standing/{institution}/{year}")
def standing_table(request: HttpRequest, institution: str, year: Year) -> list[dict[str, Any]]:
    """Every branch with stage, scores, class and movement."""
    place = _place(request, institution)
    return [plain.line(each) for each in standings.lines(place, year, request.user, timezone.localdate())]


@router.get("/branches/{code}/standing/{year}")
def standing_file(request: HttpRequest, code: str, year: Year) -> dict[str, Any]:
    """Every check point with what each round says of it."""
    found = reach.seen_branch(request.user, code)
    framework = standing_store.checklist(standing_store.CHECKLIST, year)
    return plain.file(standing_store.file(framework, found.institution, code, year))


@router.get("/integration/{institution}/{year}")
def integration(request: HttpRequest, institution: str, year: Year) -> dict[str, Any]:
    """The index with all its parts, and what lacks."""
    return plain.integration(integrated.integrated(_place(request, institution), year, timezone.localdate()))


@router.get("/hundred/{institution}")
def three_rates(request: HttpRequest, institution: str) -> list[dict[str, Any]]:
    """“3个100%” with every case."""
    return [plain.rate(each) for each in hundred.rates(_place(request, institution), timezone.localdate())]


def _place(request: HttpRequest, code: str) -> Institution:
    place = get_object_or_404(Institution, code=code)
    access.require(request.user, "view_party", institution=place)
    return place
