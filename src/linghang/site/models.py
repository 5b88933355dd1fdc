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
