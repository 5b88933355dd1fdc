"""Notices to persons, how each wants to get them, and the deliveries that leave the house."""

from django.conf import settings
from django.db import models

from linghang.organization.models import Institution


class Notice(models.Model):
    """One message to one person. `key` says what it is about: the same thing is not said twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="收件人")
    key = models.CharField(max_length=160)
    subject = models.CharField("类别", max_length=20)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("内容", blank=True)
    url = models.CharField("地址", max_length=200, blank=True)
    urgent = models.BooleanField("紧急", default=False)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("已读", null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("user", "read_at")),)
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="notice_once"),)
        verbose_name = "通知"

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """How a person wants notices outside the site. Quiet hours (Shanghai time) hold back what is not urgent."""

    class Digest(models.TextChoices):
        EACH = "each", "逐条"
        DAILY = "daily", "每天汇总"
        WEEKLY = "weekly", "每周汇总"
        NEVER = "never", "不发"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference")
    email = models.CharField("邮件", max_length=8, choices=Digest, default=Digest.DAILY)
    quiet_from = models.TimeField("免打扰起", null=True, blank=True)
    quiet_to = models.TimeField("免打扰止", null=True, blank=True)

    class Meta:
        verbose_name = "通知方式"

    def __str__(self) -> str:
        return f"{self.user} · {self.get_email_display()}"


class Channel(models.Model):
    """A group robot of an institution (企业微信, 钉钉): gets the bulletins and the urgent notices of its subjects."""

    class Kind(models.TextChoices):
        WECOM = "wecom", "企业微信群机器人"
        DINGTALK = "dingtalk", "钉钉群机器人"

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="channels", verbose_name="机构")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    title = models.CharField("名称", max_length=60)
    address = models.URLField("地址", max_length=300)
    secret = models.CharField("签名密钥", max_length=120, blank=True)
    active = models.BooleanField("启用", default=True)

    class Meta:
        ordering = ("institution", "title")
        verbose_name = "群机器人"

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """One message that leaves the house: to a person's e-mail address or to a channel; tried again until it is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发"
        SENT = "sent", "已发"
        FAILED = "failed", "失败"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, blank=True)
    key = models.CharField(max_length=160)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("内容", blank=True)
    not_before = models.DateTimeField("不早于")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField("次数", default=0)
    error = models.CharField("原因", max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(user=None, channel__isnull=False) | models.Q(user__isnull=False, channel=None),
                name="delivery_to_one",
            ),
            models.UniqueConstraint(fields=("user", "key"), name="delivery_once_to_person"),
            models.UniqueConstraint(fields=("channel", "key"), name="delivery_once_to_channel"),
        )
        indexes = (models.Index(fields=("state", "not_before")),)
        verbose_name = "发送"

    def __str__(self) -> str:
        return self.title
