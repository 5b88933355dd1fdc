"""A verdict on the text that a person knows to be mistaken: set aside with a reason, name and time, once and for good.

Only what the text says against itself can be set aside. A figure that contradicts the ledger is mended in the text, in
the ledger, or in what its words are taken to mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from linghang.core.errors import refuse
from linghang.documents.check import Finding
from linghang.organization.as_of import name_of
from linghang.papers.models import Paper, Waiver
from linghang.papers.reading import Reading

WAIVABLE = frozenset({"conflict", "ask", "warn"})
LONGEST = 200
_Key = tuple[str, int, int, str, str]


@dataclass(frozen=True)
class Waived:
    """The findings of a paper that stand, and those set aside with their waivers."""

    standing: tuple[Finding, ...]
    aside: tuple[tuple[Finding, Waiver], ...]

    @property
    def conflicts(self) -> int:
        return sum(each.verdict == "conflict" for each in self.standing)


def sort(paper: Paper, reading: Reading) -> Waived:
    """A waiver holds for the finding as it was read: another number or another place is another finding."""
    known = {_key(each): each for each in paper.waivers.all()}
    aside = tuple((each, known[_key(each)]) for each in reading.findings if _key(each) in known)
    return Waived(tuple(each for each in reading.findings if _key(each) not in known), aside)


def waive(paper: Paper, reading: Reading, *, key: str, reason: str, actor: Any) -> Waiver:
    """Set aside the finding that `name` calls `key`. InputError without a reason, or when there is no such finding."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST:
        raise refuse("没有写理由，或太长", f"请写明为什么不是差错，{LONGEST} 字以内", field="理由", value=reason[:20])
    with transaction.atomic():
        Paper.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.pk)
        found = next((each for each in _open(sort(paper, reading).standing) if name(each) == key), None)
        if found is None:
            raise refuse("没有这一条，或已经有人说明过", "请刷新页面后再看", subject=paper.title)
        user = actor if getattr(actor, "pk", None) else None
        return Waiver.objects.create(
            paper=paper, kind=found.kind, verdict=found.verdict, start=found.start, end=found.end, text=found.text,
            stated=found.stated, computed=found.computed, reason=reason, actor=user, by=name_of(user) if user else "",
        )  # fmt: skip


def name(found: Finding) -> str:
    """What a page calls a finding by."""
    return f"{found.kind}-{found.start}-{found.end}"


def _open(findings: Sequence[Finding]) -> list[Finding]:
    return [each for each in findings if each.verdict in WAIVABLE]


def _key(each: Finding | Waiver) -> _Key:
    return each.kind, each.start, each.end, each.stated, each.computed
