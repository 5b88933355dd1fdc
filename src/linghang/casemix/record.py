"""One discharged patient as the grouping reads him, and the reasons to refuse him before any rule is asked. Pure."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

OLDEST = 150
"""Years; an age beyond it is a slip of the pen, and no payment should rest on it."""
NEWBORN_DAYS = 28
"""Up to this age in days the birth weight must be known."""
SEXES = {"1": 1.0, "2": 2.0, "男": 1.0, "女": 2.0}
MISSING = math.nan
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?", re.ASCII)
"""As people write numbers: no exponent, no words for infinity, no underscores, all of which `float` would take."""
_TOLD = 60
"""Signs of a cell that a sentence repeats; a cell may hold megabytes."""


@dataclass(frozen=True)
class Record:
    """Numbers as read (`nan`: missing or unreadable), codes spelled as the scheme compares them.

    `age` years, `age_days` days, `birth_weight` grams. The first code is the principal or main one; an empty one means
    that it was left empty; further empty codes are dropped. `inputs`: what a scheme asks further, by column.
    """

    sex: float
    age: float
    age_days: float
    birth_weight: float
    diagnoses: tuple[str, ...]
    operations: tuple[str, ...]
    inputs: Mapping[str, float] = field(default_factory=dict)

    def number(self, name: str) -> float:
        """A number by its column: one that every record has, or a further input of the scheme."""
        return self.inputs[name] if name in self.inputs else float(getattr(self, name))


class Refusal(IntEnum):
    """Why a record is not grouped although rules could be asked; in the order in which it is looked at. 0: it is."""

    NONE = 0
    NO_DIAGNOSIS = 1
    SEX = 2
    AGE = 3
    AGE_RANGE = 4
    AGE_DAYS = 5
    BIRTH_WEIGHT = 6


REFUSED = {
    Refusal.NO_DIAGNOSIS: ("diagnoses", "没有主要诊断：请补填"),
    Refusal.SEX: ("sex", "性别{}应为 1（男）或 2（女）：请核对"),
    Refusal.AGE: ("age", "年龄{}应为整数岁：请补填或更正"),
    Refusal.AGE_RANGE: ("age", f"年龄{{}}不在 0–{OLDEST} 岁之间：请核对"),
    Refusal.AGE_DAYS: ("age_days", "年龄为 0 岁，日龄{}应为不小于 0 的数：请补填或更正"),
    Refusal.BIRTH_WEIGHT: (
        "birth_weight",
        f"日龄不超过 {NEWBORN_DAYS} 天，出生体重{{}}应为不小于 0 的克数：请补填或更正",
    ),
}
"""Column at fault and the sentence; the place takes what stands in the column."""


def refusal(record: Record) -> Refusal:
    """The first reason against the record, or NONE."""
    if not record.diagnoses or not record.diagnoses[0]:
        return Refusal.NO_DIAGNOSIS
    if math.isnan(record.sex):
        return Refusal.SEX
    if math.isnan(record.age) or record.age != math.floor(record.age):
        return Refusal.AGE
    if not 0 <= record.age <= OLDEST:
        return Refusal.AGE_RANGE
    if record.age == 0:
        if not record.age_days >= 0:
            return Refusal.AGE_DAYS
        if record.age_days <= NEWBORN_DAYS and not record.birth_weight >= 0:
            return Refusal.BIRTH_WEIGHT
    return Refusal.NONE


def refused_because(reason: Refusal, raw: Any) -> str:
    """The sentence for the user; `raw` is what stands in the column at fault."""
    written = "" if raw is None or isinstance(raw, (list, tuple)) else shortened(str(raw))
    return REFUSED[reason][1].format(f"“{written}”" if written else "（空）")


def shortened(text: str) -> str:
    """What a sentence repeats of a cell."""
    text = text.strip()
    return text if len(text) <= _TOLD else f"{text[:_TOLD]}…"


def read_record(raw: Mapping[str, Any], spell: Callable[[str], str], inputs: Iterable[str] = ()) -> Record:
    """A record from a row of a table: texts or numbers, codes as one text joined by `|` or as a list.

    `inputs`: the columns that the scheme asks further (`Scheme.columns`).
    """
    return Record(
        read_sex(raw.get("sex")),
        read_number(raw.get("age")),
        read_number(raw.get("age_days")),
        read_number(raw.get("birth_weight")),
        read_codes(raw.get("diagnoses"), spell),
        read_codes(raw.get("operations"), spell),
        {column: read_number(raw.get(column)) for column in inputs},
    )


def read_number(raw: Any) -> float:
    """A number however it is stored; nan when nothing or no finite number is there."""
    if raw is None or isinstance(raw, bool):
        return MISSING
    if isinstance(raw, str):
        raw = unicodedata.normalize("NFKC", raw).strip()
        if not _NUMBER.fullmatch(raw):
            return MISSING
    try:
        number = float(raw)
    except (ValueError, TypeError, OverflowError):
        return MISSING
    return number if math.isfinite(number) else MISSING


def read_sex(raw: Any) -> float:
    """1 male, 2 female, also 男 and 女; nan for everything else."""
    known = SEXES.get(raw.strip()) if isinstance(raw, str) else None
    number = read_number(raw) if known is None else known
    return number if number in {1.0, 2.0} else MISSING


def read_codes(raw: Any, spell: Callable[[str], str]) -> tuple[str, ...]:
    """Codes of a text joined by `|` or of a list; the first place is kept even when it is empty."""
    parts: Iterable[Any] = () if raw is None else raw.split("|") if isinstance(raw, str) else raw
    codes = [spell("" if part is None else str(part)) for part in parts]
    return tuple(code for place, code in enumerate(codes) if code or place == 0)
