"""Meetings, what is put before them, how it was decided, and what came of it.

Which body decides what, and by which rules, stands in the packs (`routings`); here is what happened. Exceptions are
computed from these records (`exceptions.py`), never stored.
"""

from django.conf import settings
from django.db import models

from linghang.organization.models import Department, Institution, Person, Validity
from linghang.tasks.models import Task


class Series(Validity):
    """A meeting that comes again (党委会每两周一次): the next one takes over what the last one did not reach."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="meeting_series", verbose_name="机构")
    body = models.CharField("议事机构", max_length=64)
    title = models.CharField("名称", max_length=120)
    every_weeks = models.PositiveSmallIntegerField("每几周", default=2)
    weekday = models.PositiveSmallIntegerField("星期", default=1)
    time = models.TimeField("时间")
    place = models.CharField("地点", max_length=80, blank=True)
    standing_items = models.JSONField("固定议题", default=list, blank=True)

    class Meta:
        ordering = ("institution", "body")
        verbose_name = "例会"

    def __str__(self) -> str:
        return self.title


class Meeting(models.Model):
    """One meeting of a body. `body` is a code of the institution's routing.

    `stage`: planned (议题可增减) → convened (议程已定, 通知已发) → open → closed → issued (纪要已印发).
    `circulated`: papers were passed round instead of meeting.
    """

    class Stage(models.TextChoices):
        PLANNED = "planned", "筹备"
        CONVENED = "convened", "已通知"
        OPEN = "open", "进行中"
        CLOSED = "closed", "已结束"
        ISSUED = "issued", "纪要已印发"
        CANCELLED = "cancelled", "已取消"

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="meetings", verbose_name="机构")
    body = models.CharField("议事机构", max_length=64)
    number = models.CharField("会议编号", max_length=40)
    title = models.CharField("名称", max_length=120)
    begins_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    chair = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="meetings_chaired", verbose_name="主持人"
    )
    recorder = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="meetings_recorded", verbose_name="记录人"
    )
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="meetings")
    stage = models.CharField("状态", max_length=10, choices=Stage, default=Stage.PLANNED)
    notified_at = models.DateTimeField("通知时间", null=True, blank=True)
    circulated = models.BooleanField("传阅会签，没有开会", default=False)
    cancel_reason = models.CharField("取消理由", max_length=200, blank=True)
    minutes_number = models.CharField("纪要文号", max_length=60, blank=True)
    issued_on = models.DateField("纪要印发日期", null=True, blank=True)
    revision = models.PositiveIntegerField("修订号", default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-begins_at", "-id")
        constraints = (models.UniqueConstraint(fields=("institution", "number"), name="meeting_number_once"),)
        verbose_name = "会议"

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """A person called to a meeting. `member`: entitled to vote (应到会); otherwise attends without vote (列席).

    `kinds`: the kinds of post by which he is a member, as they were on that day; empty for whoever was called by hand.
    `arrived_before`, `left_after`: positions on the agenda, the first and the last item for which he was in the room;
    empty for who came in time or stayed to the end.
    """

    class Presence(models.TextChoices):
        EXPECTED = "expected", "应到"
        PRESENT = "present", "到会"
        LEAVE = "leave", "请假"
        ABSENT = "absent", "缺席"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances", verbose_name="人员")
    post = models.CharField("职务", max_length=80, blank=True)
    kinds = models.JSONField(default=list, blank=True)
    member = models.BooleanField("应到会成员", default=True)
    presence = models.CharField("到会情况", max_length=8, choices=Presence, default=Presence.EXPECTED)
    arrived_before = models.PositiveSmallIntegerField("第几项起到会", null=True, blank=True)
    left_after = models.PositiveSmallIntegerField("第几项后离会", null=True, blank=True)
    received_at = models.DateTimeField("通知签收", null=True, blank=True)
    note = models.CharField("说明", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        ordering = ("meeting", "-member", "position")
        constraints = (models.UniqueConstraint(fields=("meeting", "person"), name="attendance_once"),)
        verbose_name = "到会"

    def __str__(self) -> str:
        return f"{self.person} {self.get_presence_display()}"

    def there_for(self, position: int) -> bool:
        """Whether he was in the room for the item at this position of the agenda."""
        if self.presence != self.Presence.PRESENT:
            return False
        return (self.arrived_before or 0) <= position and (self.left_after is None or position <= self.left_after)

    @property
    def stay(self) -> str:
        """For which items he was there, in words; empty when for all."""
        came = f"第{self.arrived_before}项起到会" if self.arrived_before else ""
        left = f"第{self.left_after}项后离会" if self.left_after else ""
        return "，".join(filter(None, [came, left]))


class Item(models.Model):
    """A matter put before a body (议题), in the pool until it is on an agenda (`meeting`).

    `matter` is a code of the routing; `prior`: the item of the body before (先院长办公会、后党委会) whose conclusion it
    brings. `carried_from`: the item that an earlier meeting did not reach. `route_reason`: why it is put before this
    body although the catalogue does not list it; `despite`: why it stays on the agenda although the rules object.
    `concerns`: members whose own affairs it touches; they leave the room. `tally`: the counts of a secret ballot
    (`for`, `against`, `abstain`).
    """

    class Kind(models.TextChoices):
        FIRST_TOPIC = "first_topic", "第一议题"
        MATTER = "matter", "议题"
        STUDY = "study", "学习"
        REPORT = "report", "通报"

    class Outcome(models.TextChoices):
        OPEN = "open", "未议"
        INFORMATION = "information", "知悉"
        DECISION = "decision", "决定"
        TASK = "task", "交办"
        DEFERRED = "deferred", "缓议"
        NOT_REACHED = "not_reached", "未议及，顺延"
        REJECTED = "rejected", "未通过"
        WITHDRAWN = "withdrawn", "已撤回"

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="items", verbose_name="机构")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="items")
    position = models.PositiveSmallIntegerField("次序", default=0)
    kind = models.CharField("类别", max_length=12, choices=Kind, default=Kind.MATTER)
    matter = models.CharField("事项", max_length=64, blank=True)
    title = models.CharField("议题", max_length=200)
    proposal = models.TextField("汇报要点", blank=True)
    alternatives = models.TextField("备选方案", blank=True)
    basis = models.TextField("依据和数据", blank=True)
    amount = models.DecimalField("金额（元）", max_digits=18, decimal_places=2, null=True, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="items", verbose_name="提出科室"
    )
    rapporteur = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="items_reported", verbose_name="汇报人"
    )
    prior = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later")
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="carried_to")
    emergency = models.BooleanField("临机处置后报告", default=False)
    route_reason = models.CharField("上会理由", max_length=200, blank=True)
    despite = models.CharField("不符合规则仍上会的理由", max_length=200, blank=True)
    concerns = models.ManyToManyField(
        Person, blank=True, related_name="items_concerning", verbose_name="涉及本人或亲属的人员"
    )
    tally = models.JSONField("无记名票数", null=True, blank=True)
    outcome = models.CharField("结果", max_length=12, choices=Outcome, default=Outcome.OPEN)
    conclusion = models.TextField("议定意见", blank=True)
    revision = models.PositiveIntegerField("修订号", default=1)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("meeting", "position", "id")
        verbose_name = "议题"

    def __str__(self) -> str:
        return self.title


class Consultation(models.Model):
    """Talk before the meeting (会前酝酿, 书记院长沟通): who, when, and whether they agreed."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="consultations")
    on = models.DateField("日期")
    people = models.ManyToManyField(Person, related_name="consultations", verbose_name="参加人")
    agreed = models.BooleanField("意见一致")
    text = models.TextField("内容", blank=True)

    class Meta:
        ordering = ("item", "on")
        verbose_name = "会前沟通"

    def __str__(self) -> str:
        return f"{self.item} {self.on}"


