"""The audit log: which changes are written, and the page on which administrators read them."""

from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linghang.assessment.models import Appeal, Assessment, EvidenceFile, EvidenceRating
from linghang.decisions.models import Meeting, ResearchTopic, Resolution, Series
from linghang.membership.models import (
    Attachment,
    DuesBase,
    DuesReduction,
    Election,
    Member,
    Membership,
    PairedLeader,
    Suspension,
    Term,
)
from linghang.notices.models import Channel
from linghang.organization.access import may_everywhere
from linghang.organization.models import (
    Appointment,
    Assignment,
    BranchDepartment,
    Department,
    DepartmentChange,
    Institution,
    InstitutionName,
    PartyOrganization,
    PartyOrganizationForm,
    Person,
    Portfolio,
    Post,
    TreatmentGroup,
)
from linghang.papers.models import Adoption as PaperAdoption
from linghang.papers.models import Paper, PaperMapping, SignOff
from linghang.payment.models import Inquiry, Judgement, Review, ReviewDecision, Scheme, Weights, Withdrawal
from linghang.procedures.models import ProcedureSetting
from linghang.programmes.models import Adoption, ComponentOwner, LocalComponent, ObjectiveTarget
from linghang.registers.models import Batch, CatalogueVersion, KeptRow, LoadJob
from linghang.site.models import AccessToken
from linghang.tasks.models import (
    Bulletin,
    Evidence,
    Letter,
    Milestone,
    Signal,
    SupervisionRules,
    Task,
    TaskTemplate,
    TemplateStep,
)

PAGE = 50
DEEDS = {"0": "新增", "1": "修改", "2": "删除", "3": "查看或导出"}


def register_models() -> None:
    """Every change of these is logged with its author, before and after.

    A kept row's contents have their own history and may name persons: the log says only that it changed.
    """
    for model in (Institution, Department, Assignment, Batch):
        auditlog.register(model)
    for model in (InstitutionName, DepartmentChange, TreatmentGroup, PartyOrganization, PartyOrganizationForm):
        auditlog.register(model)
    for model in (BranchDepartment, Person, Post, Appointment, Portfolio):
        auditlog.register(model)
    for model in (Adoption, ComponentOwner, LocalComponent, ObjectiveTarget):
        auditlog.register(model)
    auditlog.register(CatalogueVersion)
    auditlog.register(LoadJob, include_fields=["register", "institution", "file_name", "state"])
    auditlog.register(KeptRow, include_fields=["register", "institution", "row", "ended", "removed"])
    for model in (Task, Milestone, SupervisionRules, TaskTemplate, TemplateStep, Letter):
        auditlog.register(model)
    auditlog.register(Bulletin, include_fields=["institution", "number", "period_first", "period_last"])
    auditlog.register(Meeting, include_fields=["institution", "body", "number", "stage", "begins_at", "minutes_number"])
    auditlog.register(Resolution, include_fields=["number", "decided_on"])
    auditlog.register(Series, include_fields=["institution", "body", "title", "valid_from", "valid_to"])
    auditlog.register(ResearchTopic, include_fields=["institution", "year", "leader", "stage"])
    auditlog.register(Evidence, include_fields=["event", "name", "sha256", "accepted"])
    auditlog.register(Signal, include_fields=["institution", "kind", "indicator", "period", "state", "reason", "task"])
    auditlog.register(Assessment, include_fields=["institution", "framework", "period", "stage"])
    auditlog.register(Appeal, include_fields=["unit", "item", "outcome"])
    auditlog.register(EvidenceRating, include_fields=["framework", "item", "institution", "code", "period", "rating"])
    auditlog.register(EvidenceFile, include_fields=["rating", "name", "sha256"])
    auditlog.register(Paper, include_fields=["institution", "title", "kind", "published", "name", "sha256"])
    auditlog.register(PaperMapping)
    auditlog.register(SignOff, include_fields=["paper", "text_sha256", "version"])
    auditlog.register(PaperAdoption, include_fields=["paper", "node", "task"])
    auditlog.register(Scheme, exclude_fields=["notices"])
    auditlog.register(Withdrawal, include_fields=["scheme", "reason"])
    auditlog.register(
        Weights, include_fields=["scheme", "published", "year", "base_first", "base_last", "cases", "rate", "sha256"]
    )
    auditlog.register(Inquiry, include_fields=["rule", "institution", "department"])
    auditlog.register(Judgement, include_fields=["inquiry", "finding"])
    auditlog.register(Review, include_fields=["institution", "department", "source", "source_row", "year"])
    auditlog.register(ReviewDecision, include_fields=["review", "outcome", "value"])
    _register_members()
    auditlog.register(ProcedureSetting)
    auditlog.register(Channel, exclude_fields=["address", "secret"])  # whoever has them can speak in the group
    auditlog.register(AccessToken, include_fields=["user", "title", "read_only", "expires_at", "revoked_at"])
    auditlog.register(get_user_model(), exclude_fields=["last_login"], mask_fields=["password"])


