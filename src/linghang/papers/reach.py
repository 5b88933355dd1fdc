"""Who may do what with papers, for pages and API alike.

Whoever may put a matter forward at an institution reads its papers; who writes its reports keeps, maps and signs them
off; who supervises tasks makes tasks of them. What the ledger says is shown to those who see the figures themselves.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from linghang.indicators.choices import sensitivity_of
from linghang.organization import access
from linghang.organization.access import User
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.packs.model import Indicator
from linghang.papers.models import Paper

Open = Callable[[Indicator], bool]


def everything(indicator: Indicator) -> bool:
    """For the command line, which stands on the house's own machine."""
    return True


def institutions(user: User) -> list[Institution]:
    """Where the person reads papers."""
    found = access.scope(user, "submit_items")
    found += [each.institution for each in access.departments(user, "submit_items")]
    return list({each.pk: each for each in found}.values())


def visible(user: User) -> QuerySet[Paper]:
    return Paper.objects.filter(institution__in=institutions(user)).select_related("institution", "uploaded_by")


def find(user: User, pk: int) -> Paper:
    """Http404 when there is none within reach: that it exists is told to nobody else."""
    paper = visible(user).filter(pk=pk).first()
    if paper is None:
        raise Http404("没有这份公文，或不在您可查看的范围内。")
    return paper


def may_keep(user: User, institution: Institution) -> bool:
    """Upload, say what words mean, sign off."""
    return all(access.may(user, action, institution=institution) for action in ("submit_items", "write_report"))


def may_adopt(user: User, institution: Institution) -> bool:
    return access.may(user, "supervise_tasks", institution=institution)


def require(allowed: bool, deed: str) -> None:
    if not allowed:
        raise PermissionDenied(f"您没有“{deed}”的权限。如工作需要，请联系本单位系统管理员。")


def figures_open(user: User, institution: Institution, library: Library) -> Open:
    """Whether the value of an indicator may be shown to the person."""
    open_to = {
        each: access.may(user, "view_figures", institution=institution, sensitivity=each)
        for each in access.SENSITIVITIES
    }
    return lambda indicator: open_to[sensitivity_of(library, indicator)]
