"""One discharge: its front page in the lake, its line in `case_payment`, and why it is in its group."""

from dataclasses import dataclass
from typing import Any

import polars as pl
from django.http import Http404

from linghang.casemix.dip.enter import Explained, explain
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.payment import front_page, ledger
from linghang.payment.models import GroupedBatch, Scheme, Weights
from linghang.payment.pages import SOURCE, read_pages
from linghang.payment.schemes import dip_of, explainer_of
from linghang.payment.simulating import Answered, answer
from linghang.registers.models import Batch

GONE = "没有这个病例，或它的首页已经更正、撤回。请从病例列表重新打开。"


@dataclass(frozen=True)
class Case:
    """A discharge. `page`: the front page without what names a person; `line`: of `case_payment`."""

    source: Batch
    row: int
    page: dict[str, Any]
    line: dict[str, Any]
    scheme: Scheme | None
    weights: Weights | None
    raw: dict[str, Any]
    dip: Scheme | None = None

    @property
    def institution(self) -> Institution:
        return self.source.institution

    @property
    def department(self) -> str:
        return str(self.page["department"])


def find(source: int, row: int) -> Case:
    """The discharge of that front-page batch and row. Http404 when it is not, or no longer, visible."""
    made = (
        GroupedBatch.objects.filter(source=source, source__register=SOURCE, source__ended=None, batch__ended=None)
        .select_related("source__institution", "batch")
        .first()
    )
    if made is None:
        raise Http404(GONE)
    line = ledger.one([made.batch.data_path], source, row)
    if line is None:
        raise Http404(GONE)
    part = _part(made, line)
    scheme = Scheme.objects.filter(pk=part.get("scheme")).first()
    pages = read_pages(made.source, [scheme]).filter(pl.col("_row") == row)
    raw = front_page.cases(pages, explainer_of(scheme).scheme.columns if scheme else ()).row(0, named=True)
    page = _page(made.source, row)
    weights = Weights.objects.filter(pk=part.get("weights")).select_related("published__institution").first()
    dip = Scheme.objects.filter(pk=part.get("dip")).first()
    return Case(made.source, row, page, line, scheme, weights, raw, dip)


def _part(made: GroupedBatch, line: dict[str, Any]) -> dict[str, Any]:
    month = line["discharged_at"].year * 100 + line["discharged_at"].month
    return next((part for part in made.parts if part["first"] <= month <= part["last"]), {})


def _page(source: Batch, row: int) -> dict[str, Any]:
    """The front page as stored; identifiers stay behind."""
    path = Workspace.from_environment().lake / source.data_path
    found = pl.scan_parquet(path, glob=False).filter(pl.col("_row") == row).collect()
    hidden = {"record_no", "id_number", "attending_doctor"}
    return {name: value for name, value in found.row(0, named=True).items() if name not in hidden}


def explained(case: Case) -> Answered | None:
    """Why the case is in its group; None when no scheme was in force."""
    return answer(explainer_of(case.scheme), case.raw) if case.scheme else None


def entered(case: Case) -> Explained | None:
    """Why the case is in its DIP group; None when no catalogue was in force."""
    return explain(case.raw, dip_of(case.dip).catalogue) if case.dip else None
