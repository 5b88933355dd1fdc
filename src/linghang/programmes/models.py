"""Which programmes an institution adopted, and who answers for what. What a programme is stands in the packs."""

from django.db import models

from linghang.organization.models import Department, Institution, PartyOrganization, Person, Validity


class Adoption(Validity):
    """An institution carries out a programme of the packs for a period."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="adoptions", verbose_name="机构")
    programme = models.CharField("工程", max_length=64)
    document = models.CharField("印发文号", max_length=80, blank=True)
    leader = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, verbose_name="责任领导")

    class Meta:
        ordering = ("institution", "programme")
        constraints = (
            models.UniqueConstraint(
                fields=("institution", "programme", "valid_from"), name="adoption_once", nulls_distinct=False
            ),
        )
        verbose_name = "工程实施"

    def __str__(self) -> str:
        return f"{self.institution} · {self.programme}"


class ComponentOwner(Validity):
    """Who answers for a component of an adopted programme; a new division of work ends the earlier one and keeps it."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="owners")
    component = models.CharField("组成", max_length=64)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="components_owned", verbose_name="责任科室"
    )
    branch = models.ForeignKey(PartyOrganization, models.PROTECT, null=True, blank=True, verbose_name="责任党组织")
    leader = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, verbose_name="责任领导")

    class Meta:
        ordering = ("adoption", "component")
        verbose_name = "责任分工"

    def __str__(self) -> str:
        """`质控科、第一党支部、张三（领导）`."""
        leader = f"{self.leader.name}（领导）" if self.leader else ""
        return "、".join(str(each) for each in (self.department, self.branch, leader) if each)


class LocalComponent(models.Model):
    """A component that the hospital names itself where the document leaves a layer open (“N”, or not listed)."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="local_components")
    layer = models.CharField("层", max_length=64)
    code = models.SlugField("代码", max_length=64)
    title = models.CharField("名称", max_length=120)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        ordering = ("adoption", "layer", "position")
        constraints = (models.UniqueConstraint(fields=("adoption", "code"), name="local_component_once"),)
        verbose_name = "自定组成"

    def __str__(self) -> str:
        return self.title


class ObjectiveTarget(Validity):
    """The target an institution set itself for an objective of a programme: a target, never an actual.

    `value` is in the indicator's base unit (a rate as a plain ratio). A target for the same day that is set later takes
    the place of the earlier one from its `valid_from` on; the earlier row ends and stays.
    """

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="targets")
    objective = models.CharField("目标", max_length=64)
    comparator = models.CharField("方向", max_length=2)
    value = models.DecimalField("目标值", max_digits=18, decimal_places=6)
    by = models.DateField("达成时限")
    note = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        ordering = ("adoption", "objective", "by")
        constraints = (
            models.UniqueConstraint(
                fields=("adoption", "objective", "by", "valid_from"),
                name="objective_target_once",
                nulls_distinct=False,
            ),
        )
        verbose_name = "工程目标"

    def __str__(self) -> str:
        return f"{self.objective} {self.value}"
