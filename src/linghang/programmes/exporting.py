"""Adopted programmes as the lines of their workbook: read again, they change nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from linghang.core.workbook import Line
from linghang.organization.models import Institution
from linghang.programmes.models import Adoption, ComponentOwner, LocalComponent, ObjectiveTarget
from linghang.programmes.workbook import ADOPTIONS, COMPARATORS, COMPONENTS, OWNERS, TARGETS, write_workbook


def export_programmes(path: Path | BinaryIO, institution: Institution | None = None) -> Mapping[str, int]:
    """Write what one institution, or every one, carries out; says how many lines each sheet has."""
    lines = read_lines(institution)
    write_workbook(path, lines)
    return {sheet: len(found) for sheet, found in lines.items()}


def read_lines(institution: Institution | None = None) -> dict[str, list[Line]]:
    """Every sheet with all periods, in a lasting order."""
    adoptions = Adoption.objects.select_related("institution", "leader")
    if institution is not None:
        adoptions = adoptions.filter(institution=institution)
    kept = {each.pk: each for each in adoptions.order_by("institution__code", "programme", "valid_from")}
    owners = ComponentOwner.objects.filter(adoption__in=kept).select_related("department", "branch", "leader")
    names = LocalComponent.objects.filter(adoption__in=kept).order_by("adoption", "layer", "position")
    targets = ObjectiveTarget.objects.filter(adoption__in=kept).order_by("adoption", "objective", "by", "valid_from")
    return {
        ADOPTIONS: [_adoption(each) for each in kept.values()],
        COMPONENTS: [
            {**_place(kept[each.adoption_id]), "层代码": each.layer, "组成代码": each.code, "名称": each.title}
            for each in names
        ],
        OWNERS: [_owner(kept, each) for each in owners.order_by("adoption", "component", "valid_from")],
        TARGETS: [_target(kept, each) for each in targets],
    }


def _place(adoption: Adoption) -> Line:
    return {"机构代码": adoption.institution.code, "工程代码": adoption.programme}


def _adoption(each: Adoption) -> Line:
    return {
        **_place(each),
        "印发文号": each.document,
        "责任领导工号": each.leader.code if each.leader else None,
        "有效期起": each.valid_from,
        "有效期止": each.valid_to,
    }


def _owner(kept: Mapping[int, Adoption], each: ComponentOwner) -> Line:
    return {
        **_place(kept[each.adoption_id]),
        "组成代码": each.component,
        "责任科室代码": each.department.code if each.department else None,
        "责任党组织代码": each.branch.code if each.branch else None,
        "责任领导工号": each.leader.code if each.leader else None,
        "有效期起": each.valid_from,
    }


def _target(kept: Mapping[int, Adoption], each: ObjectiveTarget) -> Line:
    return {
        **_place(kept[each.adoption_id]),
        "目标代码": each.objective,
        "方向": COMPARATORS[each.comparator],
        "目标值": f"{each.value.normalize():f}",
        "达成时限": each.by,
        "依据": each.note,
        "有效期起": each.valid_from,
    }