class Opinion(models.Model):
    """An opinion that the matter requires before it is put to the meeting (`routing.OPINION_KINDS`)."""

    class Verdict(models.TextChoices):
        AGREE = "agree", "同意"
        CONDITION = "condition", "有条件同意"
        OBJECT = "object", "不同意"

    item = models.ForeignKey(Item, models.CASCADE, related_name="opinions")
    kind = models.CharField("类别", max_length=12)
    on = models.DateField("日期")
    by = models.CharField("出具人", max_length=80)
    verdict = models.CharField("意见", max_length=10, choices=Verdict)
    text = models.TextField("说明", blank=True)

    class Meta:
        ordering = ("item", "kind", "on")
        verbose_name = "前置意见"

    def __str__(self) -> str:
        return f"{self.item} {self.kind}"


class Recusal(models.Model):
    """A member leaves the room for an item that concerns him or his family: he counts neither present nor entitled."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="recusals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="recusals", verbose_name="回避人")
    reason = models.CharField("事由", max_length=120)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("item", "person"), name="recusal_once"),)
        verbose_name = "回避"

    def __str__(self) -> str:
        return f"{self.person}"


class Speech(models.Model):
    """Who spoke to an item, in order: whoever presides speaks last (末位表态)."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="speeches")
    person = models.ForeignKey(Person, models.PROTECT, related_name="speeches", verbose_name="发言人")
    position = models.PositiveSmallIntegerField("次序")
    text = models.TextField("要点", blank=True)

    class Meta:
        ordering = ("item", "position")
        constraints = (models.UniqueConstraint(fields=("item", "position"), name="speech_once"),)
        verbose_name = "发言"

    def __str__(self) -> str:
        return f"{self.position}. {self.person}"


