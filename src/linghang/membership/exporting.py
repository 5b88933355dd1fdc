"""The roll and everything about it as lines of the workbook: read again, they change nothing."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from linghang.core import workbook
from linghang.core.workbook import Line
from linghang.membership.models import (
    Attachment,
    Candidate,
    DuesBase,
    DuesPayment,
    DuesReduction,
    Election,
    Member,
    Membership,
    PairedLeader,
    Suspension,
    Term,
)
from linghang.membership.workbook import (
    ATTACHED,
    BASES,
    BOOK,
    CANDIDATES,
    CUTS,
    ELECTIONS,
    FILES,
    PAIRED,
    PAYMENTS,
    SPANS,
    STOPS,
    TERMS,
)
from linghang.organization.models import Institution, Validity
from linghang.registers import watermark

Lines = dict[str, list[Line]]


def export_members(path: Path | BinaryIO, institutions: Sequence[Institution], words: str = "") -> Mapping[str, int]:
    """Write the workbook of these institutions' members and say how many lines each sheet has.

    People of the institutions, and spans of others in their branches. `words`: the watermark on every printed page.
    """
    lines = read_lines([each.pk for each in institutions])
    finish = partial(watermark.workbook, said=words) if words else None
    workbook.write_workbook(path, BOOK, lines, finish=finish)
    return {sheet: len(found) for sheet, found in lines.items()}


def read_lines(institutions: Sequence[int]) -> Lines:
    """Everything about these institutions (keys), with all periods, in a lasting order."""
    branch = {"organization__institution__in": institutions}
    people = list(
        Membership.objects.filter(**branch).values_list("person", flat=True).distinct()
    )  # fmt: skip
    mine = {"person__in": people}
    found = {
        FILES: _files(mine),
        SPANS: _spans(mine),
        STOPS: _stops(mine),
        ATTACHED: _attached(branch),
        TERMS: _terms(branch),
        ELECTIONS: _elections(branch),
        CANDIDATES: _candidates(institutions),
        PAIRED: _paired(branch),
        BASES: _bases(mine),
        CUTS: _cuts(mine),
        PAYMENTS: _payments(mine),
    }
    return {sheet: list(lines) for sheet, lines in found.items()}


def _period(stored: Validity) -> Line:
    return {"有效期起": stored.valid_from, "有效期止": stored.valid_to}


def _files(mine: dict[str, Any]) -> Iterator[Line]:
    for each in Member.objects.filter(**mine).select_related("person").order_by("person__code"):
        yield {
            "工号": each.person.code,
            "姓名": each.person.name,
            "党员编号": each.number,
            "入党日期": each.joined_on,
            "转正日期": each.party_since,
            "出生日期": each.birthday,
            "身份证号后四位": each.identity_hint,
            "学历": each.education,
            "联系方式": each.contact,
            "五十年纪念章": each.golden_mark_on,
        }


def _spans(mine: dict[str, Any]) -> Iterator[Line]:
    found = Membership.objects.filter(**mine).select_related("person", "organization")
    for each in found.order_by("person__code", "valid_from"):
        yield {
            "工号": each.person.code,
            "党组织代码": each.organization.code,
            "身份": each.get_status_display(),
            "起因": each.get_began_by_display(),
            "止因": each.get_ended_by_display() if each.ended_by else None,
            "预备期满": each.probation_ends,
            "延长": "是" if each.extended else None,
            "依据": each.document,
            **_period(each),
        }


def _stops(mine: dict[str, Any]) -> Iterator[Line]:
    for each in Suspension.objects.filter(**mine).select_related("person").order_by("person__code", "valid_from"):
        yield {"工号": each.person.code, "依据文号": each.document, **_period(each)}


def _attached(branch: dict[str, Any]) -> Iterator[Line]:
    found = Attachment.objects.filter(**branch).select_related("person", "organization")
    for each in found.order_by("organization__code", "person__code", "valid_from"):
        yield {"工号": each.person.code, "党组织代码": each.organization.code, **_period(each)}


def _terms(branch: dict[str, Any]) -> Iterator[Line]:
    found = Term.objects.filter(**branch).select_related("organization")
    for each in found.order_by("organization__code", "elected_on"):
        yield {
            "党组织代码": each.organization.code,
            "选举日期": each.elected_on,
            "批准的换届日期": each.shifted_to,
            "批复文号": each.document,
        }


def _elections(branch: dict[str, Any]) -> Iterator[Line]:
    found = Election.objects.filter(**branch).select_related("organization")
    for each in found.order_by("organization__code", "on", "title"):
        yield {
            **_place(each),
            "应选人数": each.seats,
            "实到会": each.present_count,
            "发出票数": each.issued,
            "收回票数": each.returned,
            "废票": each.invalid,
            "批复文号": each.document,
            "监票人、计票人": each.counters,
            "差额不足的理由": each.despite,
        }


def _place(election: Election) -> Line:
    return {"党组织代码": election.organization.code, "选举日期": election.on, "选举内容": election.title}


def _candidates(institutions: Sequence[int]) -> Iterator[Line]:
    found = Candidate.objects.filter(election__organization__institution__in=institutions)
    found = found.select_related("election__organization", "person")
    for each in found.order_by("election__organization__code", "election__on", "election__title", "pk"):
        yield {**_place(each.election), "工号": each.person.code, "拟任": each.for_post, "赞成票": each.votes}


def _paired(branch: dict[str, Any]) -> Iterator[Line]:
    found = PairedLeader.objects.filter(**branch).select_related("person", "organization")
    for each in found.order_by("organization__code", "valid_from", "person__code"):
        yield {"工号": each.person.code, "党组织代码": each.organization.code, **_period(each)}


def _bases(mine: dict[str, Any]) -> Iterator[Line]:
    for each in DuesBase.objects.filter(**mine).select_related("person").order_by("person__code", "valid_from"):
        line: Line = {
            "工号": each.person.code,
            "类别": each.get_category_display(),
            "月基数": each.base,
            **_period(each),
        }
        yield line


def _cuts(mine: dict[str, Any]) -> Iterator[Line]:
    for each in DuesReduction.objects.filter(**mine).select_related("person").order_by("person__code", "valid_from"):
        yield {
            "工号": each.person.code,
            "减后每月": each.amount,
            "原因": each.reason,
            "本人申请": each.applied_on,
            "支部研究": each.branch_on,
            "上级批准": each.approved_on,
            "批准文号": each.document,
            **_period(each),
        }


def _payments(mine: dict[str, Any]) -> Iterator[Line]:
    """What stands: payments that were reversed, and the lines that reversed them, cancel out."""
    found = DuesPayment.objects.filter(**mine, reverses=None, reversed_by=None)
    for each in found.select_related("person", "organization").order_by("organization__code", "month", "person__code"):
        yield {
            "工号": each.person.code,
            "党组织代码": each.organization.code,
            "月份": f"{each.month:%Y-%m}",
            "金额": each.amount,
            "交纳日期": each.paid_on,
            "说明": each.note,
        }
