"""Names and numbers of people half hidden, and the act of showing them in full.

Files of Party members are masked for everybody, also for those who may see them. To show them is an action of its own
(`access`, reveal): it takes a reason, holds for a quarter of an hour in one branch (or institution), and every page
that shows something in full leaves a line in the audit log: who saw whose which field, and why. What is about
oneself is never masked.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from linghang.core.errors import refuse
from linghang.organization import access, trail
from linghang.organization.access import User
from linghang.organization.as_of import person_of
from linghang.organization.models import Institution, PartyOrganization, Person

Kind = Literal["name", "number", "day", "text"]
MINUTES = 15
"""How long what was opened stays open."""
_SESSION = "linghang.revealed"
_LONGEST_REASON = 120
_STARS = "***"
_KEPT_OF_NUMBER, _LONG_NUMBER = 2, 6
_SUBJECTS_NAMED = 60


@dataclass(frozen=True)
class PersonField:
    """A sensitive particular of a person. `roles`: who may have it shown; the action `reveal` alone is not enough."""

    code: str
    title: str
    kind: Kind
    roles: frozenset[str] = frozenset({"office", "secretary"})


NAME = PersonField("name", "姓名", "name")
STAFF_NUMBER = PersonField("code", "工号", "number")


def mask(value: object, kind: Kind) -> str:
    """张三丰 → 张**, 0012 → ***, 13800001234 → ***34, a day or any other text → ***; nothing stays nothing."""
    text = "" if value is None else str(value).strip()
    if not text:
        return ""
    if kind == "name":
        return f"{text[0]}**"
    if kind == "number" and len(text) >= _LONG_NUMBER:
        return _STARS + text[-_KEPT_OF_NUMBER:]
    return _STARS


@dataclass
class Lens:
    """How one page shows people of one branch to one user. `reason`: why it is open; '' while it is not.

    Ask it for every name and particular, then `log` once: what was shown in full is in `seen` (field → staff numbers).
    """

    user: User
    institution: Institution
    branch: str = ""
    reason: str = ""
    seen: dict[str, list[str]] = field(default_factory=dict)
    _own: Person | None = field(default=None, init=False)
    _roles: Collection[str] = field(default=(), init=False)

    def __post_init__(self) -> None:
        self._own = person_of(self.user)
        self._roles = access.roles(self.user, institution=self.institution, branch=self.branch or None)

    @property
    def open(self) -> bool:
        return bool(self.reason)

    def name(self, person: Person) -> str:
        return self.show(person, NAME, person.name)

    def code(self, person: Person) -> str:
        return self.show(person, STAFF_NUMBER, person.code)

    def show(self, person: Person, what: PersonField, value: object) -> str:
        """The value as text: in full of oneself, or when open to a role of the field; otherwise masked."""
        text = "" if value is None else str(value)
        if self._own is not None and person.pk == self._own.pk:
            return text
        if not self.open or not what.roles & set(self._roles):
            return mask(text, what.kind)
        if text:
            self.seen.setdefault(what.title, []).append(person.code)
        return text

    def log(self) -> None:
        """Write what was shown in full into the audit log; nothing when nothing was."""
        for title, codes in self.seen.items():
            told = list(dict.fromkeys(codes))
            record(self.user, self.institution, told, [title], self.reason, branch=self.branch)
        self.seen = {}


def record(
    user: User,
    institution: Institution,
    subjects: Iterable[str],
    fields: Iterable[str],
    reason: str,
    *,
    branch: str = "",
) -> None:
    """Log that `user` saw these fields of these people (staff numbers) in full, and why; many in several lines."""
    told = list(subjects)
    for start in range(0, len(told), _SUBJECTS_NAMED):
        some = told[start : start + _SUBJECTS_NAMED]
        details: dict[str, str | int] = {"字段": "、".join(fields), "对象": "、".join(some), "人数": len(some)}
        if branch:
            details["党组织"] = branch
        trail.record(user, "显示完整信息", institution, **details, 事由=reason)


def lens(request: Any, institution: Institution, branch: PartyOrganization | str | None = None) -> Lens:
    """The lens of a page about one branch, or about the whole institution without it."""
    code = branch.code if isinstance(branch, PartyOrganization) else branch or ""
    return Lens(request.user, institution, code, _reason(request, institution, code))


def may_reveal(user: User, institution: Institution, branch: PartyOrganization | str | None = None) -> bool:
    return access.may(user, "reveal", institution=institution, sensitivity="member", branch=branch or None)


def reveal(request: Any, institution: Institution, branch: PartyOrganization | str | None, reason: str) -> None:
    """Open the files of one branch (or of the institution) for a quarter of an hour.

    Raises PermissionDenied, and InputError without a reason.
    """
    if not may_reveal(request.user, institution, branch):
        raise PermissionDenied("您没有“显示完整信息”的权限。如工作需要，请联系党务部门。")
    reason = reason.strip()
    if not reason:
        raise refuse("没有写明事由", "请写明为什么要查看，如 核对党费、发展党员材料", field="事由")
    if len(reason) > _LONGEST_REASON:
        raise refuse(f"超过 {_LONGEST_REASON} 个字", "请写得简短一些", field="事由")
    code = branch.code if isinstance(branch, PartyOrganization) else branch or ""
    until = timezone.now() + dt.timedelta(minutes=MINUTES)
    opened = {**request.session.get(_SESSION, {}), _key(institution, code): [until.isoformat(), reason]}
    request.session[_SESSION] = opened
    trail.record(request.user, "申请显示完整信息", institution, 党组织=code or "全部", 事由=reason)


def close(request: Any) -> None:
    """Mask everything again."""
    request.session.pop(_SESSION, None)


def _key(institution: Institution, branch: str) -> str:
    return f"{institution.code}/{branch}"


def _reason(request: Any, institution: Institution, branch: str) -> str:
    """Why it is open now; '' when it is not, no longer, or not for this user any more."""
    if not hasattr(request, "session") or not may_reveal(request.user, institution, branch):
        return ""
    opened = request.session.get(_SESSION, {})
    for key in (_key(institution, branch), _key(institution, "")):
        until, reason = opened.get(key, ("", ""))
        if until and dt.datetime.fromisoformat(until) > timezone.now():
            return str(reason)
    return ""
