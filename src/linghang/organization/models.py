"""Who there is: institutions in a tree, their departments, and the role a person has somewhere."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q


class Institution(models.Model):
    """A node of the tree region → group → hospital → township centre. Figures roll up along `parent`."""

    class Kind(models.TextChoices):
        REGION = "region", "区域"
        GROUP = "group", "医疗集团"
        HOSPITAL = "hospital", "医院"
        TOWNSHIP = "township", "乡镇卫生院"

    code = models.SlugField("机构代码", unique=True, max_length=40)
    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("类别", max_length=10, choices=Kind)
    level = models.CharField("等级", max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="members", verbose_name="上级"
    )
    position = models.PositiveIntegerField("次序", default=0)
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True)

    class Meta:
        ordering = ("position", "code")
        verbose_name = "机构"

    def __str__(self) -> str:
        return self.short_name or self.name

    def subtree(self) -> "list[Institution]":
        """This institution and all below it, parents before members."""
        found, frontier = [self], [self]
        while frontier:
            frontier = list(Institution.objects.filter(parent__in=frontier))
            found += frontier
        return found


class Department(models.Model):
    """A department of an institution. `code` is what the records carry (RC023 or the hospital's own code)."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="departments", verbose_name="机构")
    code = models.CharField("科室代码", max_length=30)
    name = models.CharField("名称", max_length=80)
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True)

    class Meta:
        ordering = ("institution", "code")
        constraints = (models.UniqueConstraint(fields=("institution", "code", "valid_from"), name="department_once"),)
        verbose_name = "科室"

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """A person's role at an institution (and all below it), or in one department of it."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", "系统管理员"
        OFFICE = "office", "党办院办"
        QUALITY = "quality", "质控与业务科室"
        DEPARTMENT_HEAD = "department_head", "科主任"
        COMMISSION = "commission", "卫健委（只看汇总）"
        VIEWER = "viewer", "查看"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments", verbose_name="人员")
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="assignments", verbose_name="机构")
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, verbose_name="科室")
    role = models.CharField("角色", max_length=20, choices=Role)
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True)

    class Meta:
        verbose_name = "任职"

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.institution}"

    @staticmethod
    def in_force(day: dt.date) -> Q:
        """The filter for assignments valid on `day`."""
        return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gte=day))
