"""The rules of inspection, each with its bounds, and what makes a record or unit stand out. Pure.

Figures of a group are medians and quartiles of the records at hand, so a few dear stays do not move them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from linghang.casemix.inspection_units import funnel

OWN = "领航自拟，供核查时参考"
Values = Mapping[str, float]


@dataclass(frozen=True)
class Parameter:
    """A bound of a rule: its value unless given, and what it says."""

    value: float
    meaning: str


@dataclass(frozen=True)
class Rule:
    """`columns` beyond case, adrg, drg, cost, days; `find` gives row, figure, expected, why of what stands out."""

    code: str
    title: str
    why: str
    parameters: Mapping[str, Parameter]
    columns: tuple[str, ...]
    find: Callable[[pl.DataFrame, Values], pl.DataFrame]
    source: str = OWN


def _split_stays(frame: pl.DataFrame, values: Values) -> pl.DataFrame:
    known = frame.drop_nulls(["institution", "patient", "admitted_at", "discharged_at"])
    ordered = known.sort("institution", "patient", "admitted_at", "discharged_at", "row")
    before = {name: pl.col(name).shift().over("institution", "patient") for name in ("case", "drg", "discharged_at")}
    pairs = ordered.with_columns(
        gap=(pl.col("admitted_at") - before["discharged_at"]).dt.total_days(), first=before["case"], same=before["drg"]
    )
    found = pairs.filter(pl.col("gap").is_between(0, values["days"]) & (pl.col("same") == pl.col("drg")))
    return found.select(
        "row",
        figure=pl.col("gap").cast(pl.Float64),
        expected=pl.lit(values["days"]),
        why=pl.format("同一患者出院 {} 天后又在本机构住院，仍入 {}，前一次是 {}", "gap", "drg", "first"),
        cases=pl.concat_list("first", "case"),
    )


def _siblings(frame: pl.DataFrame, values: Values) -> pl.DataFrame:
    """DRGs of enough records with the cheapest and dearest of their ADRG, where these differ enough."""
    groups = frame.group_by("adrg", "drg").agg(
        pl.len().alias("n"),
        pl.col("cost").median().alias("middle"),
        pl.col("cost").quantile(0.25, "linear").alias("low"),
        pl.col("cost").quantile(0.75, "linear").alias("high"),
    )
    groups = groups.filter(pl.col("n") >= values["least"]).sort("adrg", "middle", "drg")
    ends = groups.group_by("adrg", maintain_order=True).agg(
        cheap=pl.col("drg").first(), cheap_middle=pl.col("middle").first(), cheap_low=pl.col("low").first(),
        dear=pl.col("drg").last(), dear_middle=pl.col("middle").last(), dear_high=pl.col("high").last(),
    )  # fmt: skip
    told = groups.join(ends, on="adrg")
    return told.filter(pl.col("dear_middle") >= values["ratio"] * pl.col("cheap_middle"))


def _high_codes(frame: pl.DataFrame, values: Values) -> pl.DataFrame:
    groups = _siblings(frame, values)
    dearer = groups.filter(pl.col("middle") >= values["ratio"] * pl.col("cheap_middle"))
    found = frame.join(dearer, on=["adrg", "drg"]).filter(pl.col("cost") < pl.col("cheap_low"))
    words = (
        "入 {}（中位费用 {} 元），费用 {} 元却低于同一 ADRG 里费用最低的 {} 的下四分位 {} 元：并发症是否有相应的诊疗"
    )
    return found.select(
        "row",
        figure="cost",
        expected="cheap_low",
        why=pl.format(words, "drg", _yuan("middle"), _yuan("cost"), "cheap", _yuan("cheap_low")),
    )


def _low_codes(frame: pl.DataFrame, values: Values) -> pl.DataFrame:
    cheapest = _siblings(frame, values).filter(pl.col("drg") == pl.col("cheap"))
    found = frame.join(cheapest, on=["adrg", "drg"]).filter(pl.col("cost") > pl.col("dear_high"))
    words = "入 {}（中位费用 {} 元），费用 {} 元却高于同一 ADRG 里费用最高的 {} 的上四分位 {} 元：诊断是否漏填"
    return found.select(
        "row",
        figure="cost",
        expected="dear_high",
        why=pl.format(words, "drg", _yuan("middle"), _yuan("cost"), "dear", _yuan("dear_high")),
    )


def _principal_choice(frame: pl.DataFrame, values: Values) -> pl.DataFrame:
    """Records that name the same diagnoses and operations in any order, and mostly go to one group."""
    middles = frame.group_by("drg").agg(pl.col("cost").median().alias("middle"))
    alike = frame.filter(pl.col("diagnoses").list.len() > 1).with_columns(
        signature=pl.concat_str(
            *(pl.col(name).list.unique().list.sort().list.join("|") for name in ("diagnoses", "operations")),
            separator="#",
        )
    )
    shares = alike.group_by("signature", "drg").len("n").with_columns(all=pl.col("n").sum().over("signature"))
    usual = shares.filter((pl.col("all") >= values["least"]) & (pl.col("n") >= values["share"] * pl.col("all")))
    usual = usual.join(middles, on="drg").rename({"drg": "usual", "middle": "usual_middle"})
    found = alike.join(usual, on="signature").join(middles, on="drg")
    found = found.filter(
        (pl.col("drg") != pl.col("usual")) & (pl.col("middle") >= values["ratio"] * pl.col("usual_middle"))
    )
    words = "诊断和手术相同的 {} 例里 {} 例入 {}，这一例以 {} 为主要诊断而入 {}，中位费用 {} 元对 {} 元"
    principal = pl.col("diagnoses").list.first()
    return found.select(
        "row",
        figure="middle",
        expected="usual_middle",
        why=pl.format(words, "all", "n", "usual", principal, "drg", _yuan("middle"), _yuan("usual_middle")),
    )


def _low_admissions(frame: pl.DataFrame, values: Values) -> pl.DataFrame:
    sizes = [pl.len().over("drg").alias("n"), pl.col("cost").median().over("drg").alias("middle")]
    found = frame.with_columns(sizes).filter(
        (pl.col("n") >= values["least"])
        & (pl.col("days") <= values["days"])
        & (pl.col("operations").list.len() == 0)
        & (pl.col("cost") <= values["share"] * pl.col("middle"))
    )
    words = "住院 {} 天，没有手术操作，费用 {} 元，同组中位费用 {} 元：是否够住院标准"
    return found.select(
        "row",
        figure="cost",
        expected="middle",
        why=pl.format(words, pl.col("days").cast(pl.Int64), _yuan("cost"), _yuan("middle")),
    )


def _cost_outliers(frame: pl.DataFrame, values: Values) -> pl.DataFrame:
    """Robust z of the logarithm: costs are skewed, and the records sought must not stretch the measure."""
    log = pl.col("cost").log()
    spread = frame.with_columns(n=pl.len().over("drg"), centre=log.median().over("drg"), log=log)
    spread = spread.with_columns(mad=(pl.col("log") - pl.col("centre")).abs().median().over("drg"))
    scored = spread.filter((pl.col("n") >= values["least"]) & (pl.col("mad") > 0)).with_columns(
        z=0.6745 * (pl.col("log") - pl.col("centre")) / pl.col("mad"), middle=pl.col("centre").exp()
    )
    found = scored.filter(pl.col("z").abs() >= values["z"])
    words = "费用 {} 元，同组 {} 例的中位费用 {} 元，稳健 z 值 {}"
    return found.select(
        "row",
        figure="cost",
        expected="middle",
        why=pl.format(words, _yuan("cost"), "n", _yuan("middle"), pl.col("z").round(1, mode="half_away_from_zero")),
    )


def _yuan(name: str) -> pl.Expr:
    return pl.col(name).round(2, mode="half_away_from_zero")


_LEAST = Parameter(30, "组或单位不足这么多例不判断")
_RATIO = Parameter(1.2, "中位费用之比，不到这么多不判断")
_FUNNEL = {"least": _LEAST, "ratio": _RATIO, "z": Parameter(3, "超出期望多少个标准差")}
RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            "split-stay",
            "疑似分解住院",
            "一次住院拆成几次，每次都按一个病组付费。按计划的分次治疗（化疗、放疗等）也会如此。",
            {"days": Parameter(14, "出院后多少天以内再入院")},
            ("institution", "patient", "admitted_at", "discharged_at"),
            _split_stays,
        ),
        Rule(
            "high-code",
            "疑似高编",
            "填了使病组变贵的并发症，费用却比没有并发症的还低。轻症、自动出院也会如此。",
            {"least": _LEAST, "ratio": _RATIO},
            (),
            _high_codes,
        ),
        Rule(
            "low-code",
            "疑似漏编",
            "费用与最重的一组相当，却入了最轻的一组，并发症可能没有填。费用结构异常也会如此。",
            {"least": _LEAST, "ratio": _RATIO},
            (),
            _low_codes,
        ),
        Rule(
            "principal-choice",
            "疑似选择主要诊断",
            "诊断和手术都相同，换了主要诊断就进了更贵的组。以本次住院的主要问题为准，换得对也会如此。",
            {
                "least": Parameter(10, "相同的病例至少多少例"),
                "share": Parameter(0.8, "其中多大比例入同一组"),
                "ratio": _RATIO,
            },
            ("diagnoses", "operations"),
            _principal_choice,
        ),
        Rule(
            "low-admission",
            "疑似低标准入院",
            "住得短、花得少、没有手术操作，门诊可能就能处理。病情突变转院、自动出院也会如此。",
            {
                "days": Parameter(2, "住院天数不超过"),
                "share": Parameter(0.4, "费用不超过同组中位费用的多大比例"),
                "least": _LEAST,
            },
            ("operations",),
            _low_admissions,
        ),
        Rule(
            "cost-outlier",
            "同组费用离群",
            "费用远离同组的大多数。特殊病情也会如此。",
            {"least": _LEAST, "z": Parameter(3.5, "稳健 z 值的绝对值不小于")},
            (),
            _cost_outliers,
        ),
        Rule(
            "department-severity",
            "科室贵组占比偏高",
            "按 ADRG 构成算，入贵组的病例明显多于期望。收治的病人确实更重也会如此。",
            _FUNNEL,
            ("institution", "department"),
            lambda frame, values: funnel(frame, _siblings(frame, values), ("institution", "department"), values),
        ),
        Rule(
            "doctor-severity",
            "医师贵组占比偏高",
            "按 ADRG 构成算，入贵组的病例明显多于期望。收治的病人确实更重也会如此。",
            _FUNNEL,
            ("institution", "department", "doctor"),
            lambda frame, values: funnel(
                frame, _siblings(frame, values), ("institution", "department", "doctor"), values
            ),
        ),
    )
}
