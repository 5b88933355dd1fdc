"""Front-page batches of the lake made into batches of `case_payment`, through the same door as any file.

A batch is made once for its source, schemes and weights; it is made anew, superseding the old one, when one of these is
another, and withdrawn when its source is. Rows out are rows in: none is dropped, whatever becomes of it.
"""

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
from django.db.models.signals import post_save
from django.dispatch import receiver

from linghang.core.errors import refuse
from linghang.core.periods import Month
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.payment import basis, dip_terms, front_page
from linghang.payment.jobs import REGISTER, making
from linghang.payment.measuring import measured_of, weights_for
from linghang.payment.models import GroupedBatch, Scheme, Weights
from linghang.payment.pages import SOURCE, grouped, read_pages
from linghang.payment.schemes import dip_of
from linghang.payment.validity import InForce
from linghang.payment.weighing import weighed
from linghang.registers import catalogue, loading
from linghang.registers.models import Batch

REASON_KEPT = 300
"""What the register holds of a reason."""
Progress = Callable[[int, int], object]
Weigh = Callable[[Scheme, int, Scheme | None], Weights | None]


@dataclass(frozen=True)
class Part:
    """Months in a row with the schemes and weights that hold in them; none before the first scheme."""

    first: Month
    last: Month
    scheme: Scheme | None
    weights: Weights | None
    dip: Scheme | None = None

    def plain(self) -> dict[str, Any]:
        """As it is kept with the batch."""
        return {
            "first": self.first.key,
            "last": self.last.key,
            "scheme": self.scheme.pk if self.scheme else None,
            "weights": self.weights.pk if self.weights else None,
            "dip": self.dip.pk if self.dip else None,
        }

    def mark(self) -> list[Any]:
        """What would make other rows."""
        weights = self.weights.sha256 if self.weights else None
        schemes = (self.scheme, self.dip, *([self.published] if self.published else []))
        return [self.first.key, self.last.key, *(each and _mark(each) for each in schemes), weights]

    @property
    def published(self) -> Scheme | None:
        """The table that the weights come from; None when they were measured."""
        return self.weights.published if self.weights else None


def _mark(scheme: Scheme) -> list[Any]:
    mark = [scheme.sha256, scheme.title, scheme.options]
    return [*mark, scheme.pk] if scheme.weighs_id else mark  # of the same weights, which table they come from is said


@dataclass
class _Plan:
    """A batch about to be made."""

    source: Batch
    parts: list[Part]
    old: GroupedBatch | None = None
    rows: int = 0
    counts: dict[str, int] | None = None

    @property
    def ruled(self) -> bool:
        """Whether any scheme says anything about it."""
        return any(part.scheme or part.dip for part in self.parts)

    @property
    def recipe(self) -> str:
        told = json.dumps([self.source.file_sha256, self.source.pk, [part.mark() for part in self.parts]])
        return hashlib.sha256(told.encode()).hexdigest()


def group_batches(
    institution: Institution, *, actor: Any = None, progress: Progress = lambda done, total: None
) -> list[Batch]:
    """Make what is missing or out of date at one institution; returns the batches made, none when all was as it should.

    `progress(done, total)` counts front-page batches. Raises InputError when a batch cannot be made; those made before
    it stay.
    """
    sources = list(catalogue.visible_batches(SOURCE, [institution.code]).order_by("period_first", "id"))
    standing, reigning, weigh = _standing(institution), InForce(), cache(weights_for)
    _withdraw_orphans(standing, sources, actor)
    made = []
    for done, source in enumerate(sources):
        progress(done, len(sources))
        plan = _Plan(source, _parts(source, reigning, weigh), _of_source(standing, source))
        if not plan.ruled and plan.old is None:
            continue
        if plan.old is None or plan.old.recipe != plan.recipe or plan.old.source_id != source.pk:
            made.append(_make(plan, actor))
    progress(len(sources), len(sources))
    return made


