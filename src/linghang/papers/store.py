"""Writing papers: taken in, their words given a meaning, signed off. None of these asks who may: `reach.py` does."""

import datetime as dt
import hashlib
import io
import re
from typing import Any

from django.db import IntegrityError, transaction

from linghang.core.errors import InputError, refuse
from linghang.documents.clean import clean
from linghang.documents.outline import outline
from linghang.documents.read import read_bytes
from linghang.organization.as_of import name_of
from linghang.organization.models import Institution
from linghang.papers.ledger import Held, against
from linghang.papers.models import Paper, PaperMapping, SignOff
from linghang.papers.plain import plain_held, plain_internal, plain_waiver
from linghang.papers.reach import Open, everything
from linghang.papers.reading import Reading, read
from linghang.papers.waiving import sort
from linghang.registers import content
from linghang.registers.catalogue import current_version
from linghang.tasks.evidence import LARGEST_BYTES, check, keep

LONGEST = 500_000
"""Characters of one paper: a work report has 20 000."""


def take(
    upload: Any,
    institution: Institution,
    *,
    actor: Any,
    name: str = "",
    title: str = "",
    kind: str = "",
    published: dt.date | None = None,
) -> Paper:
    """Keep an uploaded document with its text. InputError when it cannot be read, is too long, or stands already."""
    name = name or str(getattr(upload, "name", "") or "")
    content = upload.read(LARGEST_BYTES + 1)
    raw = _admitted(content, name)
    if len(raw) > LONGEST:
        raise refuse(f"正文超过 {LONGEST // 10_000} 万字", "请分册上传", file=name)
    if kind and kind not in Paper.Kind.values:
        raise refuse("没有这个文种", "请从列表里选", field="文种", value=kind[:20])
    text = clean(raw).text
    if not text.strip():
        raise refuse("清理后没有剩下正文", "请检查是否传错了文件", file=name)
    kept = keep(io.BytesIO(content), name)
    title = title.strip() or outline(text).title.strip() or kept.name
    try:
        with transaction.atomic():
            return Paper.objects.create(
                institution=institution, title=title[:200], kind=kind or kind_of(title), published=published,
                raw=raw, text=text, name=kept.name, sha256=kept.sha256, bytes=kept.bytes, media_type=kept.media_type,
                uploaded_by=_user(actor),
            )  # fmt: skip
    except IntegrityError:
        known = Paper.objects.get(institution=institution, sha256=kept.sha256)
        raise refuse(f"这份文件已经上传过：“{known.title}”", "请在公文列表里打开它", file=name) from None


_KINDS = (
    (Paper.Kind.SPEECH, "讲话|致辞|发言"),
    (Paper.Kind.NOTICE, "通知|意见|通报|决定|办法"),
    (Paper.Kind.PLAN, "计划|方案|要点|规划|安排|打算"),
    (Paper.Kind.REPORT, "报告|总结|汇报|说明|公报|简报|决算"),
)


def kind_of(title: str) -> str:
    """By the last word of its kind in a title: 关于…计划的报告 is a report, 关于印发…要点的通知 a notice."""
    ends = {kind: max((found.end() for found in re.finditer(words, title)), default=0) for kind, words in _KINDS}
    kind = max(ends, key=lambda each: ends[each])
    return str(kind if ends[kind] else Paper.Kind.OTHER)


def _admitted(content: bytes, name: str) -> str:
    """The text of what may be kept. What is wrong with the reading is said first: it names the remedy."""
    if len(content) > LARGEST_BYTES:
        raise refuse(f"文件超过 {LARGEST_BYTES // 2**20} MB", "请拆分后上传", file=name)
    raw = _text_of(content, name)
    try:
        check(content, name)
    except InputError as error:
        remedy = "文字文件请用记事本另存为 UTF-8，Word 文件请另存为不带宏的 .docx"
        raise refuse("这种编码或带宏的文件不收", remedy, file=name) from error
    return raw


def take_again(upload: Any, institution: Institution, **fields: Any) -> Paper:
    """The same, or the paper that stands already with the same contents."""
    content = upload.read(LARGEST_BYTES + 1)
    known = Paper.objects.filter(institution=institution, sha256=hashlib.sha256(content).hexdigest()).first()
    return known or take(io.BytesIO(content), institution, **fields)


def _text_of(content: bytes, name: str) -> str:
    """The text of an upload. A Word file whose inside is damaged makes the reading libraries fail in ways of their own
    (a syntax error of XML, a part that is not what it should be): that is the file's fault, not the house's."""
    try:
        return read_bytes(content, name)
    except (SyntaxError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise refuse("文件已损坏", "请在原来的软件里打开并另存一份", file=name) from error


def hold(paper: Paper, open_to: Open = everything) -> Held:
    """The figures of a kept paper against its institution's ledger."""
    return against(read_kept(paper), paper.institution, open_to=open_to)


def read_kept(paper: Paper) -> Reading:
    return read(paper.text, paper.published.isoformat() if paper.published else "")


def remember(institution: Institution, metric: str, unit: str, indicator: str, *, actor: Any) -> PaperMapping:
    """From now on these words mean this indicator at the institution; "" when they mean none. InputError."""
    metric, unit = metric.strip(), unit.strip()
    if not metric or len(metric) > 80 or len(unit) > 20:
        raise refuse(
            "没有写文中说法，或太长", "文中说法 80 字以内，单位 20 字以内", field="文中说法", value=metric[:20]
        )
    if indicator and not content.library().has("indicators", indicator):
        raise refuse("没有这个指标", "请从列表里选", field="指标", value=indicator[:64])
    made, _ = PaperMapping.objects.update_or_create(
        institution=institution,
        metric=metric,
        unit=unit,
        defaults={"indicator": indicator, "changed_by": _user(actor)},
    )
    return made


def sign_off(paper: Paper, *, actor: Any, open_to: Open = everything) -> SignOff:
    """Write down that the paper contradicts neither itself nor the ledger, with all that was found and what a person
    set aside. InputError while a conflict is open, or while the person cannot see every figure."""
    reading, held = read_kept(paper), hold(paper, open_to)
    waived = sort(paper, reading)
    if conflicts := waived.conflicts + len(held.of("conflict")):
        remedy = "请改正文稿后重新上传，或更正指标对应；文内的矛盾确属误判的，写明理由"
        raise refuse(f"还有 {conflicts} 处矛盾", remedy, subject=paper.title)
    if held.hidden:
        remedy = "请由能查看这些指标的人员核定"
        raise refuse(f"有 {held.hidden} 处数字您无权对照台账", remedy, subject=paper.title)
    return SignOff.objects.create(
        paper=paper,
        text_sha256=hashlib.sha256(paper.text.encode()).hexdigest(),
        version=current_version(),
        verdicts={
            "ledger": plain_held(held),
            "text": plain_internal(reading),
            "waived": [plain_waiver(each) for _, each in waived.aside],
        },
        actor=_user(actor),
        by=name_of(actor) if _user(actor) else "",
    )


def _user(actor: Any) -> Any:
    return actor if getattr(actor, "pk", None) else None