class Vote(models.Model):
    """One member's vote on an item. Written views of the absent are kept but not counted (`counted`)."""

    class Choice(models.TextChoices):
        FOR = "for", "赞成"
        AGAINST = "against", "反对"
        ABSTAIN = "abstain", "弃权"

    item = models.ForeignKey(Item, models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="votes", verbose_name="表决人")
    choice = models.CharField("表决", max_length=8, choices=Choice)
    written = models.BooleanField("书面意见", default=False)

    class Meta:
        ordering = ("item", "person")
        constraints = (models.UniqueConstraint(fields=("item", "person"), name="vote_once"),)
        verbose_name = "表决"

    def __str__(self) -> str:
        return f"{self.person} {self.get_choice_display()}"


class Resolution(models.Model):
    """What a body resolved on an item. It yields tasks, or says why it needs none.

    `functions`: which of the five functions (把方向 …) it serves (`routing.PARTY_FUNCTIONS`). `despite`: why it was
    recorded as decided although quorum or majority were not reached.
    """

    item = models.OneToOneField(Item, models.PROTECT, related_name="resolution")
    number = models.CharField("决议编号", max_length=60)
    text = models.TextField("决议")
    decided_on = models.DateField("议定日期")
    functions = models.JSONField("职能", default=list, blank=True)
    despite = models.CharField("票数不足仍记为决定的理由", max_length=200, blank=True)
    no_task_reason = models.CharField("不立项的理由", max_length=200, blank=True)
    tasks = models.ManyToManyField(Task, blank=True, related_name="resolutions", verbose_name="督办任务")

    class Meta:
        ordering = ("decided_on", "id")
        verbose_name = "决议"

    def __str__(self) -> str:
        return self.number


class ResearchTopic(models.Model):
    """A leader's research topic (调研课题): each leader at least one a year; its findings become tasks."""

    class Stage(models.TextChoices):
        CHOSEN = "chosen", "已选题"
        FIELD = "field", "调研中"
        REPORTED = "reported", "已形成成果"
        CLOSED = "closed", "已转化"

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="research_topics", verbose_name="机构")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("课题", max_length=160)
    leader = models.ForeignKey(Person, models.PROTECT, related_name="research_topics", verbose_name="牵头领导")
    stage = models.CharField("状态", max_length=10, choices=Stage, default=Stage.CHOSEN)
    report = models.TextField("调研成果", blank=True)
    reported_on = models.DateField("成果日期", null=True, blank=True)

    class Meta:
        ordering = ("-year", "institution", "id")
        constraints = (models.UniqueConstraint(fields=("institution", "year", "title"), name="research_topic_once"),)
        verbose_name = "调研课题"

    def __str__(self) -> str:
        return self.title


class FieldVisit(models.Model):
    """A visit to the front line for a research topic."""

    topic = models.ForeignKey(ResearchTopic, models.CASCADE, related_name="visits")
    on = models.DateField("日期")
    place = models.CharField("地点", max_length=120)
    text = models.TextField("了解到的情况", blank=True)

    class Meta:
        ordering = ("topic", "on")
        verbose_name = "实地调研"

    def __str__(self) -> str:
        return f"{self.on} {self.place}"


class Finding(models.Model):
    """A problem that research found, what is to be done, and the task it became (or why none)."""

    topic = models.ForeignKey(ResearchTopic, models.CASCADE, related_name="findings")
    problem = models.TextField("问题")
    measure = models.TextField("措施", blank=True)
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="findings")
    no_task_reason = models.CharField("不立项的理由", max_length=200, blank=True)

    class Meta:
        ordering = ("topic", "id")
        verbose_name = "调研问题"

    def __str__(self) -> str:
        return self.problem[:40]
