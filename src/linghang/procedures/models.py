"""Cases and everything that happened to them.

A case's history is its events: they are appended, never changed. `stage`, `current`, `closed_on` … of a case are what
the events say (`cases.py: replay`), kept beside them for filtering. A light is never stored, it is computed.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from linghang.organization.models import Department, Institution, PartyOrganization, Person, Validity
from linghang.tasks.models import KeptFile

APPEND_ONLY = "流程记录只能追加，不能修改或删除"


class Case(models.Model):
    """A matter that goes through a procedure. `procedure`: its code; the version in force on `opened_on` holds for the
    whole case, in the local variant `profile`.

    The subject is a person, a Party organisation, a department, the institution itself (all four empty), or a
    `matter` in words. `branch` and `department`: who conducts it, where a step names the secretary or the head.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="cases", verbose_name="机构")
    procedure = models.CharField("流程", max_length=64)
    profile = models.CharField("办法", max_length=64, blank=True)
    number = models.CharField("编号", max_length=30)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="对象")
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="对象党组织"
    )
    unit = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="对象科室"
    )
    matter = models.CharField("事项", max_length=200, blank=True)
    branch = models.ForeignKey(
        PartyOrganization, models.PROTECT, null=True, blank=True, related_name="cases_kept", verbose_name="承办党组织"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="cases_kept", verbose_name="承办科室"
    )

    opened_on = models.DateField("启动日期")
    stage = models.CharField("阶段", max_length=64, blank=True)
    current = models.JSONField("可办步骤", default=list)
    suspended_on = models.DateField("中止日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    result = models.CharField("结果", max_length=64, blank=True)
    revision = models.PositiveIntegerField("修订号", default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("institution", "procedure", "number")
        constraints = (models.UniqueConstraint(fields=("institution", "procedure", "number"), name="case_number_once"),)
        indexes = (
            models.Index(fields=("institution", "procedure", "stage")),
            models.Index(fields=("person", "procedure")),
        )
        verbose_name = "流程事项"

    def __str__(self) -> str:
        """Without names: it stands in logs and messages."""
        return f"{self.procedure} {self.number}"


class AppendedOnly(models.QuerySet[Any]):
    """Lines are added and read. The database refuses too, whoever asks (site/append_only.py)."""

    def update(self, **kwargs: object) -> int:
        raise TypeError(APPEND_ONLY)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(APPEND_ONLY)


class CaseEvent(models.Model):
    """One thing that happened to a case; appended only. `on`: the day it happened; `recorded_at`: when it was written.

    `step`: a step's code or one of `cases.EVENT_TITLES`. `documents`: codes of the papers that came with it; `papers`:
    for those not uploaded, where the original is kept. `warnings`: what was told and did not refuse it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    step = models.CharField("步骤", max_length=64)
    on = models.DateField("日期")
    outcome = models.CharField("结果", max_length=64, blank=True)
    data = models.JSONField(default=dict, blank=True)
    documents = models.JSONField(default=list, blank=True)
    papers = models.JSONField(default=dict, blank=True)
    tally = models.JSONField(null=True, blank=True)
    text = models.TextField("说明", blank=True)
    warnings = models.JSONField(default=list, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField("经办人", max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = AppendedOnly.as_manager()

    class Meta:
        ordering = ("case", "position")
        constraints = (models.UniqueConstraint(fields=("case", "position"), name="case_event_once"),)
        verbose_name = "流程记录"

    def __str__(self) -> str:
        return f"{self.step} {self.on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(APPEND_ONLY)


class CaseDocument(KeptFile):
    """A paper of the file, uploaded with a step. `code`: which of the step's documents it is."""

    event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="files")
    code = models.CharField("材料", max_length=64)

    objects = AppendedOnly.as_manager()

    class Meta:
        ordering = ("event", "id")
        verbose_name = "流程材料"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(APPEND_ONLY)


class ProcedureSetting(Validity):
    """Which local variant (办法) of a procedure an institution follows, for a period; a case keeps its own."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="procedure_settings", verbose_name="机构")
    procedure = models.CharField("流程", max_length=64)
    profile = models.CharField("办法", max_length=64, blank=True)

    class Meta:
        ordering = ("institution", "procedure", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("institution", "procedure", "valid_from"),
                name="procedure_setting_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="procedure_setting_in_order",
            ),
        )
        verbose_name = "流程办法"

    def __str__(self) -> str:
        return f"{self.institution} · {self.procedure} · {self.profile or '默认'}"
