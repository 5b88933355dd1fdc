"""Who there is: institutions in a tree, their departments and groups, Party organisations, people, and what they hold.

Whatever may change has a validity period and is never overwritten: “as of” a day is a filter (`in_force`).
"""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q


def in_force(day: dt.date, prefix: str = "") -> Q:
    """The filter for what is valid on `day`; an open end is unlimited. `prefix`: across a relation (`post__`)."""
    start, end = f"{prefix}valid_from", f"{prefix}valid_to"
    return (Q(**{start: None}) | Q(**{f"{start}__lte": day})) & (Q(**{end: None}) | Q(**{f"{end}__gte": day}))


class Validity(models.Model):
    """A period with open ends, both days included."""

    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True)

    class Meta:
        abstract = True

    def valid_on(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Institution(Validity):
    """A node of the tree region → group → hospital → township centre. Figures roll up along `parent`.

    `category`: what it specialises in (综合、中医、肿瘤…): assessment compares within one.
    """

    class Kind(models.TextChoices):
        REGION = "region", "区域"
        GROUP = "group", "医疗集团"
        HOSPITAL = "hospital", "医院"
        TOWNSHIP = "township", "乡镇卫生院"
        VILLAGE = "village", "村卫生室"

    code = models.SlugField("机构代码", unique=True, max_length=40)
    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("类别", max_length=10, choices=Kind)
    level = models.CharField("等级", max_length=40, blank=True)
    category = models.CharField("专业类别", max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="members", verbose_name="上级"
    )
    position = models.PositiveIntegerField("次序", default=0)

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


class Department(Validity):
    """A department of an institution. `code` is what the records carry (RC023 or the hospital's own code)."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="departments", verbose_name="机构")
    code = models.CharField("科室代码", max_length=30)
    name = models.CharField("名称", max_length=80)

    class Meta:
        ordering = ("institution", "code")
        constraints = (models.UniqueConstraint(fields=("institution", "code", "valid_from"), name="department_once"),)
        verbose_name = "科室"

    def __str__(self) -> str:
        return self.name


class InstitutionName(Validity):
    """Another name of an institution: one hospital may carry several, each for a time."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="other_names", verbose_name="机构")
    name = models.CharField("名称", max_length=120)
    note = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        ordering = ("institution", "valid_from", "name")
        constraints = (
            models.UniqueConstraint(fields=("institution", "name", "valid_from"), name="institution_name_once"),
        )
        verbose_name = "机构别名"

    def __str__(self) -> str:
        return self.name


class DepartmentChange(models.Model):
    """A department that ended and what took its place: several rows of one day are a split or a merger.

    `successor` is empty when it was abolished without one.
    """

    predecessor = models.ForeignKey(Department, models.CASCADE, related_name="ended_by", verbose_name="原科室")
    successor = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="came_from", verbose_name="新科室"
    )
    on = models.DateField("变更日期")
    document = models.CharField("依据文号", max_length=80, blank=True)

    class Meta:
        ordering = ("on", "predecessor")
        constraints = (
            models.UniqueConstraint(
                fields=("predecessor", "successor", "on"), name="department_change_once", nulls_distinct=False
            ),
        )
        verbose_name = "科室变更"

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor or '撤销'}"


