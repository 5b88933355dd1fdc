"""What weights rest on, in words: pages, files and rows say the same. Pure but for the rows it is told of."""

from dataclasses import dataclass

from linghang.core.figures import write_number
from linghang.payment.models import Weights


@dataclass(frozen=True)
class Basis:
    """Of the weights of a year: where they come from, and what a weight of one is worth and by whom."""

    title: str
    weights: str
    rate: str
    published: bool
    unverified: bool
    provisional: bool

    @property
    def said(self) -> str:
        """All of it, for a file."""
        return f"{self.title}：{self.weights}{'（未核实）' if self.unverified else ''}；{self.rate}"


def basis(weights: Weights) -> Basis:
    """As pages show it."""
    table = weights.published
    if table is None:
        told = f"权重按 {weights.base_year} 年 {weights.cases:,} 例首页测算（本地测算，非官方）"
    else:
        place = f"在{table.institution}" if table.institution else ""
        told = f"权重用公布的“{table.edition}”（出处：{table.source}；{table.valid_from} 起{place}施行）"
        told += "，这张表已撤回，首页等待重新分组" if table.withdrawn else ""
    return Basis(
        title=f"{weights.year} 年",
        weights=told,
        rate=_rate(weights),
        published=table is not None,
        unverified=bool(table and table.unverified),
        provisional=weights.provisional and not (table and table.rate),
    )


def _rate(weights: Weights) -> str:
    if weights.rate is None:
        return "没有费率，首页也折算不出，不算标准和结余"
    told = f"费率 {write_number(weights.rate, 2, grouped=True)} 元"
    if weights.published is not None and weights.published.rate is not None:
        return f"{told}，随权重公布"
    told += f"，按 {weights.base_year} 年 {weights.cases:,} 例首页折算，非官方"
    return told + ("，暂定" if weights.provisional else "")


def short(weights: Weights) -> str:
    """As a row names it."""
    table = weights.published
    if table is None:
        return f"本地测算，{weights.base_year} 年首页"
    return f"公布的 {table.edition} {table.sha256[:8]}{' 未核实' if table.unverified else ''}"


def lacking(weights: Weights) -> str:
    """Why a case that has a group has no weight."""
    table = weights.published
    source = f"{weights.base_year} 年的首页" if table is None else f"公布的权重“{table.edition}”"
    return f"{source}没有这个组的权重，不计入 CMI 和结余"
