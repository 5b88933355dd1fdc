"""What programs may ask: the overview of an institution, as on its page. Of the discipline desk there is nothing."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field

from linghang.integrity import reading
from linghang.registers import content

router = Router(tags=["廉政"])
Year = Annotated[int, Field(ge=2000, le=2100)]


@router.get("/{slug:institution}/{year}", response=dict[str, Any], summary="责任书签订和廉政风险点")
def overview(request: HttpRequest, institution: str, year: Year) -> dict[str, Any]:
    """Who was to sign and who has, and the points by level: as far as the rows are within reach."""
    library = content.library()
    place = next((each for each in reading.institutions(request.user, library) if each.code == institution), None)
    if place is None:
        raise Http404
    signings = reading.signings(request.user, library, place, year)
    points = reading.points(request.user, library, place, timezone.localdate())
    return {
        "letters": [
            {
                "unit": each.unit,
                "to_sign": each.to_sign,
                "signed": each.signed,
                "checked": each.checked,
                "open": [{"kind": kind, "issued_on": on} for kind, on in each.open],
            }
            for each in signings
        ],
        "risk_points": [
            {"number": each.number, "level": each.level, "rated_on": each.rated_on, "due": each.due} for each in points
        ],
    }
