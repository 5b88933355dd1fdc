"""The one thing about duties that no register keeps: under which secret address a person's calendar is read."""

from django.conf import settings
from django.db import models


class CalendarAddress(models.Model):
    """The address of a person's calendar is signed over `serial`: a new serial makes the old address worthless."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="duty_calendar", verbose_name="人员"
    )
    serial = models.PositiveIntegerField("第几个地址", default=1)
    renewed_at = models.DateTimeField("更换时间", auto_now=True)

    class Meta:
        verbose_name = "日历订阅地址"

    def __str__(self) -> str:
        return f"{self.user_id}"
