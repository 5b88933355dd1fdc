"""What a region decides about DIP, as data: thresholds, weights of years, bands, coefficients, rounding. Pure.

Nothing here is fixed in code: `read_parameters(None)` reads the file that is shipped, which names for every value
whether it stands in the published method or was set by 领航. Ratios are plain numbers (0.9 is 90 %), money is yuan.
"""

import datetime as dt
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from linghang.casemix.codes import key
from linghang.casemix.dip.bands import Band, refuse_faulty
from linghang.core.errors import InputError, refuse
from linghang.packs.messages import explain
from linghang.packs.model import Part, Text
from linghang.packs.yamlfile import read_yaml

SHIPPED = Path(__file__).parent / "defaults" / "parameters.yaml"
Positive = Annotated[Decimal, Field(gt=0)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Places = Annotated[int, Field(ge=0, le=8)]
Weights = Annotated[tuple[Positive, ...], Field(min_length=1)]
NumberKind = Literal["age", "cci", "other_diagnoses", "icu_days"]


class Core(Part):
    """When a key is a group of its own: at least `cases` records, or as many as make the core hold `share` of all."""

    cases: Annotated[int, Field(ge=1)] | None = None
    share: Annotated[Decimal, Field(gt=0, le=1)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.cases is None) == (self.share is None):
            raise ValueError("cases（例数）和 share（占比）写且只写一个")
        return self


class Trim(Part):
    """Records outside these percentiles of the cost of their group do not count, when it has at least `least`."""

    low: Share
    high: Share
    least: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low < self.high:
            raise ValueError("low 应小于 high")
        return self


class Related(Part):
    """A related operation makes a group of its own when the mean cost with it is at least `ratio` of that without,
    and there are `least` records of each."""

    ratio: Positive
    least: Annotated[int, Field(ge=1)]


class Base(Part):
    """What a weight is measured against: the mean of all records, the mean of one group, or a fixed sum (yuan)."""

    kind: Literal["mean", "group", "constant"]
    group: str = ""
    value: Positive | None = None
    points: Positive

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "group" and not self.group:
            raise ValueError("以基准病种为准时，要在 group 写它的编码")
        if self.kind == "constant" and self.value is None:
            raise ValueError("以固定数为准时，要在 value 写金额")
        return self


class Rounding(Part):
    """Decimal places, half up."""

    weight: Places
    coefficient: Places
    score: Places
    point_value: Places


class Institutions(Part):
    """The coefficient of an institution by its level: computed from the records, or given here.

    `levels`: institution → level, for records without the column `level`. `coefficients`: level, or institution (which
    goes before its level) → coefficient. `method`: `plain` is the mean cost of the level over the mean of all;
    `standardised` divides by what the same records would cost at the means of their groups.
    """

    computed: bool
    method: Literal["plain", "standardised"] = "plain"
    levels: dict[str, str] = Field(default_factory=dict)
    coefficients: dict[str, Positive] = Field(default_factory=dict)


class NamedBand(Band):
    """A band of a subtype; an empty name: no adjustment."""

    name: str = ""


class NumberSubtypes(Part):
    """Subtypes by a number of the record. `age` is in days (a year counts 365), the others as they are named."""

    kind: NumberKind
    title: Text
    bands: tuple[NamedBand, ...]

    @model_validator(mode="after")
    def _adjoining(self) -> Self:
        refuse_faulty(self.bands, self.title, first=Decimal(0))
        return self


class CodeLevel(Part):
    """A subtype: the other diagnoses that begin with one of the codes."""

    name: Text
    codes: tuple[Text, ...] = Field(min_length=1)


class CodeSubtypes(Part):
    """Subtypes by other diagnoses, gravest first: the first that the record shows.

    `principal`: only records whose principal diagnosis begins with one of these; empty: all.
    """

    kind: Literal["severity", "tumour"]
    title: Text
    principal: tuple[str, ...] = ()
    levels: tuple[CodeLevel, ...]


class Auxiliary(Part):
    """When an auxiliary coefficient is used: enough records in group and subtype, and a smaller CV in the subtype."""

    least_group: Annotated[int, Field(ge=1)]
    least_subtype: Annotated[int, Field(ge=1)]
    better_cv: bool
    kinds: tuple[NumberSubtypes | CodeSubtypes, ...] = ()

    @field_validator("kinds")
    @classmethod
    def _once(cls, kinds: tuple[NumberSubtypes | CodeSubtypes, ...]) -> tuple[NumberSubtypes | CodeSubtypes, ...]:
        names = [entry.kind for entry in kinds]
        if len(set(names)) < len(names):
            raise ValueError("同一种辅助目录写了两次")
        return kinds


class Deviation(Band):
    """Where cost over standard falls here, the score is multiplied by `constant` + `slope` × (cost over standard)."""

    constant: Decimal
    slope: Decimal
    name: str = ""

    def never_negative(self) -> bool:
        """Whether no number of the band gives a factor below 0."""
        if self.below is None and self.slope < 0:
            return False
        ends = [self.at_least or Decimal(0), *([] if self.below is None else [self.below])]
        return all(self.constant + self.slope * end >= 0 for end in ends)


class Review(Part):
    """Individual review 特例单议: whose cost is at least `ratio` of the standard; per institution at most `share`."""

    ratio: Positive
    share: Share


class Settling(Part):
    """`history`: weights of past years' point values, oldest first; `prepaid`: share of the forecast paid monthly.

    `reviewed`: the amounts of individual review come out of the pool before it is divided (`within`), or are paid
    beside it; None: not said, and no amount can be settled.
    """

    history: Weights
    prepaid: Share
    withheld: Literal["kept", "redistributed"]
    reviewed: Literal["within", "beside"] | None = None


class Parameters(Part):
    """All of it. `origins` says of each key where its value comes from."""

    version: Text
    valid_from: dt.date
    source: Text
    origins: dict[str, str] = Field(default_factory=dict)
    core: Core
    years: Weights
    trim: Trim
    related: Related
    base: Base
    rounding: Rounding
    operation_properties: dict[str, Text]
    without_operation: Text
    not_principal: tuple[str, ...] = ()
    not_main: tuple[str, ...] = ()
    primary_care: tuple[str, ...] = ()
    institutions: Institutions
    auxiliary: Auxiliary
    deviation: tuple[Deviation, ...]
    review: Review
    settling: Settling

    @field_validator("deviation")
    @classmethod
    def _deviation_adjoining(cls, deviation: tuple[Deviation, ...]) -> tuple[Deviation, ...]:
        refuse_faulty(deviation, "偏差档次", first=Decimal(0))
        for number, band in enumerate(deviation, 1):
            if not band.never_negative():
                raise ValueError(f"第 {number} 档会把分值乘上负数：请更正 constant 或 slope")
        return deviation

    @cached_property
    def properties(self) -> dict[str, str]:
        """Operation properties by key of the prefix."""
        return {key(prefix): name for prefix, name in self.operation_properties.items()}


def read_parameters(path: Path | None = None) -> Parameters:
    """The parameters in a YAML file; None: those that are shipped. InputError: file, line, field, reason, remedy."""
    source = path or SHIPPED
    if not source.is_file():
        raise refuse("没有这个参数文件", "请核对路径", file=str(source))
    file = read_yaml(source)
    if not isinstance(file.data, dict):
        raise refuse("参数文件应是键值对", "请对照自带的参数文件", file=source.name)
    try:
        return Parameters.model_validate(file.data)
    except ValidationError as error:
        raise InputError(explain(error, file, (), source.name, "参数")) from error
