"""What a posted form of a step says, and what must not be lost when it is refused: its words and its files."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from linghang.core.days import parse_day
from linghang.core.errors import Fault, InputError
from linghang.core.keys import parse_key
from linghang.packs.procedure import Step, StepField
from linghang.procedures.acts import DATA, FILES, KEPT, PAPER, VOTE, Sent
from linghang.procedures.cases import Tally
from linghang.procedures.workbook import TALLY
from linghang.tasks import evidence
from linghang.tasks.evidence import Kept
from linghang.tasks.posting import KeptFile, from_token, token

MOST_FILES = 20
_LONGEST_NUMBER = 6


@dataclass
class Posted:
    """A form as it was sent. `faults`: what could not be read at all."""

    on: dt.date | None
    outcome: str
    text: str
    data: dict[str, Any]
    tally: Tally | None
    papers: dict[str, Any]
    revision: int
    kept: dict[str, list[Kept]]
    written: dict[str, str]
    faults: list[Fault] = field(default_factory=list)

    def sent(self, faults: tuple[Fault, ...] = ()) -> Sent:
        """The same, to be shown again."""
        kept: dict[str, tuple[KeptFile, ...]] = {
            code: tuple(token(each) for each in files) for code, files in self.kept.items()
        }
        return Sent(self.written, (*self.faults, *faults), kept)


def read(request: HttpRequest, step: Step | None) -> Posted:
    """What was posted for a step; None for an event that is none."""
    post, faults = request.POST, list[Fault]()
    written = {name: post.get(name, "") for name in post if not name.startswith("_")}
    on = parse_day(post.get("on", ""))
    if on is None:
        faults.append(Fault(field="日期", value=post.get("on", ""), reason="不是日期", remedy="请重新选择"))
    kept = _files(request, step, faults)
    papers: dict[str, Any] = {
        each.code: place
        for each in (step.documents if step else ())
        if (place := post.get(PAPER + each.code, "").strip())
    }
    return Posted(
        on,
        post.get("outcome", "").strip(),
        post.get("text", "").strip(),
        fields(request, step.fields if step else ()),
        _tally(request, faults) if step is not None and step.vote else None,
        papers | dict(kept),
        parse_key(post.get("_revision", "")) or 0,
        kept,
        written,
        faults,
    )


def fields(request: HttpRequest, wanted: tuple[StepField, ...]) -> dict[str, str]:
    """The fields that were filled in, as they were written."""
    return {each.code: value for each in wanted if (value := request.POST.get(DATA + each.code, "").strip())}


def _tally(request: HttpRequest, faults: list[Fault]) -> Tally | None:
    texts = {name: request.POST.get(VOTE + name, "").strip() for name in TALLY.values()}
    if not any(texts.values()):
        return None
    numbers = {name: parse_key(text or "0") for name, text in texts.items()}
    for title, name in TALLY.items():
        if numbers[name] is None or len(texts[name]) > _LONGEST_NUMBER:
            faults.append(
                Fault(field="表决", value=texts[name][:20], reason=f"“{title}”不是整数", remedy="请填人数或票数")
            )
    if any(fault.field == "表决" for fault in faults):
        return None
    return Tally(**{name: number or 0 for name, number in numbers.items()})


def _files(request: HttpRequest, step: Step | None, faults: list[Fault]) -> dict[str, list[Kept]]:
    """The uploads by document: those kept from the form's first sending, and new ones."""
    found: dict[str, list[Kept]] = {}
    count = 0
    for each in step.documents if step else ():
        files = [kept for text in request.POST.getlist(KEPT + each.code) if (kept := from_token(text))]
        for upload in request.FILES.getlist(FILES + each.code):
            count += 1
            if count > MOST_FILES:
                faults.append(Fault(field="材料", reason=f"一次最多 {MOST_FILES} 个文件", remedy="请合并成一个文件"))
                return found
            try:
                files.append(evidence.keep(upload))
            except InputError as error:
                faults += error.faults
        if files:
            found[each.code] = files
    return found
