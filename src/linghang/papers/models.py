"""Papers of an institution, what their words mean in its ledger, who signed them off, and what became of them."""

from django.conf import settings
from django.db import models

from linghang.assessment.models import Appended
from linghang.organization.models import Institution
from linghang.tasks.models import KeptFile, Task


class Paper(KeptFile):
    """A document as it came: the file under its SHA-256, its text (`raw`) and the text after cleaning (`text`).

    Never changed: a corrected document is another paper. `published`: empty when nobody said. Offsets of everything
    that refers to a paper count in `text`.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", "工作计划、方案"
        SPEECH = "speech", "讲话"
        REPORT = "report", "工作报告、总结"
        NOTICE = "notice", "通知、意见"
        OTHER = "other", "其他"

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="papers", verbose_name="机构")
    title = models.CharField("标题", max_length=200)
    kind = models.CharField("文种", max_length=8, choices=Kind, default=Kind.OTHER)
    published = models.DateField("成文日期", null=True, blank=True)
    raw = models.TextField()
    text = models.TextField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("institution", "sha256"), name="paper_once"),)
        verbose_name = "公文"

    def __str__(self) -> str:
        return self.title


class PaperMapping(models.Model):
    """What an institution means by a metric's words: an indicator, or (empty) none. Remembered for all its papers."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="paper_mappings", verbose_name="机构")
    metric = models.CharField("文中说法", max_length=80)
    unit = models.CharField("单位", max_length=20, blank=True)
    indicator = models.CharField("指标", max_length=64, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("institution", "metric", "unit")
        constraints = (models.UniqueConstraint(fields=("institution", "metric", "unit"), name="paper_mapping_once"),)
        verbose_name = "公文指标对应"

    def __str__(self) -> str:
        return self.metric


class SignOff(Appended):
    """A paper found without conflict, and everything that was found. `text_sha256`: of `Paper.text`; `version`: of the
    catalogue that was compared; `verdicts`: each with its arithmetic."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="sign_offs")
    text_sha256 = models.CharField(max_length=64)
    version = models.PositiveIntegerField("数据版本")
    verdicts = models.JSONField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField("核定人", max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "公文核定"

    def __str__(self) -> str:
        return f"{self.paper} 核定"


class Waiver(Appended):
    """A verdict on the text that a person set aside, with the reason. `stated`, `computed`: as the verdict had them;
    offsets count in `Paper.text`."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="waivers")
    kind = models.CharField(max_length=40)
    verdict = models.CharField(max_length=10)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    stated = models.TextField(blank=True)
    computed = models.TextField(blank=True)
    reason = models.CharField("理由", max_length=200)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField("说明人", max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("paper", "start", "id")
        verbose_name = "公文核对说明"

    def __str__(self) -> str:
        return f"{self.paper}：{self.reason}"


class Adoption(Appended):
    """A piece of a paper that became a task, or belongs to one. `part`: which of several tasks of the same piece."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="adoptions")
    node = models.CharField(max_length=40)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField(default=1)
    task = models.ForeignKey(Task, models.PROTECT, related_name="paper_adoptions", verbose_name="督办任务")
    programme = models.CharField("工程", max_length=64, blank=True)
    component = models.CharField("组成", max_length=64, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("paper", "start", "part")
        constraints = (models.UniqueConstraint(fields=("paper", "start", "part"), name="paper_adopted_once"),)
        verbose_name = "公文分解"

    def __str__(self) -> str:
        return f"{self.paper} → {self.task}"
