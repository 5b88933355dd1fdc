"""Schemes and where they are in force, the weights that hold for a year, and which batch was grouped by what."""

from decimal import Decimal

from django.conf import settings
from django.db import models

from linghang.assessment.models import Appended
from linghang.organization.models import Institution, Validity
from linghang.registers.models import Batch


class Scheme(Validity):
    """What somebody published to group or weigh by, in force for an institution and all below it (everybody: empty).

    Its files lie in the workspace under `sha256` and are never changed: another edition is another row, and what was in
    force before ends the day before (`validity.InForce`); `valid_to` is the end that was stated with it, if any. One
    that was withdrawn holds on no day. `options`: see casemix.scheme.Options, dip_terms.Terms, published.Terms.
    `weighs`: of a table of weights, the DRG scheme whose groups it weighs. `notices`: what reading passed over.
    """

    class Kind(models.TextChoices):
        DRG = "drg", "DRG"
        DIP = "dip", "DIP"
        WEIGHTS = "rw", "DRG 权重"

    kind = models.CharField("种类", max_length=3, choices=Kind)
    code = models.SlugField("代码", max_length=40, allow_unicode=True)
    title = models.CharField("名称", max_length=120)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="schemes", verbose_name="施行范围"
    )
    weighs = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="tables", verbose_name="所属方案"
    )
    source = models.CharField("出处", max_length=200, blank=True)
    file_name = models.CharField("文件", max_length=200)
    sha256 = models.CharField("内容摘要", max_length=64)
    options = models.JSONField("选项", default=dict)
    groups = models.PositiveIntegerField("组数", default=0)
    notices = models.JSONField(default=list)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("kind", "-valid_from", "-id")
        verbose_name = "分组方案"

    def __str__(self) -> str:
        return self.title

    @property
    def edition(self) -> str:
        """Of a table of weights, which one it is."""
        return str(self.options.get("edition", ""))

    @property
    def rate(self) -> Decimal | None:
        """Of a table of weights, what a weight of one is worth in yuan; None: nobody stated it."""
        stated = self.options.get("rate")
        return Decimal(stated) if stated else None

    @property
    def unverified(self) -> bool:
        """Whether nobody held it against the original."""
        return self.options.get("confidence") == "low"

    @property
    def withdrawn(self) -> bool:
        """Whether somebody took it back."""
        return hasattr(self, "withdrawal")


class Withdrawal(Appended):
    """That a scheme should never have been put in force (on that day), who said so, and why.

    The scheme, the weights measured for it and the figures that rested on them stay as they are; what is in force is
    what was without it.
    """

    scheme = models.OneToOneField(Scheme, models.PROTECT, related_name="withdrawal", verbose_name="方案或权重表")
    reason = models.CharField("理由", max_length=400)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField("撤回人", max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "方案撤回"

    def __str__(self) -> str:
        return f"撤回 {self.scheme}"


class Weights(Appended):
    """Weights for the discharges of one year: measured from the region's own front pages, or `published`.

    `groups`: group → [cases, mean cost, mean days, weight], exact numbers as text, means null where nobody knows them.
    `rate`: what a weight of one is worth, as stated with a published table, else so that the standards of the base
    months (yyyymm) add up to their fees; None: nobody knows. `cases`: of the base. A later one is another row.
    """

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="weights", verbose_name="分组方案")
    published = models.ForeignKey(Scheme, models.PROTECT, null=True, related_name="applied", verbose_name="公布的权重")
    year = models.PositiveIntegerField("适用年度")
    base_first = models.PositiveIntegerField()
    base_last = models.PositiveIntegerField()
    cases = models.PositiveIntegerField("测算病例数")
    rate = models.DecimalField("费率", max_digits=14, decimal_places=2, null=True)
    groups = models.JSONField()
    sha256 = models.CharField(max_length=64)
    measured_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    measured_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-year", "-id")
        verbose_name = "病组权重"

    def __str__(self) -> str:
        return f"{self.scheme} {self.year}"

    @property
    def base_year(self) -> int:
        """The year whose records were measured."""
        return self.base_first // 100

    @property
    def provisional(self) -> bool:
        """The base is the year itself, because the year before had too few records."""
        return self.base_last // 100 >= self.year


