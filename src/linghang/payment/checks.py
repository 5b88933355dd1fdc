"""Suspicions of the inspection rules in an institution's grouped cases, and what people found about them."""

from collections.abc import Iterable
from typing import Any

import polars as pl
from django.db import transaction

from linghang.casemix.inspection import FOUND, suspicions
from linghang.core.errors import refuse
from linghang.core.periods import Period
from linghang.core.workspace import Workspace
from linghang.indicators.sources import Memory, snapshot
from linghang.organization.as_of import name_of
from linghang.organization.models import Institution
from linghang.payment import ledger
from linghang.payment.grouping import REGISTER
from linghang.payment.models import GroupedBatch, Inquiry, Judgement
from linghang.payment.pages import SOURCE
from linghang.registers import catalogue
from linghang.registers.models import Batch

LONGEST_REASON = 400
_found = Memory(4)


def found(institution: Institution, period: Period) -> pl.DataFrame:
    """Every suspicion in the discharges of the institution itself in the period; `case` is source batch.row."""
    return _found.get((snapshot(), institution.pk, period), lambda: _look(institution, period))


def _look(institution: Institution, period: Period) -> pl.DataFrame:
    cases = _cases(institution, period)
    return suspicions(cases) if cases.height else pl.DataFrame(schema=FOUND)


def _cases(institution: Institution, period: Period) -> pl.DataFrame:
    """Grouped cases with all their codes, which stand in the front page."""
    batches = catalogue.visible_batches(REGISTER, [institution.code]).filter(
        period_last__gte=period.first.key, period_first__lte=period.last.key
    )
    lake, parts = Workspace.from_environment().lake, []
    for made in GroupedBatch.objects.filter(batch__in=batches).select_related("batch", "source"):
        codes = pl.scan_parquet(lake / made.source.data_path, glob=False).select(
            source_row=pl.col("_row").cast(pl.Int64),
            diagnoses=pl.concat_list("principal_diagnosis", pl.col("other_diagnoses").fill_null([])),
            operations=pl.col("operations").fill_null([]),
        )
        rows = ledger.scan(made.batch.data_path).filter(
            pl.col("discharged_at").dt.date().is_between(period.first_day, period.last_day)
        )
        parts.append(rows.join(codes, on="source_row").select(_columns(institution.code)).collect())
    return pl.concat(parts) if parts else pl.DataFrame()


def _columns(institution: str) -> list[pl.Expr]:
    grouped = pl.col("status") == "grouped"
    return [
        pl.format("{}.{}", "source_batch", "source_row").alias("case"),
        pl.lit(institution).alias("institution"),
        pl.col("department"),
        pl.col("doctor"),
        pl.col("patient"),
        pl.col("admitted_at"),
        pl.col("discharged_at"),
        pl.when(grouped).then(pl.col("adrg")).alias("adrg"),
        pl.when(grouped).then(pl.col("drg")).alias("drg"),
        pl.col("total_fee").alias("cost"),
        pl.col("length_of_stay").alias("days"),
        pl.col("diagnoses"),
        pl.col("operations"),
    ]


def place_of(case: str) -> tuple[int, int]:
    """Source batch and row of a case as the suspicions name it."""
    source, _, row = case.partition(".")
    return int(source), int(row)


def judged(institution: Institution, rule: str, cases: Iterable[str]) -> dict[str, Judgement]:
    """The newest judgement of each of these cases under a rule."""
    wanted = {place_of(case) for case in cases}
    rows = Judgement.objects.filter(inquiry__institution=institution, inquiry__rule=rule).select_related("inquiry")
    known = {(each.inquiry.source_id, each.inquiry.source_row): each for each in rows.order_by("id")}
    return {f"{source}.{row}": each for (source, row), each in known.items() if (source, row) in wanted}


@transaction.atomic
def judge(suspicion: dict[str, Any], institution: Institution, *, finding: str, reason: str, actor: Any) -> Judgement:
    """Write down what a person found about a suspicion. InputError without a finding or reason."""
    reason = reason.strip()
    if finding not in Judgement.Finding.values:
        raise refuse("没有选择结论", "请从列表里选", field="结论", value=finding[:20])
    if not reason or len(reason) > LONGEST_REASON:
        raise refuse("没有写理由，或太长", f"请写明依据，{LONGEST_REASON} 字以内", field="理由")
    source, row = place_of(suspicion["case"])
    inquiry, _ = Inquiry.objects.get_or_create(
        rule=suspicion["rule"],
        source=Batch.objects.get(pk=source, register=SOURCE, institution=institution),
        source_row=row,
        defaults={
            "institution": institution,
            "department": suspicion["department"] or "",
            "group": suspicion["group"] or "",
            "why": suspicion["why"][:LONGEST_REASON],
        },
    )
    return Judgement.objects.create(
        inquiry=inquiry, finding=finding, reason=reason, actor=actor if actor.pk else None, by=name_of(actor)[:40]
    )
