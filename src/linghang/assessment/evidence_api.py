"""API: what was found about an item, and the files it stands on: sent first, then named by the rating."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Query, Router, Schema, Status, UploadedFile
from pydantic import Field

from linghang.assessment import evidence, reach
from linghang.assessment.api import Code, Words
from linghang.assessment.find import unit_of
from linghang.assessment.models import EvidenceRating
from linghang.assessment.units import Judges, Unit
from linghang.core.errors import Fault, InputError, refuse
from linghang.core.periods import Period
from linghang.organization.as_of import name_of
from linghang.organization.models import Institution
from linghang.tasks import posting
from linghang.tasks.evidence import Kept, keep

router = Router(tags=["考核"])
MOST_FILES = 20
Token = Annotated[str, Field(max_length=2000)]


class RatingOut(Schema):
    id: int
    unit: str
    item: str
    rating: str
    note: str
    pdca: dict[str, str]
    by: str
    recorded_at: dt.datetime
    files: list[str]


class UnitIn(Schema):
    """Whom the files are about; `code`: of the unit, `institution`: itself or the one it belongs to."""

    kind: Judges
    institution: Code
    code: Code


class FileOut(Schema):
    """`token` names the file in a rating, within a day; a file that no rating names is removed."""

    name: str
    sha256: str
    bytes: int
    media_type: str
    token: str


class RateIn(Schema):
    """`rating`: A, B, C, D, NA (does not apply) or empty (taken back). `seen`: the newest rating read, 0: none.
    `files`: tokens of files sent before (`/evidence/files`)."""

    framework: Code
    item: Code
    kind: Judges
    institution: Code
    code: Code
    period: Code
    rating: Annotated[str, Field(max_length=2)]
    note: Words
    pdca: dict[str, Words] = Field(default_factory=dict)
    seen: Annotated[int, Field(ge=0)]
    files: Annotated[list[Token], Field(max_length=MOST_FILES)] = Field(default_factory=list)


@router.get("/evidence", response=list[RatingOut], summary="佐证评定")
def ratings(
    request: HttpRequest, framework: str, period: str, institution: str, kind: Judges = "institution"
) -> list[RatingOut]:
    """What counts now."""
    place = get_object_or_404(Institution, code=institution)
    found = evidence.ratings(framework, Period.parse(period), kind, [place.code]).values()
    return [_rating(each) for each in found if reach.may_see_evidence(request.user, evidence.unit_of(each), place)]


@router.post("/evidence", response={201: RatingOut}, summary="评定一项")
def rate(request: HttpRequest, body: RateIn) -> Status[RatingOut]:
    """409 when somebody rated since `seen` was read."""
    place, period = get_object_or_404(Institution, code=body.institution), Period.parse(body.period)
    asked = Unit(body.kind, body.institution, body.code, "")
    reach.require(reach.may_rate(request.user, asked, place), "考核评分")
    unit = unit_of(body.kind, body.institution, body.code, period)
    stored = evidence.rate(
        body.framework,
        body.item,
        unit,
        period,
        body.rating,
        note=body.note,
        pdca=body.pdca,
        files=[_sent(each) for each in body.files],
        seen=body.seen,
        actor=request.user,
        by=name_of(request.user),
    )
    return Status(201, _rating(stored))


@router.post("/evidence/files", response={201: list[FileOut]}, summary="上传佐证材料")
def send_files(request: HttpRequest, unit: Query[UnitIn], files: File[list[UploadedFile]]) -> Status[list[FileOut]]:
    """All or none: pictures, PDF, Word, Excel, PowerPoint, text, judged by what is in them; each up to 20 MB."""
    place = get_object_or_404(Institution, code=unit.institution)
    asked = Unit(unit.kind, unit.institution, unit.code, "")
    reach.require(reach.may_rate(request.user, asked, place), "考核评分")
    if len(files) > MOST_FILES:
        raise refuse("文件太多", f"一次最多 {MOST_FILES} 个", field="files", value=str(len(files)))
    return Status(201, [_told(each) for each in _kept(files)])


def _kept(files: list[UploadedFile]) -> list[Kept]:
    kept: list[Kept] = []
    faults: list[Fault] = []
    for each in files:
        try:
            kept.append(keep(each))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return kept


def _told(kept: Kept) -> FileOut:
    return FileOut(**vars(kept), token=posting.token(kept).token)


def _sent(token: str) -> Kept:
    found = posting.from_token(token)
    if found is None:
        raise refuse("没有这个文件，或上传已超过一天", "请重新上传", field="files", value=token[:20])
    return found


def _rating(line: EvidenceRating) -> RatingOut:
    names = ("id", "item", "rating", "note", "pdca", "by", "recorded_at")
    plain = {name: getattr(line, name) for name in names}
    return RatingOut(**plain, unit=line.code, files=[each.name for each in line.files.all()])
