"""API: the programmes that an institution carries out, and the tree of each."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router

from linghang.organization.api import Day
from linghang.programmes.plain import adopted, whole
from linghang.programmes.reach import adopted as adoption_of
from linghang.programmes.reach import institution_of
from linghang.programmes.tree import adoption_tree, adoption_trees, adoptions_on
from linghang.registers.content import library

router = Router(tags=["工程"])


@router.get("/{slug:institution}", response=list[dict[str, Any]], summary="机构实施的工程和进度")
def programmes(request: HttpRequest, institution: str, day: Day | None = None) -> list[dict[str, Any]]:
    place, on = institution_of(request, institution), day or timezone.localdate()
    known = [each for each in adoptions_on(place.pk, on) if library().has("programmes", each.programme)]
    trees = adoption_trees(known, on, user=request.user, figures=False)
    return [adopted(each) for each in trees]


@router.get("/{slug:institution}/{slug:programme}", response=dict[str, Any], summary="一个工程的组成、责任、任务和目标")
def tree(request: HttpRequest, institution: str, programme: str, day: Day | None = None) -> dict[str, Any]:
    place, on = institution_of(request, institution), day or timezone.localdate()
    if not library().has("programmes", programme):
        raise Http404
    return whole(adoption_tree(adoption_of(place, programme, on), on, user=request.user))
