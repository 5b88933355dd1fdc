"""Before a record is final: which group it is in now, and which it would be with another principal diagnosis. Pure.

The record must state the truth: whoever asks here is told so, and nothing is kept of what was asked.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linghang.casemix.answers import reason_of
from linghang.casemix.explain import Explainer, Explanation
from linghang.casemix.record import Record, read_record
from linghang.core.errors import Fault

MOST_CODES = 60
_SEPARATORS = re.compile(r"[|,，;；、\s]+")
_NUMBERS = {"age": "年龄", "age_days": "日龄", "birth_weight": "出生体重"}


@dataclass(frozen=True)
class Answered:
    """A record with its group and why."""

    raw: dict[str, Any]
    explanation: Explanation
    reason: str

    @property
    def grouped(self) -> bool:
        return self.explanation.status.value in ("grouped", "ambiguous")


@dataclass(frozen=True)
class Other:
    """The same record if another of its diagnoses were the principal one."""

    diagnosis: str
    answered: Answered
    same: bool


def codes(text: str) -> list[str]:
    """Codes as people paste them: one a line, or with commas, semicolons, bars or blanks between them."""
    text = unicodedata.normalize("NFKC", text)
    return [code for code in _SEPARATORS.split(text) if code]


def read_form(form: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    """The record that a form describes, and what of it cannot be read."""
    faults = []
    diagnoses, operations = codes(form.get("diagnoses", "")), codes(form.get("operations", ""))
    for name, found in (("诊断", diagnoses), ("手术操作", operations)):
        if len(found) > MOST_CODES:
            faults.append(Fault(field=name, reason=f"超过 {MOST_CODES} 个编码", remedy="请只留要试算的编码"))
    if not diagnoses:
        faults.append(Fault(field="诊断", reason="没有写主要诊断编码", remedy="请从首页抄录，主要诊断写在最前"))
    raw: dict[str, Any] = {"sex": form.get("sex", "").strip(), "diagnoses": diagnoses, "operations": operations}
    for name, title in _NUMBERS.items():
        text = unicodedata.normalize("NFKC", form.get(name, "")).strip()
        raw[name] = text or None
        if text and not re.fullmatch(r"\d{1,5}", text):
            faults.append(Fault(field=title, value=text[:20], reason="不是整数", remedy="请只写数字"))
    return raw, faults


def answer(explainer: Explainer, raw: Mapping[str, Any]) -> Answered:
    """The group of one record with everything that led to it."""
    scheme = explainer.scheme
    record: Record = read_record(raw, scheme.options.spell, scheme.columns)
    explanation = explainer.explain(record)
    return Answered(dict(raw), explanation, reason_of(explanation, record, dict(raw), explainer.spellings))


def others(explainer: Explainer, answered: Answered) -> list[Other]:
    """Every other diagnosis in the place of the principal one, each once, in the order of the record."""
    diagnoses = list(answered.raw["diagnoses"])
    found = []
    for diagnosis in dict.fromkeys(diagnoses[1:]):
        if diagnosis == diagnoses[0]:
            continue
        rest = list(diagnoses)
        rest.remove(diagnosis)
        asked = answer(explainer, answered.raw | {"diagnoses": [diagnosis, *rest]})
        found.append(Other(diagnosis, asked, asked.explanation.drg == answered.explanation.drg))
    return found
