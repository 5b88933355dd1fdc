"""The catalogue: what data there is, from which file, visible from which version to which.

Every committed change of visible data takes the next catalogue version. A batch or a kept row is visible at version v
when `created <= v` and (`ended` is empty or `v < ended`). Nothing is deleted, so any version can be recomputed.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from linghang.organization.models import Institution


def visible_at(version: int | None) -> Q:
    """The filter for batches or kept rows visible at a catalogue version (the newest when None)."""
    if version is None:
        return Q(ended=None)
    return Q(created__lte=version) & (Q(ended=None) | Q(ended__gt=version))


class CatalogueVersion(models.Model):
    """One committed change of visible data; `number` only grows."""

    number = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    action = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return str(self.number)


class Batch(models.Model):
    """One source file that was validated and stored: Parquet for a loaded register, kept rows for a kept one.

    `period_first`, `period_last` (yyyymm) are the months the file speaks for: within them an absent row means zero.
    """

    register = models.CharField(max_length=64)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="batches")
    period_first = models.PositiveIntegerField()
    period_last = models.PositiveIntegerField()
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    file_bytes = models.BigIntegerField()
    rows_accepted = models.PositiveIntegerField()
    rows_rejected = models.PositiveIntegerField()
    rows_warned = models.PositiveIntegerField(default=0)
    data_path = models.CharField(max_length=255, blank=True)
    rejects_path = models.CharField(max_length=255, blank=True)
    register_fingerprint = models.CharField(max_length=12)
    created = models.ForeignKey(CatalogueVersion, models.PROTECT, related_name="batches_created")
    ended = models.ForeignKey(CatalogueVersion, models.PROTECT, null=True, related_name="batches_ended")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="supersedes")
    loaded_at = models.DateTimeField(auto_now_add=True)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("register", "institution", "period_first")),)

    def __str__(self) -> str:
        return f"{self.register}#{self.pk}"


class KeptRow(models.Model):
    """One version of one row of a kept register. A change ends the old version and creates a new one.

    `row` names the row through all its versions; `data` holds its fields: numbers as strings, dates as ISO.
    `month` (yyyymm) and `key` are copied out of `data` for filtering and uniqueness.
    """

    register = models.CharField(max_length=64)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="kept_rows")
    row = models.UUIDField(default=uuid.uuid4)
    month = models.PositiveIntegerField()
    key = models.CharField(max_length=400)
    data = models.JSONField()
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="kept_rows")
    created = models.ForeignKey(CatalogueVersion, models.PROTECT, related_name="rows_created")
    ended = models.ForeignKey(CatalogueVersion, models.PROTECT, null=True, related_name="rows_ended")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ("-month", "id")
        indexes = (models.Index(fields=("register", "institution", "month")), models.Index(fields=("row",)))
        constraints = (
            models.UniqueConstraint(
                fields=("register", "institution", "key"), condition=Q(ended=None), name="kept_row_key_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.register}/{self.row}"  # not the key: it may name a person, and the audit log keeps this text


class LoadJob(models.Model):
    """A load running in the background: progress for the page, and the faults when it was refused."""

    class State(models.TextChoices):
        QUEUED = "queued", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "已入库"
        REFUSED = "refused", "未入库"
        CANCELLED = "cancelled", "已取消"

    register = models.CharField(max_length=64)
    institution = models.ForeignKey(Institution, models.PROTECT)
    period = models.CharField(max_length=20, blank=True)
    file_name = models.CharField(max_length=255)
    upload = models.CharField(max_length=255)
    supersedes = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="replacement_jobs")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    bytes_total = models.BigIntegerField(default=0)
    bytes_done = models.BigIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    rejects_path = models.CharField(max_length=255, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="jobs")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"
