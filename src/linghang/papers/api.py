"""What programs may ask of papers: the same as the pages show, with the same access."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from linghang.papers import reach, store
from linghang.papers.models import Paper
from linghang.papers.plain import plain_held, plain_internal, plain_paper, plain_waiver
from linghang.registers import content

router = Router(tags=["公文"])


@router.get("/", response=list[dict[str, Any]], summary="公文清单，新的在前")
def papers(request: HttpRequest, institution: str = "") -> list[dict[str, Any]]:
    found = reach.visible(request.user).defer("raw", "text")
    found = found.filter(institution__code=institution) if institution else found
    return [plain_paper(each) for each in found[:500]]


@router.get("/{int:pk}", response=dict[str, Any], summary="一份公文与台账、与自身的核对")
def paper(request: HttpRequest, pk: int) -> dict[str, Any]:
    found: Paper = reach.find(request.user, pk)
    held = store.hold(found, reach.figures_open(request.user, found.institution, content.library()))
    return plain_paper(found) | {
        "ledger": plain_held(held),
        "text": plain_internal(store.read_kept(found)),
        "waived": [plain_waiver(each) for each in found.waivers.all()],
        "hidden": held.hidden,
        "signed": [
            {"at": each.recorded_at, "by": each.by, "version": each.version, "text_sha256": each.text_sha256}
            for each in found.sign_offs.all()
        ],
        "adopted": [
            {"node": each.node, "start": each.start, "end": each.end, "task": each.task.number}
            for each in found.adoptions.select_related("task")
        ],
    }
