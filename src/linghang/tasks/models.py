"""Tasks and everything that happened to them.

A task's history is its events: they are appended, never changed. `stage`, `due`, `closed_on` … of a task are what the
events say (`history.py: replay`), kept beside them for filtering. A light is never stored, it is computed.
"""

from typing import Any

from django.conf import settings
from django.db import models

from linghang.organization.models import Department, Institution, PartyOrganization, Person, Validity


class Task(models.Model):
    """A supervised matter (督办事项). One matter, one task; what is broken down hangs under it (`parent`).

    `institution` carries it out; `issuer` gave the order when it is another one (group → hospital). `lead_department`
    is empty when the institution as a whole answers. `branch`: the Party branch that carries it jointly (同部署).
    `source_ref` names the origin: `resolution:12`, `programme:six_fusions/core`, `indicator:avg_stay:2023-05` …
    `goal_*`: a task opened by a number is closed by it: the indicator must stand on the right side of `goal_value`
    for `goal_months` months.
    """

    class Source(models.TextChoices):
        RESOLUTION = "resolution", "会议决议"
        DOCUMENT = "document", "文件部署"
        PROGRAMME = "programme", "工程分解"
        INSPECTION = "inspection", "检查整改"
        COMPLAINT = "complaint", "投诉"
        RISK = "risk", "风险"
        PROBLEM = "problem", "问题清单"
        ASSIGNMENT = "assignment", "上级交办"
        INDICATOR = "indicator", "指标异常"
        RESEARCH = "research", "调研成果"

    class Stage(models.TextChoices):
        REGISTERED = "registered", "已立项"
        ASSIGNED = "assigned", "待签收"
        WORKING = "working", "办理中"
        CLOSING = "closing", "待复核"
        CLOSED = "closed", "已销号"
        SUSPENDED = "suspended", "已中止"
        WITHDRAWN = "withdrawn", "已撤销"

    class Cycle(models.TextChoices):
        NONE = "none", "不定期"
        DAILY = "daily", "日报计划"
        WEEKLY = "weekly", "周报进度"
        TEN_DAYS = "ten_days", "旬报"
        MONTHLY = "monthly", "月报清单"
        QUARTERLY = "quarterly", "季报"

    class Priority(models.TextChoices):
        NORMAL = "normal", "一般"
        KEY = "key", "重点"
        URGENT = "urgent", "紧急"

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="tasks", verbose_name="承办机构")
    issuer = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="tasks_issued", verbose_name="交办机构"
    )
    number = models.CharField("督办编号", max_length=30)
    title = models.CharField("事项", max_length=200)
    requirement = models.TextField("工作要求", blank=True)
    line = models.CharField("工作条线", max_length=40, blank=True)
    source = models.CharField("来源", max_length=12, choices=Source)
    source_ref = models.CharField("来源标识", max_length=160, blank=True)
    quote = models.TextField("来源原文", blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级任务"
    )
    lead_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="tasks_led", verbose_name="牵头科室"
    )
    departments = models.ManyToManyField(Department, blank=True, related_name="tasks_joined", verbose_name="协办科室")
    branch = models.ForeignKey(
        PartyOrganization, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="共担党组织"
    )
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="tasks_answered", verbose_name="责任领导"
    )
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="tasks_owned", verbose_name="承办人"
    )
    priority = models.CharField("紧急程度", max_length=8, choices=Priority, default=Priority.NORMAL)
    cycle = models.CharField("报告周期", max_length=10, choices=Cycle, default=Cycle.NONE)
    warn_days = models.PositiveSmallIntegerField("提前提醒天数", null=True, blank=True)
    indicator = models.CharField("关联指标", max_length=64, blank=True)
    goal_comparator = models.CharField("达标方向", max_length=2, blank=True)
    goal_value = models.DecimalField("达标值", max_digits=18, decimal_places=6, null=True, blank=True)
    goal_months = models.PositiveSmallIntegerField("持续月数", default=0)

    stage = models.CharField("状态", max_length=12, choices=Stage, default=Stage.REGISTERED)
    opened_on = models.DateField("立项日期")
    assigned_on = models.DateField("交办日期", null=True, blank=True)
    first_due = models.DateField("原定时限", null=True, blank=True)
    due = models.DateField("现行时限", null=True, blank=True)
    percent = models.PositiveSmallIntegerField("进度", default=0)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    revision = models.PositiveIntegerField("修订号", default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("institution", "number")
        constraints = (models.UniqueConstraint(fields=("institution", "number"), name="task_number_once"),)
        indexes = (
            models.Index(fields=("institution", "stage", "due")),
            models.Index(fields=("source", "source_ref")),
        )
        verbose_name = "督办任务"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class TaskProgramme(models.Model):
    """Which component of which programme a task serves; a task may serve several."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="programme_links")
    programme = models.CharField("工程", max_length=64)
    component = models.CharField("组成", max_length=64, blank=True)

    class Meta:
        ordering = ("programme", "component")
        constraints = (models.UniqueConstraint(fields=("task", "programme", "component"), name="task_programme_once"),)

    def __str__(self) -> str:
        return f"{self.programme}/{self.component}"


class Milestone(models.Model):
    """A step of a task with its own day. Done when a report that names it was made; `done_on` follows the events."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField("次序")
    title = models.CharField("节点", max_length=120)
    due = models.DateField("时限")
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        ordering = ("task", "position")
        constraints = (models.UniqueConstraint(fields=("task", "position"), name="milestone_once"),)
        verbose_name = "里程碑"

    def __str__(self) -> str:
        return self.title


APPEND_ONLY = "任务记录只能追加，不能修改或删除"


class Dependency(models.Model):
    """`task` cannot be closed before `before` is."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="waits_for")
    before = models.ForeignKey(Task, models.CASCADE, related_name="waited_for_by")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("task", "before"), name="dependency_once"),
            models.CheckConstraint(condition=~models.Q(task=models.F("before")), name="dependency_on_another"),
        )

    def __str__(self) -> str:
        return f"{self.before} → {self.task}"


class AppendedOnly(models.QuerySet["TaskEvent"]):
    """Events are added and read. The database refuses too, whoever asks (site/append_only.py)."""

    def update(self, **kwargs: object) -> int:
        raise TypeError(APPEND_ONLY)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(APPEND_ONLY)


class TaskEvent(models.Model):
    """One thing that happened to a task; appended only. `on`: the day it happened; `recorded_at`: when it was written.

    `text` is what was said; `data` what the kind asks for besides (`flow.py`): new due day, percent, milestone,
    reason / progress / measures of a late report, the check-list of a review.
    """

    class Kind(models.TextChoices):
        REGISTER = "register", "立项"
        ASK_APPROVAL = "ask_approval", "送审"
        APPROVE = "approve", "审核"
        DECOMPOSE = "decompose", "分解"
        ASSIGN = "assign", "交办"
        ACCEPT = "accept", "签收"
        REPORT = "report", "反馈"
        URGE = "urge", "催办"
        INSPECT = "inspect", "督查"
        ASK_EXTENSION = "ask_extension", "申请延期"
        GRANT_EXTENSION = "grant_extension", "同意延期"
        REFUSE_EXTENSION = "refuse_extension", "不同意延期"
        SUSPEND = "suspend", "中止"
        RESUME = "resume", "恢复"
        TRANSFER = "transfer", "移交"
        ASK_CLOSE = "ask_close", "申请办结"
        RETURN = "return", "退回"
        CLOSE = "close", "销号"
        REOPEN = "reopen", "重启"
        CIRCULATE = "circulate", "通报"
        APPRAISE = "appraise", "考核"
        WITHDRAW = "withdraw", "撤销"
        AMEND = "amend", "修改"

    task = models.ForeignKey(Task, models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    kind = models.CharField("事由", max_length=18, choices=Kind)
    on = models.DateField("日期")
    text = models.TextField("内容", blank=True)
    data = models.JSONField(default=dict, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name="科室")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField("经办人", max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = AppendedOnly.as_manager()

    class Meta:
        ordering = ("task", "position")
        constraints = (models.UniqueConstraint(fields=("task", "position"), name="task_event_once"),)
        verbose_name = "任务记录"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(APPEND_ONLY)


class KeptFile(models.Model):
    """A file kept under its SHA-256 in the workspace (`evidence.py`) while some line of some table names it."""

    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=80)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Evidence(KeptFile):
    """A file that proves a report; `accepted` is the reviewer's word."""

    event = models.ForeignKey(TaskEvent, models.PROTECT, related_name="evidence")
    accepted = models.BooleanField("采信", null=True, blank=True)

    class Meta:
        ordering = ("event", "id")
        verbose_name = "佐证材料"


class SupervisionRules(Validity):
    """How an institution supervises, for a period: which lights, how early it warns, what a report cycle demands."""

    class Scheme(models.TextChoices):
        BLUE_YELLOW_RED = "blue_yellow_red", "蓝黄红（临近—滞后—逾期）"
        WHITE_YELLOW_RED = "white_yellow_red", "白黄红（交办—督办—通报）"
        GREEN_YELLOW_RED = "green_yellow_red", "绿黄红（正常—临近—逾期）"

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="supervision_rules")
    scheme = models.CharField("亮灯方案", max_length=20, choices=Scheme, default=Scheme.GREEN_YELLOW_RED)
    warn_days = models.PositiveSmallIntegerField("提前提醒天数", default=3)
    working_days = models.BooleanField("按工作日计", default=True)

    class Meta:
        ordering = ("institution", "valid_from")
        verbose_name = "督办规则"

    def __str__(self) -> str:
        return f"{self.institution} · {self.get_scheme_display()}"


