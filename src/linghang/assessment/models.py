"""What an assessment found, and what happened to it afterwards.

Computed results are never changed: computing again makes new ones beside them, and of all that were computed for the
same framework, institution and period at most one is locked. What was done (computed, locked, appealed against,
decided, unlocked) is told by events that are appended, never changed; `stage` and `revision` follow them.
"""

from typing import Any

from django.conf import settings
from django.db import models

from linghang.organization.models import Institution
from linghang.tasks.models import KeptFile

APPEND_ONLY = "考核记录只能追加，不能修改或删除"


class UnitKind(models.TextChoices):
    INSTITUTION = "institution", "机构"
    DEPARTMENT = "department", "科室"
    BRANCH = "branch", "党组织"


class Assessment(models.Model):
    """A framework computed for a period, once. `institution`: whose units were judged (all below it; its own
    departments or branches), so it decides who may see and lock it.

    `definition`: SHA-256 of the framework as it was. `version`: of the catalogue. `peers`: with whom the units were
    compared, in words, and `peers_digest`: SHA-256 of their file. `digest`: of all results, so that computing the same
    again makes nothing new.
    """

    class Stage(models.TextChoices):
        DRAFT = "draft", "未锁定"
        LOCKED = "locked", "已锁定"

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="assessments", verbose_name="机构")
    framework = models.CharField("考核办法", max_length=64)
    title = models.CharField("名称", max_length=200)
    edition = models.CharField("版本", max_length=120, blank=True)
    definition = models.CharField(max_length=64)
    judges = models.CharField("考核对象", max_length=12, choices=UnitKind)
    period = models.CharField("期间", max_length=20)
    version = models.PositiveIntegerField("数据版本")
    peers = models.CharField("比较范围", max_length=200, blank=True)
    peers_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    stage = models.CharField("状态", max_length=8, choices=Stage, default=Stage.DRAFT)
    revision = models.PositiveIntegerField("修订号", default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("institution", "framework", "judges", "period"),
                condition=models.Q(stage="locked"),
                name="assessment_locked_once",
            ),
        )
        indexes = (models.Index(fields=("institution", "framework", "period")),)
        verbose_name = "考核结果"

    def __str__(self) -> str:
        return f"{self.title} {self.period}"


class AppendedOnly(models.QuerySet[Any]):
    """Lines are added and read. The database refuses too, whoever asks (site/append_only.py)."""

    def update(self, **kwargs: object) -> int:
        raise TypeError(APPEND_ONLY)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(APPEND_ONLY)


class Appended(models.Model):
    """A line that is written once."""

    objects = AppendedOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(APPEND_ONLY)


class AssessedUnit(Appended):
    """The result of one unit. `institution`: itself, or the one it belongs to. `name`: as it was then.

    `sheet`: every line with its reason; exact numbers as text. `rank` among `of` units of the peer group, `tied` with
    how many of them sharing the place. `before_rank`, `before_of`: a year before, by the same framework; `moved`:
    places gained (negative: lost); empty when there was nothing to compare with.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="units")
    kind = models.CharField("考核对象", max_length=12, choices=UnitKind)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="assessed", verbose_name="机构")
    code = models.CharField("代码", max_length=40)
    name = models.CharField("名称", max_length=120)
    sheet = models.JSONField("评分表")
    points = models.DecimalField("得分", max_digits=18, decimal_places=6, null=True)
    full = models.DecimalField("满分", max_digits=18, decimal_places=6, null=True)
    group = models.CharField("同类组", max_length=120, blank=True)
    rank = models.PositiveIntegerField("名次", null=True)
    of = models.PositiveIntegerField("参评数", null=True)
    tied = models.PositiveIntegerField("并列数", null=True)
    grade = models.CharField("等级", max_length=40, blank=True)
    before_rank = models.PositiveIntegerField("上年名次", null=True)
    before_of = models.PositiveIntegerField("上年参评数", null=True)
    moved = models.IntegerField("名次变化", null=True)

    class Meta:
        ordering = ("assessment", models.F("rank").asc(nulls_last=True), "code")
        constraints = (
            models.UniqueConstraint(fields=("assessment", "institution", "kind", "code"), name="assessed_unit_once"),
        )
        verbose_name = "考核对象"

    def __str__(self) -> str:
        return self.name


class AssessmentEvent(Appended):
    """One thing that happened to an assessment."""

    class Kind(models.TextChoices):
        ASSESSED = "assessed", "计算"
        LOCKED = "locked", "锁定"
        APPEALED = "appealed", "申诉"
        DECIDED = "decided", "答复申诉"
        UNLOCKED = "unlocked", "解锁"

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    kind = models.CharField("事由", max_length=10, choices=Kind)
    text = models.TextField("内容", blank=True)
    data = models.JSONField(default=dict, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField("经办人", max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("assessment", "position")
        constraints = (models.UniqueConstraint(fields=("assessment", "position"), name="assessment_event_once"),)
        verbose_name = "考核记录"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.assessment}"


class Appeal(models.Model):
    """What a judged unit objects to (申诉), and the answer. Answered once; both are events too."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "待答复"
        UPHELD = "upheld", "采纳"
        REJECTED = "rejected", "不采纳"

    unit = models.ForeignKey(AssessedUnit, models.PROTECT, related_name="appeals", verbose_name="考核对象")
    item = models.CharField("考核项目", max_length=64, blank=True)
    words = models.TextField("申诉理由")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField("处理", max_length=8, choices=Outcome, default=Outcome.WAITING)
    answer = models.TextField("答复", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "考核申诉"

    def __str__(self) -> str:
        return f"{self.unit} {self.item}"


class EvidenceRating(Appended):
    """What people found from evidence about one item of one unit in a period; the newest line counts.

    `rating`: A, B, C or D (PDCA: A 持续改进有成效, B 有监管有结果, C 机制能有效执行, D 仅有制度或未执行), `NA` where
    the item does not apply to the unit, empty to take the rating back. `note`: why. `pdca`: what was seen of `plan`,
    `do`, `check` and `act`.
    """

    class Rating(models.TextChoices):
        A = "A", "A（优秀）"
        B = "B", "B（良好）"
        C = "C", "C（合格）"
        D = "D", "D（不合格）"
        NOT_APPLICABLE = "NA", "不适用"
        WITHDRAWN = "", "撤回"

    framework = models.CharField("考核办法", max_length=64)
    item = models.CharField("考核项目", max_length=64)
    kind = models.CharField("考核对象", max_length=12, choices=UnitKind)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="evidence_ratings", verbose_name="机构")
    code = models.CharField("代码", max_length=40)
    period = models.CharField("期间", max_length=20)
    rating = models.CharField("评定", max_length=2, choices=Rating, blank=True)
    note = models.TextField("评定说明")
    pdca = models.JSONField("PDCA", default=dict, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField("评定人", max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("framework", "period", "institution")),)
        verbose_name = "佐证评定"

    def __str__(self) -> str:
        return f"{self.item} {self.code} {self.rating}"


class EvidenceFile(KeptFile):
    """A file that a rating stands on."""

    rating = models.ForeignKey(EvidenceRating, models.PROTECT, related_name="files")

    class Meta:
        ordering = ("rating", "id")
        verbose_name = "考核佐证材料"
