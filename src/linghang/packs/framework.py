"""How a hospital, a department or a branch is judged: a tree of items with weights, and a scoring rule for each.

A framework without weights is an indicator system: it can be browsed, not scored. Rules are data, so a published
scoring standard can be entered, checked and corrected without a programmer. Values of indicators are in base units: a
rate is a plain ratio (0.4 is 40 %).
"""

from collections.abc import Iterator
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
    """All points from `low` to `high`, both included, an absent end being open; outside, `penalty` (share of weight)
    per `unit` of distance, in proportion, until nothing is left."""

    method: Literal["interval"]
    low: Decimal | None = None
    high: Decimal | None = None
    unit: Decimal = Field(default=Decimal(1), gt=0)
    penalty: Share

    @model_validator(mode="after")
    def _has_an_end(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("interval 要写 low 或 high")
        return self


class Percentile(Part):
    """The share of the others that do worse, in the indicator's direction of good (best 1, worst 0; ties share their
    mean). Not scored among fewer than `least_peers`, itself included."""

    method: Literal["percentile"]
    least_peers: int = Field(default=5, ge=2)


class Standard(Part):
    """Standardised among the peers of the year, in the direction of good: z of -`span` earns nothing, +`span` all.

    The deviation is that of the whole group (not of a sample); where all are alike z is 0. Not scored among fewer
    than `least_peers`, itself included.
    """

    method: Literal["standard"]
    span: Decimal = Field(default=Decimal(3), gt=0)
    least_peers: int = Field(default=5, ge=2)


class Levels(Part):
    """A level held (电子病历 5 级) or a rating (A/B/C/D), looked up; a level not listed is undefined."""

    method: Literal["levels"]
    levels: dict[str, Share] = Field(min_length=1)


class Points(Part):
    """So many points (not shares) for each counted thing, up to `limit` in all.

    An item with a weight earns them (`each` above 0) or loses them from its full marks (below 0); an item without one
    adds them to, or takes them off, the points of the rest (加分, 扣分), beyond the full marks if need be.
    """

    method: Literal["points"]
    each: Decimal
    limit: Decimal = Field(gt=0)


class Veto(Part):
    """One condition that no score can outweigh (一票否决): the grade is then `grade` at best.

    It comes about when the value is beyond `limit`, or when the rating from evidence is one of `ratings`. The item has
    no weight.
    """

    method: Literal["veto"]
    limit: Decimal | None = None
    over: Literal["above", "below"] = "above"
    ratings: tuple[Text, ...] = ()
    grade: Text

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        if (self.limit is None) == (not self.ratings):
            raise ValueError("veto 要么写 limit，要么写 ratings，二者取一")
        return self


Rule = Annotated[
    Linear | Steps | Interval | Percentile | Standard | Levels | Points | Veto, Field(discriminator="method")
]


Supervision = Literal["completion", "on_time", "in_due", "return_rate", "report_rate"]


class Tally(Part):
    """Rows of a kept register that name the judged Party organisation: how many, or the sum of `value`.

    `owner`: the field that names it by code. `date`: another date field than the register's. `unit`: of the number.
    """

    register_code: Name = Field(alias="register")
    owner: Name
    where: Text | None = None
    value: Text | None = None
    date: Name | None = None
    unit: str = ""


class Item(Part):
    """A node of the tree. An inner item has `items`; a leaf has what it is judged by.

    `number`: the official number, where one is known. `indicator`: measured; `supervision`: a rate of the supervised
    tasks of a department (tasks/statistics.py); `tally`: counted in a kept register, of a Party organisation;
    `evidence: true`: rated from evidence (A/B/C/D by PDCA) by people.
    `weight`: points at best; a parent's is the sum of its items' (the check adds up);
    without one an item is shown, not scored. `missing`, of a leaf: what a value without data means: `shared` (its
    weight goes to the rest of its group; that of an empty group to the other groups) or `zero`.
    `clauses`: clauses of other systems that ask for the same (accreditation …), in words. `tags`: such as 国家监测.
    """

    code: Name
    title: Text
    number: str = ""
    indicator: Name | None = None
    supervision: Supervision | None = None
    tally: Tally | None = None
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
        sources = sum(map(bool, (self.indicator, self.supervision, self.tally, self.evidence)))
        if self.items and (sources or self.rule):
            raise ValueError(
                f"“{self.title}”下面还有细项，自己不能再写 indicator、supervision、tally、evidence 或 rule"
            )
        if sources > 1:
            raise ValueError(f"“{self.title}”的 indicator、supervision、tally、evidence 只能写一个")
        if self.rule and not sources:
            raise ValueError(f"“{self.title}”写了 rule，就要写 indicator、supervision 或 tally，或写 evidence: true")
        if self.items and "missing" in self.model_fields_set:
            raise ValueError(f"“{self.title}”下面还有细项，missing 写在细项上")
        return self

    @property
    def unverified(self) -> bool:
        """What it says has not been held against the official text."""
        return self.confidence != "high"

    @property
    def full(self) -> Decimal:
        """The weight, or, of a node that does not say it, the sum of its items'; 0 where nothing is weighted."""
        if self.weight is not None:
            return self.weight
        return sum((item.full for item in self.items), Decimal(0))


class Grade(Part):
    """`top`: for the best so many of the peers (share, cumulative); `at_least`: from this share of full marks on.

    The last one may leave both out: all the rest. `undefined`: the published rule says nothing about this range (its
    `grade` then only names the gap): nobody is given a grade there.
    """

    grade: Text
    top: Share | None = None
    at_least: Share | None = None
    undefined: bool = False


class Applies(Part):
    """Which institutions are judged: of one of these `kinds`, of a level that begins with one of `levels` (三级), of
    one of these `categories`. What is left out does not matter."""

    kinds: tuple[Literal["region", "group", "hospital", "township", "village"], ...] = ()
    levels: tuple[Text, ...] = ()
    categories: tuple[Text, ...] = ()

    def to(self, kind: str, level: str, category: str) -> bool:
        """Whether an institution of this kind, level and category is judged."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.levels or level.startswith(self.levels))
            and (not self.categories or category in self.categories)
        )


class Framework(PackObject):
    """How it is judged.

    `judges`: what is judged; `applies`: by which institutions it is used. `full_marks`: of the whole tree; None: not
    scored. `peers`: by what institutions are compared (`category` and `level` are those of the organisation;
    `measured`: who has values for the same items). `grades`: best first; all by `top`, or all by `at_least`;
    `clusters`: instead, so many groups found in the scores, run until nothing moves, one for each of the grades, which
    then say neither. The items at the top are the dimensions. `related`: frameworks that it is set against in the
    crosswalk.
    """

    judges: Literal["institution", "department", "branch"] = "institution"
    applies: Applies = Applies()
    full_marks: Decimal | None = Field(default=None, gt=0)
    peers: tuple[Literal["kind", "level", "category", "measured"], ...] = ()
    grades: tuple[Grade, ...] = ()
    clusters: int | None = Field(default=None, ge=2, le=10)
    items: tuple[Item, ...] = Field(min_length=1)
    related: tuple[Code, ...] = ()

    @property
    def unverified(self) -> bool:
        """Not held against the official text throughout."""
        return self.confidence != "high" or self.provenance.startswith("recalled")

    def walk(self) -> Iterator[tuple[Item, tuple[int, ...]]]:
        """Every item, parents first, with its place in the tree: (1, 0) is the first under the second."""
        return _walk(self.items, ())

    def leaves(self) -> list[Item]:
        """The items that are judged, or shown, by themselves."""
        return [item for item, _ in self.walk() if not item.items]


def _walk(items: tuple[Item, ...], place: tuple[int, ...]) -> Iterator[tuple[Item, tuple[int, ...]]]:
    for index, item in enumerate(items):
        yield item, (*place, index)
        yield from _walk(item.items, (*place, index))


Item.model_rebuild()