def waiting(places: Iterable[Institution]) -> dict[str, int]:
    """How many front-page batches, by institution code, have no groups, or those of an earlier scheme or weights.

    Those for which no scheme was in force wait for nothing.
    """
    standing = dict(GroupedBatch.objects.filter(batch__ended=None).values_list("source_id", "recipe"))
    reigning, weigh = InForce(), cache(partial(weights_for, measure=False))
    found = Counter[str]()
    for source in catalogue.visible_batches(SOURCE, [each.code for each in places]):
        plan = _Plan(source, _parts(source, reigning, weigh))
        if standing.get(source.pk) != plan.recipe and (plan.ruled or source.pk in standing):
            found[source.institution.code] += 1
    return dict(found)


def _parts(source: Batch, reigning: InForce, weigh: Weigh) -> list[Part]:
    """The months of a batch by the schemes in force on their first day and the weights of their year."""
    house = source.institution
    found = []
    for month in catalogue.period_of(source).months():
        day = month.first_day
        scheme, dip = reigning.at("drg", house, day), reigning.at("dip", house, day)
        found.append((month, scheme, reigning.weights(scheme, house, day) if scheme else None, dip))
    parts = []
    for _, group in groupby(found, key=lambda each: (*(scheme and scheme.pk for scheme in each[1:]), each[0].year)):
        months = list(group)
        first, scheme, published, dip = months[0]
        weights = weigh(scheme, first.year, published) if scheme else None
        parts.append(Part(first, months[-1][0], scheme, weights, dip))
    return parts


def _standing(institution: Institution) -> list[GroupedBatch]:
    found = GroupedBatch.objects.filter(batch__institution=institution, batch__ended=None)
    return list(found.select_related("batch", "source"))


def _of_source(standing: list[GroupedBatch], source: Batch) -> GroupedBatch | None:
    """The batch that this source, or the one it superseded, was made into."""
    return next((each for each in standing if source.pk in _successors(each.source)), None)


def _successors(source: Batch) -> Iterator[int]:
    """The batch itself and what took its place."""
    found: Batch | None = source
    while found is not None:
        yield found.pk
        found = found.superseded_by


def _withdraw_orphans(standing: list[GroupedBatch], sources: list[Batch], actor: Any) -> None:
    """What came from a front page that was withdrawn goes with it."""
    visible = {each.pk for each in sources}
    for each in list(standing):
        if visible.isdisjoint(_successors(each.source)):
            catalogue.withdraw(each.batch, actor, f"{REGISTER}：首页批次 {each.source_id} 已撤回")
            standing.remove(each)


def _make(plan: _Plan, actor: Any) -> Batch:
    rows = made_rows(plan.source, plan.parts)
    plan.rows = rows.height
    plan.counts = dict(sorted(rows["status"].value_counts().iter_rows()))
    with tempfile.TemporaryDirectory(dir=_room()) as folder:
        path = Path(folder) / "groups.csv"
        rows.write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S")
        token = making.set(plan)
        try:
            result = loading.load(
                path,
                REGISTER,
                plan.source.institution,
                period=catalogue.period_of(plan.source),
                supersede=plan.old.batch if plan.old else None,
                actor=actor,
                file_name=_name(plan),
            )
        finally:
            making.reset(token)
    return Batch.objects.get(pk=result.batch_id)


def _room() -> Path:
    """Patients' rows are written inside the workspace only, where nobody else looks."""
    workspace = Workspace.from_environment()
    workspace.prepare()
    return workspace.uploads


def _name(plan: _Plan) -> str:
    """What the catalogue calls it: the front page and the schemes with the beginning of their digests."""
    schemes = [each for part in plan.parts for each in (part.scheme, part.published, part.dip) if each]
    used = {each.sha256: each.title for each in schemes}
    said = "、".join(f"{title}（{sha256[:8]}）" for sha256, title in used.items()) or "没有施行的方案"
    return f"{plan.source.file_name} → {said}"[:255]