class TreatmentGroup(Validity):
    """A treatment group (诊疗组) inside a department."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="groups", verbose_name="科室")
    code = models.CharField("组代码", max_length=30)
    name = models.CharField("名称", max_length=80)
    leader = models.ForeignKey("Person", models.SET_NULL, null=True, blank=True, verbose_name="组长")

    class Meta:
        ordering = ("department", "code")
        constraints = (
            models.UniqueConstraint(fields=("department", "code", "valid_from"), name="treatment_group_once"),
        )
        verbose_name = "诊疗组"

    def __str__(self) -> str:
        return self.name


class PartyOrganization(models.Model):
    """A Party organisation by its lasting code; its name, kind and superior are in `PartyOrganizationForm`."""

    institution = models.ForeignKey(
        Institution, models.CASCADE, related_name="party_organizations", verbose_name="所在机构"
    )
    code = models.SlugField("党组织代码", unique=True, max_length=40)

    class Meta:
        ordering = ("institution", "code")
        verbose_name = "党组织"

    def __str__(self) -> str:
        newest = self.forms.order_by("valid_from").last()
        return newest.name if newest else self.code

    def form(self, day: dt.date) -> "PartyOrganizationForm | None":
        """Its form on `day`; None before it was founded or after it was dissolved."""
        return self.forms.filter(in_force(day)).order_by("valid_from").last()


class PartyOrganizationForm(Validity):
    """A Party organisation for a period: a general branch that becomes a committee begins a new form.

    A temporary branch must have an end; nothing may be done in it that the rules forbid (party_rules BR05).
    """

    class Kind(models.TextChoices):
        COMMITTEE = "committee", "党委"
        GENERAL_BRANCH = "general_branch", "党总支"
        BRANCH = "branch", "党支部"
        JOINT_BRANCH = "joint_branch", "联合党支部"
        TEMPORARY_BRANCH = "temporary_branch", "临时党支部"
        GROUP = "group", "党小组"

    organization = models.ForeignKey(PartyOrganization, models.CASCADE, related_name="forms", verbose_name="党组织")
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    parent = models.ForeignKey(
        PartyOrganization, models.PROTECT, null=True, blank=True, related_name="member_forms", verbose_name="上级党组织"
    )
    document = models.CharField("批复文号", max_length=80, blank=True)

    class Meta:
        ordering = ("organization", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "valid_from"), name="party_form_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=~Q(kind="temporary_branch") | Q(valid_to__isnull=False), name="temporary_branch_ends"
            ),
        )
        verbose_name = "党组织沿革"

    def __str__(self) -> str:
        return self.name


class BranchDepartment(Validity):
    """Which departments a branch is built in: many-to-many, for a period."""

    organization = models.ForeignKey(
        PartyOrganization, models.CASCADE, related_name="department_links", verbose_name="党组织"
    )
    department = models.ForeignKey(Department, models.CASCADE, related_name="branch_links", verbose_name="科室")

    class Meta:
        ordering = ("organization", "department")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "department", "valid_from"), name="branch_department_once", nulls_distinct=False
            ),
        )
        verbose_name = "支部与科室"

    def __str__(self) -> str:
        return f"{self.organization} · {self.department}"


class Person(Validity):
    """Somebody who works here, with or without an account. `code` is the staff number (工号), unique in the region."""

    code = models.CharField("工号", max_length=30, unique=True)
    name = models.CharField("姓名", max_length=40)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="people", verbose_name="机构")
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="people", verbose_name="科室"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name="账号"
    )
    title = models.CharField("职称", max_length=40, blank=True)

    class Meta:
        ordering = ("institution", "code")
        verbose_name = "人员"

    def __str__(self) -> str:
        return self.name


class Post(Validity):
    """A post (职务) at an institution, in one of its departments, or in one of its Party organisations.

    `coupled_with`: posts that are given and taken together (双任双免: branch secretary and department head).
    """

    class Kind(models.TextChoices):
        SECRETARY = "secretary", "书记"
        DEPUTY_SECRETARY = "deputy_secretary", "副书记"
        DISCIPLINE_SECRETARY = "discipline_secretary", "纪委书记"
        COMMITTEE_MEMBER = "committee_member", "委员"
        PRESIDENT = "president", "院长"
        VICE_PRESIDENT = "vice_president", "副院长"
        CHIEF_ACCOUNTANT = "chief_accountant", "总会计师"
        DEPARTMENT_HEAD = "department_head", "科室负责人"
        DEPUTY_HEAD = "deputy_head", "科室副职"
        HEAD_NURSE = "head_nurse", "护士长"
        OTHER = "other", "其他"

    code = models.CharField("职务代码", max_length=60, unique=True)
    title = models.CharField("职务名称", max_length=80)
    kind = models.CharField("类别", max_length=24, choices=Kind)
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="posts", verbose_name="机构")
    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="posts", verbose_name="科室"
    )
    party_organization = models.ForeignKey(
        PartyOrganization, models.CASCADE, null=True, blank=True, related_name="posts", verbose_name="党组织"
    )
    coupled_with = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, verbose_name="双任双免职务")
    position = models.PositiveIntegerField("次序", default=0)

    class Meta:
        ordering = ("institution", "position", "code")
        constraints = (
            models.CheckConstraint(condition=Q(department=None) | Q(party_organization=None), name="post_in_one_place"),
            models.CheckConstraint(
                condition=Q(coupled_with=None) | ~Q(coupled_with=F("id")), name="post_not_coupled_with_itself"
            ),
        )
        verbose_name = "职务"

    def __str__(self) -> str:
        return self.title


class Appointment(Validity):
    """A person holds a post for a period (任免). `document`: the number of the appointing document."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments", verbose_name="人员")
    post = models.ForeignKey(Post, models.CASCADE, related_name="appointments", verbose_name="职务")
    document = models.CharField("任职文号", max_length=80, blank=True)
    acting = models.BooleanField("主持工作", default=False)

    class Meta:
        ordering = ("post", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "post", "valid_from"), name="appointment_once", nulls_distinct=False
            ),
        )
        verbose_name = "任免"

    def __str__(self) -> str:
        return f"{self.person} · {self.post}"


class Portfolio(Validity):
    """Division of work among leaders (分工): who is in charge of which department or line. Tasks inherit it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="portfolios", verbose_name="院领导")
    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="portfolios", verbose_name="分管科室"
    )
    area = models.CharField("分管工作", max_length=120, blank=True)

    class Meta:
        ordering = ("person", "department")
        verbose_name = "领导分工"

    def __str__(self) -> str:
        return f"{self.person} · {self.department or self.area}"


class Assignment(Validity):
    """A person's role at an institution (and all below it), in one department of it, or in one Party branch."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", "系统管理员"
        OFFICE = "office", "党办院办"
        QUALITY = "quality", "质控与业务科室"
        DEPARTMENT_HEAD = "department_head", "科主任"
        LEADER = "leader", "院领导"
        COMMISSION = "commission", "卫健委（只看汇总）"
        SECRETARY = "secretary", "党支部书记"
        DISCIPLINE = "discipline", "纪检监察"
        VIEWER = "viewer", "查看"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments", verbose_name="人员")
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="assignments", verbose_name="机构")
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, verbose_name="科室")
    party_organization = models.ForeignKey(
        PartyOrganization, models.CASCADE, null=True, blank=True, related_name="assignments", verbose_name="党组织"
    )
    role = models.CharField("角色", max_length=20, choices=Role)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(department=None) | Q(party_organization=None), name="assignment_in_one_place"
            ),
        )
        verbose_name = "任职"

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.institution}"
