"""What follows when front pages changed: their groups are made anew in the background, and with them the figures."""

import logging
from typing import Any

from django.dispatch import receiver
from django_tasks import task

from linghang.core.errors import InputError
from linghang.registers.signals import data_changed

_log = logging.getLogger(__name__)


@receiver(data_changed, dispatch_uid="payment.jobs")
def _follow(register: str, institution: str, **_: Any) -> None:
    """Only where there is a scheme: a house that does not group is not kept busy."""
    from linghang.payment.models import Scheme

    if register == "inpatient" and Scheme.objects.filter(kind=Scheme.Kind.DRG).exists():
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
