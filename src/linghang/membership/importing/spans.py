"""Where members belong and when: spans, suspensions, temporary branches, paired leaders."""

import datetime as dt
from collections import defaultdict

from linghang.core.workbook import Row
from linghang.membership import roll
from linghang.membership.importing.work import Work
from linghang.membership.models import Attachment, Membership, PairedLeader, Suspension
from linghang.membership.workbook import ATTACHED, FILES, PAIRED, SPANS, STOPS
from linghang.organization.models import PartyOrganization, Person

_YES = {"": False, "否": False, "是": True}


def read(work: Work, rows: dict[str, list[Row]]) -> None:
    for row in rows[SPANS]:
        _read_span(work, row)
    _refuse_second(work, rows[SPANS])
    for row in rows[STOPS]:
        _read_stop(work, row)
    for row in rows[ATTACHED]:
        _read_attached(work, row)
    for row in rows[PAIRED]:
        _read_paired(work, row)


def _read_span(work: Work, row: Row) -> None:
    reading = work.reading
    if not reading.required(row):
        return
    person, party, (first, last) = work.person(row), work.party(row), work.period(row)
    status = reading.choice(row, "身份", Membership.Status.choices)
    began = reading.choice(row, "起因", Membership.Beginning.choices) if row.text("起因") else "registered"
    ended = reading.choice(row, "止因", Membership.Ending.choices) if row.text("止因") else ""
    document = reading.texts(row, Membership, {"依据": "document"})
    probation_ends = reading.date(row, "预备期满")
    if row.text("延长") not in _YES:
        reading.fault(row, "延长", "没有这个选项", "可填：是、否")
    if last is not None and not ended:
        reading.fault(row, "止因", "写了有效期止，没有写止因", "请从选项中选一个")
    if last is None and ended:
        reading.fault(row, "有效期止", "写了止因，没有写有效期止", "请填写最后一天")
    if last is not None and last > work.today:
        reading.fault(row, "有效期止", "在今天之后（ML02）", "请在那一天之后登记")
    if person is None or party is None or first is None or not reading.sound(row):
        return
    _check_home(work, row, party, first, last)
    if person.pk not in work.files:
        if (FILES, person.code) not in reading.spoilt:
            reading.fault(row, "工号", "“党员”表中没有这个人", "请先在“党员”表中写上")
        return
    probation = _probation(work, row, person, status, first, probation_ends)
    if not reading.sound(row):
        return
    values = {
        "organization": party,
        "status": status,
        "valid_to": last,
        "probation_ends": probation,
        "extended": _YES[row.text("延长")],
        "began_by": began,
        "ended_by": ended,
        **document,
    }
    work.want(Membership, {"person": person, "valid_from": first}, values)


def _check_home(work: Work, row: Row, party: PartyOrganization, first: dt.date, last: dt.date | None) -> None:
    form = work.form(party, first)
    if form is None:
        work.reading.fault(row, "有效期起", f"{first} 还没有或已没有这个党组织（ML02）", "请核对日期或党组织")
    elif form.kind == "temporary_branch":
        remedy = "请写在“临时编入”表，组织关系留在原党支部"
        work.reading.fault(row, "党组织代码", "临时党支部不转接组织关系、不发展党员（BR05）", remedy)
    elif form.kind not in ("branch", "joint_branch"):
        work.reading.fault(row, "党组织代码", "不是党支部", "党员编入党支部或联合党支部")
    elif last is None and work.form(party, work.today) is None:
        work.reading.fault(row, "有效期止", "这个党支部已撤销，党员还在册（ML02）", "请写明转到哪里，另起一行")


def _probation(
    work: Work, row: Row, person: Person, status: str, first: dt.date, stated: dt.date | None
) -> dt.date | None:
    """The end of probation; whether status and the dates of the file go together."""
    file, reading = work.files[person.pk], work.reading
    if status == Membership.Status.FULL:
        if file.party_since is None and file.joined_on is not None:
            reading.fault(row, "身份", "“党员”表中没有转正日期", "请填写转正日期，或改为预备党员")
        elif file.party_since is not None and first < file.party_since:
            reason = "在转正日期之前，那时还不是正式党员（MD20）"
            reading.fault(row, "有效期起", reason, "预备期请另起一行，身份写预备党员")
        return None
    if file.joined_on is None:
        reading.fault(row, "身份", "“党员”表中没有入党日期（MD18）", "请填写支部大会通过的日期")
        return None
    if first < file.joined_on:
        reading.fault(row, "有效期起", "早于入党日期（ML02）", "请核对两个日期")
    end = stated or roll.probation_end(file.joined_on)
    if end < roll.probation_end(file.joined_on):
        reading.fault(row, "预备期满", "不到入党日期后一年（MD18）", "请核对日期")
    return end


def _refuse_second(work: Work, rows: list[Row]) -> None:
    """Spans of one person that share a day, in the file or with what stands: a second active membership (ML01)."""
    numbers = {(row.text("工号"), _first(row)): row for row in rows if work.reading.sound(row)}
    stored = work.standing(Membership, ("person", "valid_from"))
    wanted = work.wanted.get(Membership, {})
    found: dict[int, list[roll.Span]] = defaultdict(list)
    for key, (identity, values) in wanted.items():
        person = identity["person"]
        found[person.pk].append(_span(person, key, values["organization"].code, values["valid_to"]))
    people = {each.pk: each for each in work.reading.people.values()}
    for key, each in stored.items():
        if key not in wanted and each.person_id in found:
            found[each.person_id].append(_span(people[each.person_id], key, "", each.valid_to))
    for spans in found.values():
        for before, after in roll.overlaps(spans):
            row = numbers.get((after.person, after.first)) or numbers.get((before.person, before.first))
            if row is not None:
                since = f"自 {before.first} 起已有组织关系"
                where = f"（{before.organization}）" if before.organization else ""
                reason = f"{since}{where}，一人只有一处（ML01）"
                work.reading.fault(row, "工号", reason, "请给前一段写有效期止，或删去一行")


def _span(person: Person, key: tuple, organization: str, last: dt.date | None) -> roll.Span:
    return roll.Span(person.code, organization, "full", key[1], last)


def _first(row: Row) -> dt.date | None:
    try:
        return row.date("有效期起")
    except ValueError:
        return None


def _read_stop(work: Work, row: Row) -> None:
    if not work.reading.required(row):
        return
    person, (first, last) = work.person(row), work.period(row)
    document = work.reading.texts(row, Suspension, {"依据文号": "document"})
    if person is not None and first is not None and work.reading.sound(row):
        work.want(Suspension, {"person": person, "valid_from": first}, {"valid_to": last, **document})


def _read_attached(work: Work, row: Row) -> None:
    if not work.reading.required(row):
        return
    person, party, (first, last) = work.person(row), work.party(row), work.period(row)
    if person is None or party is None or first is None:
        return
    form = work.form(party, first)
    if form is None or form.kind != "temporary_branch":
        work.reading.fault(row, "党组织代码", "这一天不是临时党支部", "固定的党支部请写在“组织关系”表")
    if work.reading.sound(row) and form is not None:
        end = min(filter(None, (last, form.valid_to)), default=None)
        key = {"person": person, "organization": party, "valid_from": first}
        work.want(Attachment, key, {"valid_to": end})


def _read_paired(work: Work, row: Row) -> None:
    if not work.reading.required(row):
        return
    person, party, (first, last) = work.person(row), work.party(row), work.period(row)
    if person is not None and party is not None and first is not None and work.reading.sound(row):
        key = {"person": person, "organization": party, "valid_from": first}
        work.want(PairedLeader, key, {"valid_to": last})
