"""Discipline records: sealed rows in a table of their own, and who looked at which.

Nothing else in the house reads these tables. They are not kept rows: lists, exports, the cube, the catalogue of data
and the audit page work on kept rows and batches, so what is not there can be shown by none of them, today's or a later
one.
"""

import uuid

from django.conf import settings
from django.db import models

from linghang.organization.models import Institution


class SealedRow(models.Model):
    """One version of one row. A change ends the old version and begins the next.

    `row` names the row through all its versions; `content` is its sealed JSON; `locator` a keyed hash of its key, so
    that a row stands once without its key being told.
    """

    version = models.UUIDField(primary_key=True, default=uuid.uuid4)
    register = models.CharField(max_length=64)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    row = models.UUIDField(default=uuid.uuid4)
    content = models.BinaryField()
    locator = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ("created_at",)
        indexes = (models.Index(fields=("register", "institution")), models.Index(fields=("row",)))
        constraints = (
            models.UniqueConstraint(
                fields=("register", "institution", "locator"),
                condition=models.Q(ended_at=None),
                name="sealed_row_key_once",
            ),
        )

    def __str__(self) -> str:
        return str(self.row)

    @property
    def about(self) -> str:
        """What the seal is bound to: moved to another row, ledger or institution the content does not open."""
        return f"{self.register}/{self.institution_id}/{self.row}/{self.version}"


class Deed(models.Model):
    """Somebody looked at, or changed, discipline records. Appended only (site/append_only.py); never any content."""

    class Kind(models.TextChoices):
        LIST = "list", "查看清单"
        SEARCH = "search", "查找"
        OPEN = "open", "打开记录"
        HISTORY = "history", "查看经过"
        ENTER = "enter", "登记"
        EDIT = "edit", "修改"
        REMOVE = "remove", "删除"
        RESTORE = "restore", "恢复"
        IMPORT = "import", "导入"
        LOG = "log", "查看使用记录"
        ROTATE = "rotate", "更换密钥"

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    register = models.CharField(max_length=64, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    row = models.UUIDField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