class TaskTemplate(models.Model):
    """A task that comes again: its steps with days counted from the start, and which step waits for which."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="task_templates")
    code = models.SlugField("模板代码", max_length=40)
    title = models.CharField("模板名称", max_length=120)
    requirement = models.TextField("工作要求", blank=True)
    warn_days = models.PositiveSmallIntegerField("提前提醒天数", null=True, blank=True)

    class Meta:
        ordering = ("institution", "code")
        constraints = (models.UniqueConstraint(fields=("institution", "code"), name="task_template_once"),)
        verbose_name = "任务模板"

    def __str__(self) -> str:
        return self.title


class TemplateStep(models.Model):
    """One step of a template. `days`: working or calendar days after the start by which it is due."""

    template = models.ForeignKey(TaskTemplate, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField("次序")
    title = models.CharField("步骤", max_length=120)
    requirement = models.TextField("要求", blank=True)
    department = models.CharField("牵头科室代码", max_length=30, blank=True)
    days = models.PositiveSmallIntegerField("时限（天）")
    after = models.ManyToManyField("self", symmetrical=False, blank=True, verbose_name="前置步骤")

    class Meta:
        ordering = ("template", "position")
        constraints = (models.UniqueConstraint(fields=("template", "position"), name="template_step_once"),)

    def __str__(self) -> str:
        return self.title


class Letter(models.Model):
    """An urging or supervision letter (催办函、督办函) as it was issued."""

    event = models.OneToOneField(TaskEvent, models.PROTECT, related_name="letter")
    number = models.CharField("文号", max_length=60)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("正文")
    issued_on = models.DateField("发出日期")

    class Meta:
        ordering = ("-issued_on", "-id")
        verbose_name = "督办函件"

    def __str__(self) -> str:
        return self.number


class Bulletin(models.Model):
    """A supervision bulletin (督查通报) as it was issued: the figures of that day stay what they were."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="bulletins")
    number = models.CharField("期号", max_length=40)
    period_first = models.DateField("统计起")
    period_last = models.DateField("统计止")
    contents = models.JSONField()
    issued_on = models.DateField("印发日期")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-issued_on", "-id")
        constraints = (models.UniqueConstraint(fields=("institution", "number"), name="bulletin_once"),)
        verbose_name = "督查通报"

    def __str__(self) -> str:
        return self.number


class Signal(models.Model):
    """What a number proposes: to open a task when an indicator leaves its band, to close one when it has recovered.

    A person decides: accepted, or dismissed with a reason. `evidence` keeps the values with their catalogue version.
    """

    class Kind(models.TextChoices):
        OPEN = "open", "建议立项"
        CLOSE = "close", "建议销号"

    class State(models.TextChoices):
        WAITING = "waiting", "待处理"
        ACCEPTED = "accepted", "已采纳"
        DISMISSED = "dismissed", "不采纳"

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="signals")
    kind = models.CharField("建议", max_length=6, choices=Kind)
    indicator = models.CharField("指标", max_length=64)
    period = models.CharField("期间", max_length=20)
    evidence = models.JSONField()
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="signals")
    state = models.CharField("处理", max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField("理由", max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("institution", "indicator", "period"), condition=models.Q(kind="open"), name="signal_opens_once"
            ),
            models.UniqueConstraint(
                fields=("task", "period"), condition=models.Q(kind="close"), name="signal_closes_once"
            ),
        )
        verbose_name = "指标预警"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.indicator} {self.period}"
