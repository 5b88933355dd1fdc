"""The front pages of several institutions grouped, and their figures computed."""

from collections.abc import Iterable
from typing import Any

from linghang.organization.models import Institution
from linghang.payment.grouping import REGISTER, Progress, group_batches
from linghang.payment.pages import SOURCE
from linghang.registers import catalogue
from linghang.registers.models import Batch
from linghang.registers.signals import data_changed


def group_region(
    institutions: Iterable[Institution] | None = None,
    *,
    actor: Any = None,
    progress: Progress = lambda done, total: None,
) -> list[Batch]:
    """Group the front pages of these institutions (all that have any, when None); returns the batches made.

    `data_changed` is sent where something was made or withdrawn, so that the figures are computed.
    """
    if institutions is None:
        institutions = Institution.objects.filter(batches__register=SOURCE).distinct()
    made: list[Batch] = []
    changed: list[str] = []
    chosen = list(institutions)
    for done, institution in enumerate(chosen):
        progress(done, len(chosen))
        before = catalogue.visible_batches(REGISTER, [institution.code]).count()
        found = group_batches(institution, actor=actor)
        if found or catalogue.visible_batches(REGISTER, [institution.code]).count() != before:
            changed.append(institution.code)
        made += found
    progress(len(chosen), len(chosen))
    for code in changed:
        data_changed.send_robust(sender=Batch, register=REGISTER, institution=code)
    return made