def _register_members() -> None:
    """That something changed and from when on, never who it is about: the log is read by administrators."""
    auditlog.register(Member, include_fields=["revision"])
    for model in (Membership, Attachment):
        auditlog.register(model, include_fields=["organization", "valid_from", "valid_to"])
    for model in (Suspension, DuesBase, DuesReduction):
        auditlog.register(model, include_fields=["valid_from", "valid_to"])
    auditlog.register(Election, include_fields=["organization", "on", "title", "seats", "stage"])
    auditlog.register(Term, include_fields=["organization", "elected_on", "ends_on", "shifted_to", "document"])
    auditlog.register(PairedLeader)


@dataclass(frozen=True)
class Line:
    """One entry as the page shows it."""

    entry: LogEntry
    deed: str
    changes: list[tuple[str, str, str]]


def page(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first; for those who administer the whole house."""
    if not may_everywhere(request.user, "administer"):
        raise PermissionDenied("审计记录只对全区域的系统管理员开放。")
    entries = _filtered(request)
    found = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    lines = [_line(entry) for entry in found]
    return render(
        request,
        "site/audit.html",
        {
            "page": found,
            "lines": lines,
            "deeds": DEEDS,
            "query": request.GET.get("q", ""),
            "deed": request.GET.get("deed", ""),
            "day": request.GET.get("day", ""),
        },
    )


def _filtered(request: HttpRequest) -> QuerySet[LogEntry]:
    entries = LogEntry.objects.select_related("actor", "content_type").order_by("-timestamp", "-pk")
    if query := request.GET.get("q", "").strip():
        entries = entries.filter(
            Q(actor__username__icontains=query)
            | Q(actor__first_name__icontains=query)
            | Q(object_repr__icontains=query)
        )
    if (deed := request.GET.get("deed")) in DEEDS:
        entries = entries.filter(action=int(deed))
    if day := request.GET.get("day", ""):
        entries = entries.filter(timestamp__date__gte=day) if _is_day(day) else entries
    return entries


def _is_day(text: str) -> bool:
    from django.utils.dateparse import parse_date

    try:
        return parse_date(text) is not None
    except ValueError:
        return False


def _line(entry: LogEntry) -> Line:
    details: dict[str, Any] = entry.additional_data or {}
    deed = str(details.get("deed") or DEEDS.get(str(entry.action), ""))
    model = entry.content_type.model_class()
    changes = [(_title(model, name), *_pair(values)) for name, values in (entry.changes or {}).items()]
    changes += [(name, "", str(value)) for name, value in details.items() if name != "deed"]
    return Line(entry, deed, changes)


def _pair(values: Any) -> tuple[str, str]:
    """Before and after of a change, or the objects that a many-to-many change added."""
    if isinstance(values, dict):
        return "", "、".join(values.get("objects", []))
    before, after = values
    return ("" if before == "None" else before), ("" if after == "None" else after)


def _title(model: Any, name: str) -> str:
    if model is None:
        return name
    return next((str(field.verbose_name) for field in model._meta.fields if field.name == name), name)
