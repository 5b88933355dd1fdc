"""What the site itself remembers."""

from django.conf import settings
from django.db import models


class InitialPassword(models.Model):
    """An account whose password was handed out and has not been replaced by its owner. Gone once it has."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="initial_password"
    )
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "初始密码"

    def __str__(self) -> str:
        return str(self.user)


class Turn(models.Model):
    """When a job of the clock was last taken up. Whoever moves `taken_at` on does it; all others find it done."""

    job = models.CharField(max_length=20, primary_key=True)
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = "定时工作"

    def __str__(self) -> str:
        return self.job


class AccessToken(models.Model):
    """A person's key for programs that use the API. Only its hash is kept; it is shown once, when it is made."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_tokens")
    title = models.CharField("用途", max_length=60)
    hashed = models.CharField(max_length=64, unique=True)
    read_only = models.BooleanField("只读", default=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    expires_at = models.DateTimeField("有效期止")
    used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "访问令牌"

    def __str__(self) -> str:
        return self.title


class Submission(models.Model):
    """A form that made something (`once.py`), so that the same one sent again makes nothing. Kept for some days."""

    key = models.CharField(max_length=64, unique=True)
    result = models.TextField(blank=True)
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "已提交的表单"

    def __str__(self) -> str:
        return self.result or self.key
