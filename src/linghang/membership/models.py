"""Members of the Party and what follows from it: spans of membership, elections, terms, paired leaders, dues.

Nothing is overwritten: a transfer or the step to full membership ends one span and begins another; a payment entered
wrongly is reversed by a second line.
"""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from linghang.membership.dues import CATEGORIES
from linghang.organization.models import PartyOrganization, Person, Validity

_YUAN = {"max_digits": 12, "decimal_places": 2}


class Member(models.Model):
    """The file of a member: what stays with the person through all spans. Sensitive throughout (see `particulars`).

    `party_since` (转正日期) is where the Party standing begins (MD20); empty as long as the member is on probation.
    """

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="party_file", verbose_name="人员"
    )
    number = models.CharField("党员编号", max_length=30, blank=True)
    joined_on = models.DateField("入党日期", null=True, blank=True)
    party_since = models.DateField("转正日期", null=True, blank=True)
    birthday = models.DateField("出生日期", null=True, blank=True)
    identity_hint = models.CharField("身份证号后四位", max_length=4, blank=True)
    education = models.CharField("学历", max_length=40, blank=True)
    contact = models.CharField("联系方式", max_length=40, blank=True)
    golden_mark_on = models.DateField("“光荣在党50年”纪念章颁发日期", null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("person",)
        constraints = (models.UniqueConstraint(fields=("number",), condition=~Q(number=""), name="member_number_once"),)
        verbose_name = "党员"

    def __str__(self) -> str:
        return str(self.person_id)


class Membership(Validity):
    """A person belongs to one organisation in one status for a time. `valid_from` is always known.

    `probation_ends`: of a probationary span, the day from which the step to full membership may be taken (MD18, MD19).
    """

    class Status(models.TextChoices):
        PROBATIONARY = "probationary", "预备党员"
        FULL = "full", "正式党员"

    class Beginning(models.TextChoices):
        REGISTERED = "registered", "登记"
        JOINED = "joined", "接收为预备党员"
        TRANSFERRED = "transferred", "转入"
        EXTENDED = "extended", "延长预备期"
        FULL = "full", "转正"

    class Ending(models.TextChoices):
        TRANSFERRED = "transferred", "转出到系统内其他党组织"
        AWAY = "away", "转出到外单位"
        EXTENDED = "extended", "延长预备期"
        FULL = "full", "转正"
        CANCELLED = "cancelled", "取消预备党员资格"
        LEFT = "left", "离开党的组织"
        DIED = "died", "去世"

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name="人员")
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="memberships", verbose_name="党组织"
    )
    status = models.CharField("身份", max_length=12, choices=Status)
    probation_ends = models.DateField("预备期满", null=True, blank=True)
    extended = models.BooleanField("已延长预备期", default=False)
    began_by = models.CharField("起因", max_length=12, choices=Beginning, default=Beginning.REGISTERED)
    ended_by = models.CharField("止因", max_length=12, choices=Ending, blank=True)
    document = models.CharField("依据", max_length=80, blank=True)

    class Meta:
        ordering = ("organization", "person", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("person",), condition=Q(valid_to=None), name="one_active_membership"),
            models.UniqueConstraint(fields=("person", "valid_from"), name="membership_once"),
            models.CheckConstraint(condition=Q(valid_from__isnull=False), name="membership_begins"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")), name="membership_ends_later"
            ),
        )
        verbose_name = "党员组织关系"

    def __str__(self) -> str:
        return f"{self.person_id} · {self.organization_id}"

    @property
    def party_since(self) -> dt.date | None:
        """Where the standing of this person begins; None on probation or when it is not recorded."""
        file = getattr(self.person, "party_file", None)
        return file.party_since if file else None


class Attachment(Validity):
    """A member takes part in a temporary branch; the membership stays where it is (BR05)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="attachments", verbose_name="人员")
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="attachments", verbose_name="临时党支部"
    )

    class Meta:
        ordering = ("organization", "person")
        constraints = (
            models.UniqueConstraint(fields=("person", "organization", "valid_from"), name="attachment_once"),
        )
        verbose_name = "编入临时党支部"

    def __str__(self) -> str:
        return f"{self.person_id} · {self.organization_id}"


class Suspension(Validity):
    """While it lasts the member neither votes nor stands (EL05). The cause is not kept here: it is discipline data."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="party_suspensions", verbose_name="人员")
    document = models.CharField("依据文号", max_length=80)

    class Meta:
        ordering = ("person", "valid_from")
        constraints = (models.UniqueConstraint(fields=("person", "valid_from"), name="suspension_once"),)
        verbose_name = "暂停党员权利"

    def __str__(self) -> str:
        return f"{self.person_id}"


