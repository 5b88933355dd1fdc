"""Published weights put in force for the groups of a scheme: read line by line, kept as they came, valid from a day on.

Neither asks who may: `reach.py` does.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from linghang.casemix.official_weights import Published, Said, read_published
from linghang.core.errors import Fault, InputError, refuse
from linghang.core.figures import round_half_up
from linghang.organization.models import Institution
from linghang.payment.dip_terms import WORKBOOK
from linghang.payment.models import Scheme
from linghang.payment.schemes import SOURCE_KEPT, Read, path_of, put_in_force, rules_of

CONFIDENCES: Mapping[str, str] = {"high": "高，与公布的原件逐行核对过", "medium": "中，部分核对", "low": "低，未核实"}
LONGEST_EDITION = 40
_TABLE = "weights.csv"
_MOST = Decimal(10) ** 9
"""Yuan: more than any weight is worth, and what the column holds."""


NOTHING_SAID = Said()


@dataclass(frozen=True)
class Terms:
    """What is said of a table beside its file. `rate`: what a weight of one is worth in yuan, where that was published;
    None: worked out from the front pages. `confidence`: as in the packs; low until somebody held it against the
    original."""

    said: Said = NOTHING_SAID
    rate: Decimal | None = None
    confidence: str = "low"


def import_weights(
    path: Path,
    scheme: Scheme,
    terms: Terms,
    *,
    institution: Institution | None = None,
    file_name: str = "",
    actor: Any = None,
) -> Scheme:
    """Put a table of weights in force for the groups of a DRG scheme at an institution and below (everybody: None).

    Edition, source and validity stand in the table or in `terms`. What was in force there for the scheme ends the day
    before by itself; the same again is the same. InputError: a line cannot be used (then nothing is taken), something
    is not said, or another table that was not withdrawn begins on the same day or later. `file_name`: what the person
    calls the file, where that is not its name here.
    """
    if scheme.kind != Scheme.Kind.DRG:
        raise refuse("只有 DRG 方案有权重表", "请选 DRG 分组方案", field="方案", value=scheme.title)
    groups = {each.code for of_one in rules_of(scheme).drgs.values() for each in of_one}
    called = file_name or path.name
    try:
        published = read_published(path, terms.said, groups)
    except InputError as error:
        raise InputError(_called(error.faults, path.name, called)) from error
    _check(published, terms)
    notices = _called(published.notices, path.name, called)
    read = Read(_files(path), _options(published, terms), published.weights.height, notices, published.source)
    return put_in_force(
        read,
        kind=str(Scheme.Kind.WEIGHTS),
        code=scheme.code,
        title=f"{scheme.title} 权重 {published.edition}",
        valid_from=published.valid_from,
        valid_to=published.valid_to,
        institution=institution,
        weighs=scheme,
        file_name=called,
        actor=actor,
    )


def _called(faults: Iterable[Fault], ours: str, theirs: str) -> list[Fault]:
    """The file under the name by which the person knows it."""
    return [replace(fault, file=theirs + fault.file.removeprefix(ours)) for fault in faults]


def scheme_called(code: str) -> Scheme:
    """The newest DRG scheme of this code that stands. InputError when there is none."""
    schemes = Scheme.objects.filter(kind=Scheme.Kind.DRG, withdrawal=None).order_by("valid_from", "id")
    found = schemes.filter(code=code.strip()).last()
    if found is None:
        known = "、".join(dict.fromkeys(each.code for each in schemes))
        remedy = f"已导入的：{known}" if known else "请先导入分组方案"
        raise refuse("没有这个 DRG 方案", remedy, field="方案", value=code[:60])
    return found


def read_rate(text: str) -> Decimal | None:
    """Yuan as people write them, None for nothing. InputError when it is no number."""
    written = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if not written:
        return None
    try:
        return Decimal(written)
    except InvalidOperation:
        raise refuse("费率不是数", "请写元数，如 9800.50；没有公布的不写", field="费率", value=text[:30]) from None


def _check(published: Published, terms: Terms) -> None:
    for column, text, most in (("版本", published.edition, LONGEST_EDITION), ("出处", published.source, SOURCE_KEPT)):
        if len(text) > most:
            raise refuse(f"{column}太长", f"请写 {most} 字以内", field=column, value=text[:60])
    if terms.confidence not in CONFIDENCES:
        told = "、".join(CONFIDENCES)
        raise refuse("没有这种核对情况", f"请写 {told}", field="核对情况", value=terms.confidence[:20])
    rate = terms.rate
    if rate is not None and not (rate.is_finite() and 0 < rate < _MOST and rate == round_half_up(rate, 2)):
        remedy = "请核对；没有公布的不写"
        raise refuse("费率应为大于 0 的元数，最多两位小数", remedy, field="费率", value=str(rate)[:30])


def _files(path: Path) -> dict[str, Path]:
    if path.is_dir():
        return {file.name: file for file in sorted(path.glob("*.csv"))}
    return {_TABLE if path.suffix.lower() == ".csv" else WORKBOOK: path}


def _options(published: Published, terms: Terms) -> dict[str, Any]:
    rate = "" if terms.rate is None else str(terms.rate)
    return {"edition": published.edition, "rate": rate, "confidence": terms.confidence}


def table_of(table: Scheme) -> pl.DataFrame:
    """The weights of a table in force (`official_weights.WEIGHTS`), read once in a process."""
    return _weights(table.sha256, Said(table.edition, table.source, table.valid_from))


@lru_cache(maxsize=8)
def _weights(sha256: str, said: Said) -> pl.DataFrame:
    return read_published(path_of(sha256), said).weights
