"""What a settlement needs beside the scores: pool, share of the fund, assessment, deductions, past years. Pure."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError, field_validator

from linghang.casemix.dip.money import to_fen
from linghang.casemix.dip.parameters import Positive, Share
from linghang.core.errors import InputError, refuse
from linghang.packs.messages import explain
from linghang.packs.model import Part
from linghang.packs.yamlfile import read_yaml

Money = Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=2), AfterValidator(to_fen)]
Ratio = Annotated[Decimal, Field(gt=0, le=1)]


class PastYear(Part):
    """A past year: pool of the fund (yuan), share that the fund paid, total score."""

    year: int
    pool: Money
    fund_ratio: Ratio
    score: Positive

    @property
    def point_value(self) -> Decimal:
        """Yuan per point, unrounded."""
        return self.pool / self.fund_ratio / self.score


class Terms(Part):
    """Of one institution: the share that the fund pays (None: that of the budget), the coefficient of its assessment,
    deductions (yuan), and what was really prepaid (None: as reckoned)."""

    fund_ratio: Ratio | None = None
    assessment: Share | Annotated[Decimal, Field(gt=1, le=2)] = Decimal(1)
    deduction: Money = Decimal(0)
    prepaid: Money | None = None


class Budget(Part):
    """`pool`: what the fund has for DIP in the year (yuan)."""

    year: int
    pool: Money
    fund_ratio: Ratio
    history: tuple[PastYear, ...] = ()
    institutions: dict[str, Terms] = Field(default_factory=dict)

    @field_validator("history")
    @classmethod
    def _oldest_first(cls, history: tuple[PastYear, ...]) -> tuple[PastYear, ...]:
        years = [past.year for past in history]
        if len(set(years)) < len(years):
            raise ValueError("同一年写了两次")
        return tuple(sorted(history, key=lambda past: past.year))

    def terms(self, institution: str) -> Terms:
        """Those of the institution, the ordinary ones when it is not named."""
        return self.institutions.get(institution, Terms())

    def ratio(self, institution: str) -> Decimal:
        """The share that the fund pays there."""
        return self.terms(institution).fund_ratio or self.fund_ratio


def read_budget(path: Path) -> Budget:
    """The budget in a YAML file. InputError: file, line, field, reason, remedy."""
    if not path.is_file():
        raise refuse("没有这个预算文件", "请核对路径", file=str(path))
    file = read_yaml(path)
    if not isinstance(file.data, dict):
        raise refuse("预算文件应是键值对", "请对照说明", file=path.name)
    try:
        return Budget.model_validate(file.data)
    except ValidationError as error:
        raise InputError(explain(error, file, (), path.name, "预算")) from error
