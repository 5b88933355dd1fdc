"""What the data desk shows: batches and jobs within reach of a person, and how far a job is."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from linghang.organization import access
from linghang.organization.models import Institution
from linghang.packs.library import Library
from linghang.packs.model import Register
from linghang.registers.models import Batch, LoadJob

STATES = {"current": "现行", "superseded": "已更正", "withdrawn": "已撤回"}


def loadable(user: access.User, library: Library) -> dict[str, list[Register]]:
    """The registers a person may load, by sensitivity."""
    found: dict[str, list[Register]] = {}
    for register in library.registers():
        if register.sealed:
            continue
        found.setdefault(register.sensitivity, []).append(register)
    return {
        sensitivity: registers for sensitivity, registers in found.items() if access.scope(user, "load", sensitivity)
    }


def within_reach(user: access.User, library: Library) -> Q:
    """The filter for batches and jobs of registers and institutions that the person may load."""
    reach = Q(pk__in=[])
    for sensitivity, registers in loadable(user, library).items():
        reach |= Q(
            register__in=[register.code for register in registers],
            institution__in=access.scope(user, "load", sensitivity),
        )
    return reach


def institutions(user: access.User) -> list[Institution]:
    """Every institution for which the person may load anything."""
    found = {each.pk: each for sensitivity in access.SENSITIVITIES for each in access.scope(user, "load", sensitivity)}
    return sorted(found.values(), key=lambda each: (each.position, each.code))


def filtered(batches: QuerySet[Batch], register: str, institution: str, state: str) -> QuerySet[Batch]:
    if register:
        batches = batches.filter(register=register)
    if institution:
        batches = batches.filter(institution__code=institution)
    match state:
        case "current":
            return batches.filter(ended=None)
        case "superseded":
            return batches.exclude(superseded_by=None)
        case "withdrawn":
            return batches.exclude(ended=None).filter(superseded_by=None)
    return batches


def state_of(batch: Batch) -> str:
    """`current`, `superseded` or `withdrawn`."""
    if batch.ended_id is None:
        return "current"
    return "superseded" if batch.superseded_by_id else "withdrawn"


@dataclass(frozen=True)
class Progress:
    """How far a job is: `percent` 0–100, and the seconds it will still need (None while nobody can tell)."""

    percent: int
    seconds_left: int | None

    @property
    def left(self) -> str:
        """In words: 约 3 分钟."""
        if self.seconds_left is None:
            return "正在估算"
        if self.seconds_left < 60:
            return f"约 {max(self.seconds_left, 1)} 秒"
        return f"约 {-(-self.seconds_left // 60)} 分钟"


def progress_of(job: LoadJob) -> Progress:
    if not job.bytes_total or not job.bytes_done or job.started_at is None:
        return Progress(0, None)
    share = min(job.bytes_done / job.bytes_total, 1)
    elapsed = (timezone.now() - job.started_at).total_seconds()
    return Progress(int(share * 100), int(elapsed * (1 - share) / share) if elapsed >= 1 else None)
