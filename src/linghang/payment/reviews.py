"""Individual review 特例单议: discharges put up for it, what was decided, and what of that a settlement takes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl
from django.db import IntegrityError, transaction
from django.db.models import Prefetch

from linghang.casemix.dip.review import Approved, candidates
from linghang.core.errors import refuse
from linghang.organization.as_of import name_of
from linghang.organization.models import Institution
from linghang.payment.checks import LONGEST_REASON, place_of
from linghang.payment.dip import Scored
from linghang.payment.models import Review, ReviewDecision
from linghang.payment.pages import SOURCE
from linghang.registers.models import Batch

Outcome = ReviewDecision.Outcome
_PAID = (Outcome.POINTS, Outcome.AMOUNT)
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,4})?")


@dataclass(frozen=True)
class Standing:
    """A review with its decisions, oldest first."""

    review: Review
    decisions: tuple[ReviewDecision, ...]

    @property
    def last(self) -> ReviewDecision | None:
        """The one that counts; None while nothing is decided."""
        return self.decisions[-1] if self.decisions else None

    @property
    def words(self) -> str:
        """How it stands."""
        return self.last.get_outcome_display() if self.last else "待核定"


def standing(institutions: Iterable[Institution], year: int) -> list[Standing]:
    """The reviews of these institutions' discharges of a year, the newest first."""
    rows = Review.objects.filter(institution__in=list(institutions), year=year)
    rows = rows.prefetch_related(Prefetch("decisions", ReviewDecision.objects.order_by("id")))
    return [Standing(each, tuple(each.decisions.all())) for each in rows]


def wanting(known: Scored, institution: Institution) -> pl.DataFrame:
    """Discharges of the institution that may be put up, the dearest beyond its standard first (`candidates`)."""
    return candidates(known.cases.filter(institution=institution.code), known.parameters)


def put_up(known: Scored, institution: Institution, year: int, case: str, *, reason: str, actor: Any) -> Review:
    """Put a discharge up. InputError: no reason, no such discharge with a DIP group, or it was put up before."""
    reason = _reason(reason)
    found = known.cases.filter((pl.col("case") == case) & (pl.col("institution") == institution.code))
    if not found.height or found["dip_status"][0] != "entered":
        raise refuse("这一年没有这个入组病例", "请从病例页或候选里申请", field="病例", value=case[:20])
    row = found.row(0, named=True)
    source, number = place_of(case)
    try:
        with transaction.atomic():
            return Review.objects.create(
                institution=institution,
                department=row["department"] or "",
                source=Batch.objects.get(pk=source, register=SOURCE, institution=institution),
                source_row=number,
                year=year,
                group=row["dip"],
                cost=row["cost"],
                standard=row["standard"],
                score=row["score"],
                reason=reason,
                **_signed(actor),
            )
    except IntegrityError as error:
        raise refuse("这一例已经申请过", "请在申请里登记结论", field="病例", value=case) from error


def decide(review: Review, *, outcome: str, value: str, reason: str, actor: Any) -> ReviewDecision:
    """Write down what was decided. InputError: no outcome or reason, or a number that does not go with it."""
    reason = _reason(reason)
    if outcome not in Outcome.values:
        raise refuse("没有选择结论", "请从列表里选", field="结论", value=outcome[:20])
    number = value.strip()
    if outcome in _PAID and not (_NUMBER.fullmatch(number) and Decimal(number)):
        raise refuse("没有写核定的分值或金额，或不是大于 0 的数", "请写数字", field="核定数", value=number[:20])
    if outcome == Outcome.AMOUNT and Decimal(number) != round(Decimal(number), 2):
        raise refuse("金额写到分", "请更正", field="核定数", value=number)
    if outcome not in _PAID and number:
        raise refuse("不予单议、撤回申请不写分值和金额", "请清空", field="核定数", value=number[:20])
    amount = Decimal(number) if number else None
    return ReviewDecision.objects.create(review=review, outcome=outcome, value=amount, reason=reason, **_signed(actor))


def _reason(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST_REASON:
        raise refuse("没有写理由，或太长", f"请写明依据，{LONGEST_REASON} 字以内", field="理由")
    return text


def _signed(actor: Any) -> dict[str, Any]:
    return {"actor": actor if actor.pk else None, "by": name_of(actor)[:40]}


def still_there(known: Scored | None, reviews: Iterable[Standing]) -> set[str]:
    """Those of the reviewed discharges that have a score of a catalogue in force; the others' front page is gone."""
    wanted = [str(each.review) for each in reviews]
    if known is None or not known.schemes or not wanted:
        return set()
    return set(known.cases.filter(pl.col("case").is_in(wanted))["case"])


def approved(known: Scored, institutions: Iterable[Institution], year: int) -> tuple[list[Approved], int]:
    """What the settlement of the year takes, and how many approved discharges it no longer has: their front page was
    corrected or withdrawn. Reasons stay behind: the settlement is read by people who may not read cases."""
    paid = [each for each in standing(institutions, year) if each.last and each.last.outcome in _PAID]
    there = still_there(known, paid)
    found = [_approved(each.review, each.last) for each in paid if each.last and str(each.review) in there]
    return found, len(paid) - len(found)


def _approved(review: Review, decision: ReviewDecision) -> Approved:
    value = decision.value or Decimal(0)
    if decision.outcome == Outcome.POINTS:
        return Approved(str(review), points=value)
    return Approved(str(review), amount=value.quantize(Decimal("0.01")))
