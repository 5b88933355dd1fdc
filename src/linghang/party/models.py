"""What was said of branches, by whom and when; and the photos of sign-in sheets. Written once."""

from django.conf import settings
from django.db import models

from linghang.assessment.models import Appended
from linghang.organization.models import Institution
from linghang.party import standing
from linghang.tasks.models import KeptFile


class StandingMark(Appended):
    """A rating of one check point of one branch for a year, in one round. The newest of a scorer counts; "" takes back.

    `scorer`: code of the branch that rates, in the mutual round; empty otherwise.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="standing_marks", verbose_name="机构")
    framework = models.CharField("办法", max_length=64)
    branch = models.CharField("党支部", max_length=40)
    year = models.PositiveIntegerField("年度")
    item = models.CharField("考核点", max_length=64)
    round = models.CharField("环节", max_length=8, choices=list(standing.ROUNDS.items()))
    rating = models.CharField("评定", max_length=2, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    scorer = models.CharField("互评支部", max_length=40, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField("评定人", max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("institution", "framework", "year", "branch")),)
        verbose_name = "支部考评评定"

    def __str__(self) -> str:
        return f"{self.branch} {self.year} {self.item} {self.round}"


class StandingStep(Appended):
    """A sheet handed on, sent back, settled or opened again."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="standing_steps", verbose_name="机构")
    framework = models.CharField("办法", max_length=64)
    branch = models.CharField("党支部", max_length=40)
    year = models.PositiveIntegerField("年度")
    deed = models.CharField("事项", max_length=8, choices=list(standing.DEEDS.items()))
    stage = models.CharField("当时环节", max_length=8, choices=list(standing.STAGES.items()))
    text = models.CharField("说明", max_length=500, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField("经办人", max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("institution", "framework", "year", "branch")),)
        verbose_name = "支部考评环节"

    def __str__(self) -> str:
        return f"{self.branch} {self.year} {self.get_deed_display()}"


class ActivityFile(KeptFile):
    """A photo of a sign-in sheet, or other material of an activity. `row`: of the register of Party activities."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="party_files", verbose_name="机构")
    branch = models.CharField("党支部", max_length=40)
    row = models.UUIDField("活动")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("row",)),)
        verbose_name = "党建活动材料"
