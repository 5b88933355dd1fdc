"""How a hospital, a department or a branch is judged: a tree of items with weights, and a scoring rule for each.

A framework without weights is an indicator system: it can be browsed, not scored. Rules are data, so a published
scoring standard can be entered, checked and corrected without a programmer. Values of indicators are in base units: a
rate is a plain ratio (0.4 is 40 %).
"""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from linghang.packs.model import Code, Confidence, Name, PackObject, Part, Text

Share = Annotated[Decimal, Field(ge=0, le=1)]
Missing = Literal["shared", "zero"]


class Linear(Part):
    """No points at `floor`, all at `target`, in proportion between; a floor above the target: lower is better."""

    method: Literal["linear"]
    floor: Decimal
    target: Decimal


class Step(Part):
    """From `at_least` (included; open below when absent) up to `below` (not included; open above when absent).

    `share` of the weight; None where the published rule says nothing: such a value is reported as undefined.
    """

    at_least: Decimal | None = None
    below: Decimal | None = None
    share: Share | None = None


class Steps(Part):
    """Adjoining steps over all numbers: a hole that is not declared (`share` left out) is refused by the check."""

    method: Literal["steps"]
    steps: tuple[Step, ...] = Field(min_length=1)


class Interval(Part):
    """All points from `low` to `high`, both included; outside, `penalty` (share of weight) per `unit` of distance."""

    method: Literal["interval"]
    low: Decimal
    high: Decimal
    unit: Decimal = Field(default=Decimal(1), gt=0)
    penalty: Share


class Percentile(Part):
    """The share of peers that do no better, in the indicator's direction of good (best 1; ties share their mean)."""

    method: Literal["percentile"]


class Standard(Part):
    """Standardised among the peers of the year, in the direction of good: z of -`span` earns nothing, +`span` all."""

    method: Literal["standard"]
    span: Decimal = Field(default=Decimal(3), gt=0)


class Levels(Part):
    """A level held (电子病历 5 级) or a rating (A/B/C/D), looked up; a level not listed is undefined."""

    method: Literal["levels"]
    levels: dict[str, Share] = Field(min_length=1)


class Points(Part):
    """So many points (not shares) for each counted thing, added (or, negative, taken off), up to `limit` in all."""

    method: Literal["points"]
    each: Decimal
    limit: Decimal = Field(gt=0)


class Veto(Part):
    """One condition that no score can outweigh (一票否决): beyond `limit`, the grade is `grade` at best."""

    method: Literal["veto"]
    limit: Decimal
    over: Literal["above", "below"] = "above"
    grade: Text


Rule = Annotated[
    Linear | Steps | Interval | Percentile | Standard | Levels | Points | Veto, Field(discriminator="method")
]


class Item(Part):
    """A node of the tree. An inner item has `items`; a leaf has what it is judged by.

    `number`: the official number, where one is known. `indicator`: measured; `evidence: true`: rated from evidence
    (A/B/C/D by PDCA) by people. `weight`: points at best; a parent's is the sum of its items' (the check adds up).
    `missing`: what a value without data means: `shared` (its weight goes to the rest of its group) or `zero`.
    `clauses`: clauses of other systems that ask for the same (accreditation …), in words. `tags`: such as 国家监测.
    """

    code: Name
    title: Text
    number: str = ""
    indicator: Name | None = None
    evidence: bool = False
    weight: Decimal | None = Field(default=None, ge=0)
    rule: Rule | None = None
    missing: Missing = "shared"
    tags: tuple[Text, ...] = ()
    clauses: tuple[Text, ...] = ()
    asks: str = ""
    confidence: Confidence = "high"
    notes: str = ""
    items: tuple["Item", ...] = ()

    @model_validator(mode="after")
    def _leaf_or_node(self) -> Self:
        if self.items and (self.indicator or self.evidence or self.rule):
            raise ValueError(f"“{self.title}”下面还有细项，自己不能再写 indicator、evidence 或 rule")
        if self.indicator and self.evidence:
            raise ValueError(f"“{self.title}”的 indicator 和 evidence 只能写一个")
        if self.rule and not (self.indicator or self.evidence):
            raise ValueError(f"“{self.title}”写了 rule，就要写 indicator，或写 evidence: true")
        return self


class Grade(Part):
    """`top`: for the best so many of the peers (share, cumulative); `at_least`: from this share of full marks on."""

    grade: Text
    top: Share | None = None
    at_least: Share | None = None


class Framework(PackObject):
    """How it is judged.

    `judges`: what is judged. `full_marks`: of the whole tree; None: not scored. `peers`: by what institutions are
    compared (`category` and `level` are those of the organisation; `measured`: who has values for the same items).
    `grades`: best first; all by `top`, or all by `at_least`; `clusters`: instead, so many groups found in the scores,
    run until nothing moves. `subjects` of the items at the top are the dimensions.
    """

    judges: Literal["institution", "department", "branch"] = "institution"
    full_marks: Decimal | None = Field(default=None, gt=0)
    peers: tuple[Literal["kind", "level", "category", "measured"], ...] = ()
    grades: tuple[Grade, ...] = ()
    clusters: int | None = Field(default=None, ge=2, le=10)
    items: tuple[Item, ...] = Field(min_length=1)
    related: tuple[Code, ...] = ()


Item.model_rebuild()