@receiver(post_save, sender=Batch, dispatch_uid="payment.grouping")
def _remember(instance: Batch, created: bool, **_: Any) -> None:
    """In the transaction that makes the batch, write down what it was made from. A missing row takes it all back."""
    plan = making.get()
    if plan is None or not created or instance.register != REGISTER:
        return
    if instance.rows_accepted != plan.rows:
        raise refuse(
            f"分组结果 {plan.rows} 行，入库 {instance.rows_accepted} 行",
            "请联系系统管理员，并告知首页批次号",
            file=plan.source.file_name,
            value=str(plan.source.pk),
        )
    GroupedBatch.objects.create(
        batch=instance,
        source=plan.source,
        recipe=plan.recipe,
        parts=[part.plain() for part in plan.parts],
        counts=plan.counts or {},
    )


def made_rows(source: Batch, parts: list[Part]) -> pl.DataFrame:
    """The rows of `case_payment` for a front-page batch, in its order."""
    pages = read_pages(source, [part.scheme for part in parts])
    months = pages["discharged_at"].dt.year().cast(pl.Int32) * 100 + pages["discharged_at"].dt.month()
    pages = pages.with_columns(_month=months, _at=pl.int_range(pl.len()))
    found = [_part_rows(pages.filter(_within(part)), source, part) for part in parts]
    rest = pages.filter(~pl.any_horizontal(*(_within(part) for part in parts)))
    if not rest.is_empty():  # a batch speaks for all months of its rows, so nothing should be left
        nowhere = Part(parts[0].first, parts[-1].last, None, None)
        found.append(_part_rows(rest, source, nowhere))
    return pl.concat(found).sort("_at").drop("_at")


def _within(part: Part) -> pl.Expr:
    return pl.col("_month").is_between(part.first.key, part.last.key)


def _part_rows(pages: pl.DataFrame, source: Batch, part: Part) -> pl.DataFrame:
    rows = front_page.rows(pages, source.pk).with_columns(pages["_at"])
    return _by_drg(rows, pages, part).hstack(_by_dip(pages, source.institution, part.dip))


def _by_drg(rows: pl.DataFrame, pages: pl.DataFrame, part: Part) -> pl.DataFrame:
    if part.scheme is None:
        nothing = {name: pl.lit(None, pl.String) for name in ("mdc", "adrg", "drg")}
        rows = rows.with_columns(**nothing, status=pl.lit("none"), reason=pl.lit("这个月没有施行的分组方案"))
        return _said(weighed(rows, None).with_columns(scheme=pl.lit(None, pl.String)), None)
    rows = rows.hstack(grouped(pages, part.scheme))
    weights = measured_of(part.weights) if part.weights else None
    found = weighed(rows, weights).with_columns(scheme=pl.lit(_short(part.scheme)))
    return _said(found, part.weights)


def _said(rows: pl.DataFrame, weights: Weights | None) -> pl.DataFrame:
    """Where the weight of each row comes from, or why a group has none."""
    known = pl.col("weight").is_not_null()
    rows = rows.with_columns(weights=pl.when(known).then(pl.lit(basis.short(weights) if weights else None, pl.String)))
    if weights is None:
        return rows
    lacking = (pl.col("status") == "grouped") & ~known
    why = pl.concat_str("reason", pl.lit(basis.lacking(weights)), separator="；", ignore_nulls=True)
    return rows.with_columns(reason=pl.when(lacking).then(why.str.head(REASON_KEPT)).otherwise("reason"))


def _by_dip(pages: pl.DataFrame, institution: Institution, scheme: Scheme | None) -> pl.DataFrame:
    if scheme is None:
        return dip_terms.nothing(pages).with_columns(dip_scheme=pl.lit(None, pl.String))
    cases = front_page.dip_cases(pages, institution.code, institution.level[:2])
    return dip_terms.columns(cases, dip_of(scheme)).with_columns(dip_scheme=pl.lit(_short(scheme)))


def _short(scheme: Scheme) -> str:
    """A scheme as a row names it."""
    return f"{scheme.code} {scheme.sha256[:8]}"