class GroupedBatch(Appended):
    """A batch of `case_payment` and what it was made from. `parts`: months with the scheme and weights used for them;
    `recipe`: the digest of source, schemes, options and weights, so that nothing is made twice."""

    batch = models.OneToOneField(Batch, models.PROTECT, related_name="grouped")
    source = models.ForeignKey(Batch, models.PROTECT, related_name="made_groups")
    recipe = models.CharField(max_length=64)
    parts = models.JSONField()
    counts = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "分组批次"

    def __str__(self) -> str:
        return f"{self.source} → {self.batch}"


class Inquiry(models.Model):
    """A suspicion of the inspection rules that somebody took up: where the case stands, by which rule, and why.

    It says nothing about guilt: what people find is in its judgements.
    """

    rule = models.CharField("规则", max_length=40)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    department = models.CharField("科室", max_length=20, blank=True)
    source = models.ForeignKey(Batch, models.PROTECT, related_name="+")
    source_row = models.PositiveIntegerField()
    group = models.CharField("病组", max_length=20, blank=True)
    why = models.CharField("线索", max_length=400)
    raised_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("rule", "source", "source_row"), name="inquiry_once"),)
        verbose_name = "病案核查"

    def __str__(self) -> str:
        return f"{self.rule}#{self.pk}"


class Judgement(Appended):
    """What a person found about a suspicion, and why. Appended: whoever thinks again adds another."""

    class Finding(models.TextChoices):
        FINE = "fine", "没有问题"
        CORRECT = "correct", "应更正病案"
        WRONG = "wrong", "有问题，已移交"

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="judgements")
    finding = models.CharField("结论", max_length=8, choices=Finding)
    reason = models.CharField("理由", max_length=400)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField("判断人", max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "核查结论"

    def __str__(self) -> str:
        return self.get_finding_display()


class Review(Appended):
    """A discharge put up for individual review 特例单议, as it stood then, and why; its decisions say what became."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    department = models.CharField("科室", max_length=20, blank=True)
    source = models.ForeignKey(Batch, models.PROTECT, related_name="+")
    source_row = models.PositiveIntegerField()
    year = models.PositiveIntegerField("清算年度")
    group = models.CharField("DIP 病种", max_length=100)
    cost = models.DecimalField("总费用", max_digits=18, decimal_places=2)
    standard = models.DecimalField("支付标准", max_digits=18, decimal_places=2, null=True)
    score = models.DecimalField("病例分值", max_digits=18, decimal_places=4, null=True)
    reason = models.CharField("申请理由", max_length=400)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField("申请人", max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("source", "source_row"), name="review_once"),)
        verbose_name = "特例单议"

    def __str__(self) -> str:
        return f"{self.source_id}.{self.source_row}"


class ReviewDecision(Appended):
    """What was decided about a review, by whom and why. Appended: the newest counts.

    `value`: points instead of the computed score, or the amount (yuan) that the fund pays for the case; None otherwise.
    """

    class Outcome(models.TextChoices):
        POINTS = "points", "核定分值"
        AMOUNT = "amount", "核定金额"
        REFUSED = "refused", "不予单议"
        WITHDRAWN = "withdrawn", "撤回申请"

    review = models.ForeignKey(Review, models.PROTECT, related_name="decisions")
    outcome = models.CharField("结论", max_length=9, choices=Outcome)
    value = models.DecimalField("核定数", max_digits=18, decimal_places=4, null=True)
    reason = models.CharField("依据", max_length=400)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField("登记人", max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "特例单议结论"

    def __str__(self) -> str:
        return self.get_outcome_display()