class Election(models.Model):
    """One ballot of an organisation. A run-off is another ballot that names the first (`run_off_of`).

    `despite`: why fewer candidates stand than EL02 asks.

    `entitled` is the size of the voting roll of the day, kept as it was when the count was made.
    """

    class Stage(models.TextChoices):
        PREPARED = "prepared", "筹备"
        COUNTED = "counted", "已计票"
        CONFIRMED = "confirmed", "已批复"

    organization = models.ForeignKey(PartyOrganization, models.PROTECT, related_name="elections", verbose_name="党组织")
    on = models.DateField("选举日期")
    title = models.CharField("选举内容", max_length=80)
    seats = models.PositiveSmallIntegerField("应选人数")
    run_off_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="run_offs", verbose_name="另行选举自"
    )
    stage = models.CharField("状态", max_length=10, choices=Stage, default=Stage.PREPARED)
    entitled = models.PositiveIntegerField("应到会", null=True, blank=True)
    present = models.ManyToManyField(Person, blank=True, related_name="+", verbose_name="到会")
    present_count = models.PositiveIntegerField("实到会", null=True, blank=True)
    issued = models.PositiveIntegerField("发出票数", null=True, blank=True)
    returned = models.PositiveIntegerField("收回票数", null=True, blank=True)
    invalid = models.PositiveIntegerField("废票", null=True, blank=True)
    open_seats = models.PositiveSmallIntegerField("缺额", default=0)
    reason = models.CharField("结果说明", max_length=200, blank=True)
    document = models.CharField("批复文号", max_length=80, blank=True)
    counters = models.CharField("监票人、计票人", max_length=80, blank=True)
    despite = models.CharField("差额不足的理由", max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-on", "organization", "pk")
        constraints = (models.UniqueConstraint(fields=("organization", "on", "title"), name="election_once"),)
        verbose_name = "选举"

    def __str__(self) -> str:
        return f"{self.organization_id} {self.on} {self.title}"


class Candidate(models.Model):
    """Who stands in an election. `votes`: in favour; `elected` None until it is counted."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="candidates", verbose_name="选举")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    for_post = models.CharField("拟任", max_length=20, blank=True)
    votes = models.PositiveIntegerField("赞成票", null=True, blank=True)
    elected = models.BooleanField("当选", null=True, blank=True)

    class Meta:
        ordering = ("election", "pk")
        constraints = (models.UniqueConstraint(fields=("election", "person"), name="candidate_once"),)
        verbose_name = "候选人"

    def __str__(self) -> str:
        return f"{self.election_id} · {self.person_id}"


class Term(models.Model):
    """A term of an organisation's committee or secretary. `shifted_to`: an earlier or later election, with approval."""

    organization = models.ForeignKey(PartyOrganization, models.PROTECT, related_name="terms", verbose_name="党组织")
    elected_on = models.DateField("选举日期")
    years = models.PositiveSmallIntegerField("任期（年）")
    ends_on = models.DateField("届满日期")
    shifted_to = models.DateField("批准的换届日期", null=True, blank=True)
    document = models.CharField("批复文号", max_length=80, blank=True)
    election = models.ForeignKey(Election, models.SET_NULL, null=True, blank=True, related_name="terms")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("organization", "-elected_on")
        constraints = (models.UniqueConstraint(fields=("organization", "elected_on"), name="term_once"),)
        verbose_name = "任期"

    def __str__(self) -> str:
        return f"{self.organization_id} {self.elected_on}"

    @property
    def due(self) -> dt.date:
        return self.shifted_to or self.ends_on


class PairedLeader(Validity):
    """A leader who is paired with a branch (联系支部)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="paired_branches", verbose_name="领导")
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="paired_leaders", verbose_name="党支部"
    )

    class Meta:
        ordering = ("organization", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("person", "organization", "valid_from"), name="paired_leader_once"),
        )
        verbose_name = "领导联系支部"

    def __str__(self) -> str:
        return f"{self.person_id} · {self.organization_id}"


class DuesBase(Validity):
    """From when on which income the dues are reckoned (DU06: regular income after tax, by a list of the locality)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="dues_bases", verbose_name="人员")
    category = models.CharField("类别", max_length=10, choices=list(CATEGORIES.items()), default="employee")
    base = models.DecimalField("月基数（元）", **_YUAN)

    class Meta:
        ordering = ("person", "valid_from")
        constraints = (models.UniqueConstraint(fields=("person", "valid_from"), name="dues_base_once"),)
        verbose_name = "党费基数"

    def __str__(self) -> str:
        return f"{self.person_id}"


class DuesReduction(Validity):
    """Fewer or no dues (DU05): asked for by the member, discussed by the branch, approved by the superior committee.

    It counts only once it is approved. `amount`: what is left a month.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="dues_reductions", verbose_name="人员")
    amount = models.DecimalField("减后每月（元）", **_YUAN)
    applied_on = models.DateField("本人申请")
    branch_on = models.DateField("支部研究", null=True, blank=True)
    approved_on = models.DateField("上级批准", null=True, blank=True)
    document = models.CharField("批准文号", max_length=80, blank=True)
    reason = models.CharField("原因", max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("person", "valid_from")
        constraints = (models.UniqueConstraint(fields=("person", "valid_from"), name="dues_reduction_once"),)
        verbose_name = "党费减免"

    def __str__(self) -> str:
        return f"{self.person_id}"


class DuesPayment(models.Model):
    """Dues taken for a month (named by its first day). Appended only: a mistake is reversed by a line of its own."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="dues_payments", verbose_name="人员")
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="dues_payments", verbose_name="党组织"
    )
    month = models.DateField("月份")
    amount = models.DecimalField("金额（元）", **_YUAN)
    paid_on = models.DateField("交纳日期")
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="冲正"
    )
    note = models.CharField("说明", max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        ordering = ("organization", "month", "person", "pk")
        indexes = (models.Index(fields=("organization", "month")), models.Index(fields=("person", "month")))
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=Decimal(0)) | Q(reverses__isnull=False), name="payment_positive_or_reversal"
            ),
        )
        verbose_name = "党费交纳"

    def __str__(self) -> str:
        return f"{self.person_id} {self.month}"
