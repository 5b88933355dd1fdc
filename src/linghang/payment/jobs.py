"""What follows when front pages changed: their groups are made anew in the background, and with them the figures."""

import logging
from contextvars import ContextVar
from typing import Any

from django_tasks import task

from linghang.core.errors import InputError, refuse
from linghang.registers.models import Batch

REGISTER = "case_payment"
making: ContextVar[Any] = ContextVar("payment_making", default=None)
"""What is being made of a front page; None while nothing is."""
_log = logging.getLogger(__name__)


def made_here(instance: Batch, created: bool, **_: Any) -> None:
    """Groups, weights and money of cases are made from front pages; a file that claims to hold them is refused."""
    if created and instance.register == REGISTER and making.get() is None:
        raise refuse(
            "病组结算由系统从住院病案首页生成，不能导入", "请导入住院病案首页，系统会自动分组", file=instance.file_name
        )


def follow(register: str, institution: str, **_: Any) -> None:
    """Only where there is a scheme: a house that does not group is not kept busy."""
    from linghang.payment.models import Scheme

    if register == "inpatient" and Scheme.objects.exists():
        regroup.enqueue(institution)


@task()
def regroup(institution: str) -> None:
    """Group what is new at an institution. What is wrong is logged and stays visible as front pages that wait."""
    from linghang.organization.models import Institution
    from linghang.payment.region import group_region  # brings the engines along, which starting does not need

    try:
        group_region(Institution.objects.filter(code=institution))
    except InputError as error:
        _log.error("the front pages of %s could not be grouped: %s", institution, error)
