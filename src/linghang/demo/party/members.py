"""The workbook of members of the region, and the committees of its branches as an organisation workbook.

What depends on the day of the demonstration: terms (one ends within three months, one is overdue, one was put off with
approval), elections, and a year of dues in two branches with a few who are behind.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from linghang.core.periods import Month
from linghang.demo.files import WRITTEN
from linghang.demo.party.roll import SEATS, Member, attached, members, roll
from linghang.demo.party_organizations import TEMPORARY, Form, forms
from linghang.demo.people import roster
from linghang.demo.roster import BEGUN, Tenure
from linghang.demo.seeds import generator
from linghang.membership import workbook as book
from linghang.membership.workbook import write_workbook
from linghang.organization import workbook as organization_book
from linghang.organization.workbook import Line

SEED = 20211118
DUES_BRANCHES = ("prefecture-b01", "prefecture-ltx")
PAIRED_HOSPITALS = ("prefecture", "college")
_LEADERS = ("secretary", "president", "deputy-2", "discipline", "vice-1", "vice-2", "vice-3", "accountant")
_ELECTED_SEATS = 4
_ELECTIONS_EVERY = 6
"""Of the prefecture hospital's branches every sixth keeps the count of its last election."""


@dataclass(frozen=True)
class MemberFiles:
    """To be imported in this order: the members first, then posts and appointments of the committees."""

    members: Path
    committees: Path


def write_members(folder: Path, today: dt.date) -> MemberFiles:
    """Write members.xlsx and committees.xlsx; the same day gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    files = MemberFiles(folder / "members.xlsx", folder / "committees.xlsx")
    lines: dict[str, list[Line]] = {
        book.PEOPLE: list(_people()),
        book.FILES: list(_files()),
        book.SPANS: list(_spans()),
        book.ATTACHED: list(_attached()),
        book.TERMS: list(_terms(today)),
        book.ELECTIONS: list(_elections(today)),
        book.CANDIDATES: list(_candidates(today)),
        book.PAIRED: list(_paired()),
        book.BASES: list(_bases(today)),
        book.CUTS: list(_cuts(today)),
        book.PAYMENTS: list(_payments(today)),
    }
    write_workbook(files.members, lines, created=WRITTEN)
    committees = {"职务": list(_posts()), "任免": list(_appointments())}
    organization_book.write_workbook(files.committees, committees, created=WRITTEN)
    return files


def _people() -> Iterator[Line]:
    for each in members():
        if each.own:
            yield {
                "工号": each.code,
                "姓名": each.name,
                "机构代码": each.place,
                "科室代码": each.department,
                "职称": each.title,
            }


def _files() -> Iterator[Line]:
    for number, each in enumerate(members(), 1):
        yield {
            "工号": each.code,
            "姓名": each.name,
            "党员编号": f"DY{number:06d}",
            "入党日期": each.joined,
            "转正日期": each.full,
            "出生日期": each.born,
            "身份证号后四位": f"{number * 37 % 10_000:04d}",
            "学历": each.education,
            "联系方式": each.extension,
        }


def _spans() -> Iterator[Line]:
    for each in members():
        for span in each.spans:
            yield {
                "工号": each.code,
                "党组织代码": span.branch,
                "身份": span.status,
                "有效期起": span.first,
                "有效期止": span.last,
                "起因": span.began,
                "止因": span.ended or None,
                "依据": span.document,
            }


def _attached() -> Iterator[Line]:
    for branch, (first, last) in TEMPORARY.items():
        for each in attached(branch):
            yield {"工号": each.code, "党组织代码": branch, "有效期起": first, "有效期止": last}


def _standing() -> list[Form]:
    return [form for form in forms() if form.kind == "党支部"]


def _elected_on(branch: Form, today: dt.date) -> dt.date:
    """The last election: in the last three years, but for three branches of the prefecture hospital (see above)."""
    special = {"prefecture-b02": Month.of(today).shift(-34), "prefecture-b03": Month.of(today).shift(-37)}
    special["prefecture-b04"] = Month.of(today).shift(-38)
    if branch.code in special:
        return special[branch.code].last_day
    months = int(generator(SEED, "term", branch.code).integers(2, 26))
    return max(Month.of(today).shift(-months).first_day.replace(day=18), BEGUN.replace(month=3))


def _terms(today: dt.date) -> Iterator[Line]:
    for branch in _standing():
        on = _elected_on(branch, today)
        line: Line = {"党组织代码": branch.code, "选举日期": on}
        if branch.code == "prefecture-b04":
            put_off = Month.of(on).shift(36 + 8).last_day
            line = {**line, "批准的换届日期": put_off, "批复文号": f"碧医党〔{today.year}〕9号"}
        yield line


def _voting(branch: Form, today: dt.date) -> list[Member]:
    """Full members on the day of the election, those on the committee first."""
    on, found = _elected_on(branch, today), []
    for each in members():
        span = each.span_on(on)
        if span is not None and span.branch == branch.code and span.status == "正式党员":
            found.append(each)
    return sorted(found, key=lambda each: (not each.secretary, not each.seat, each.code))


def _counted(today: dt.date) -> list[tuple[Form, dt.date, list[Member], int]]:
    """Branch, day, voters, and how many of them came."""
    branches = [form for form in _standing() if form.institution == "prefecture" and "-b" in form.code]
    found = []
    for branch in branches[1::_ELECTIONS_EVERY]:
        voters = _voting(branch, today)
        found.append((branch, _elected_on(branch, today), voters, len(voters) - len(voters) // 10))
    return found


def _elections(today: dt.date) -> Iterator[Line]:
    for branch, on, _, present in _counted(today):
        yield {
            **_place(branch, on),
            "应选人数": _ELECTED_SEATS,
            "实到会": present,
            "发出票数": present,
            "收回票数": present,
            "废票": 0,
            "批复文号": f"碧医党〔{on.year}〕{on.month + 10}号",
        }


def _candidates(today: dt.date) -> Iterator[Line]:
    """The committee and one more, so that there is a choice."""
    for branch, on, voters, present in _counted(today):
        for position, each in enumerate(voters[: _ELECTED_SEATS + 1]):
            votes = present - position if position < _ELECTED_SEATS else 2
            post = "书记" if each.secretary else each.seat
            yield {**_place(branch, on), "工号": each.code, "拟任": post, "赞成票": votes}


def _place(branch: Form, on: dt.date) -> Line:
    return {"党组织代码": branch.code, "选举日期": on, "选举内容": "支部委员会换届选举"}


def paired(place: str, day: dt.date) -> list[tuple[str, str]]:
    """Staff number of the leader and code of the branch, as on that day."""
    return [
        (tenure.person, branch)
        for where, branch, tenure in _pairings()
        if where == place and tenure.first <= day and (tenure.last is None or day <= tenure.last)
    ]


def _paired() -> Iterator[Line]:
    """Every leader has his branches; who follows him in the post follows him there."""
    for _, branch, tenure in _pairings():
        yield {
            "工号": tenure.person,
            "党组织代码": branch,
            "有效期起": tenure.first,
            "有效期止": tenure.last,
        }


def _pairings() -> Iterator[tuple[str, str, Tenure]]:
    for place in PAIRED_HOSPITALS:
        for position, branch in enumerate(form for form in _standing() if form.institution == place):
            post = f"{place}-{_LEADERS[position % len(_LEADERS)]}"
            yield from ((place, branch.code, each) for each in roster().tenures if each.post == post)


def _payers(branch: str, today: dt.date) -> list[Member]:
    """Who is on the roll of a branch with dues now."""
    return [each for each in members() if (span := each.span_on(today)) is not None and span.branch == branch]


def _first_month(today: dt.date) -> Month:
    return Month.of(today).shift(-12)


def _income(member: Member) -> int:
    retired = member.own and not member.department
    low, high = (2800, 7500) if retired else (4200, 14_000)
    return int(generator(SEED, "income", member.code).integers(low // 10, high // 10)) * 10


def _bases(today: dt.date) -> Iterator[Line]:
    for branch in DUES_BRANCHES:
        for each in _payers(branch, today):
            category = "离退休" if each.own and not each.department else "在职"
            yield {
                "工号": each.code,
                "类别": category,
                "月基数": _income(each),
                "有效期起": _first_month(today).first_day,
            }


def _cuts(today: dt.date) -> Iterator[Line]:
    """One member of the retired pays less, as approved."""
    first = _first_month(today).shift(4).first_day
    yield {
        "工号": _payers("prefecture-ltx", today)[-1].code,
        "减后每月": 2,
        "原因": "长期患病，生活困难",
        "本人申请": first - dt.timedelta(days=40),
        "支部研究": first - dt.timedelta(days=30),
        "上级批准": first - dt.timedelta(days=12),
        "批准文号": f"碧医党〔{first.year}〕3号",
        "有效期起": first,
    }


def _payments(today: dt.date) -> Iterator[Line]:
    """Twelve months that have ended. The last but one of each branch owes three months, the last but two five."""
    months = [_first_month(today).shift(number) for number in range(12)]
    for branch in DUES_BRANCHES:
        payers = _payers(branch, today)
        missing = {payers[-2].code: 3, payers[-3].code: 5, payers[-4].code: 1}
        reduced = payers[-1].code if branch == "prefecture-ltx" else ""
        for position, month in enumerate(months):
            for each in payers:
                if position < len(months) - missing.get(each.code, 0):
                    yield {
                        "工号": each.code,
                        "党组织代码": branch,
                        "月份": f"{month.year}-{month.number:02d}",
                        "金额": _dues(each, cut=each.code == reduced and position >= 4),
                        "交纳日期": month.first_day.replace(day=int(8 + position % 5)),
                    }


def _dues(member: Member, *, cut: bool) -> str:
    """In whole cents, by hand: the demonstration does not ask the rules that it demonstrates."""
    if cut:
        return "2.00"
    income, retired = _income(member), member.own and not member.department
    if retired:
        per_mille = 5 if income <= 5000 else 10
    else:
        per_mille = 5 if income <= 3000 else 10 if income <= 5000 else 15 if income <= 10_000 else 20
    cents = (income * per_mille + 5) // 10
    return f"{cents // 100}.{cents % 100:02d}"


def _post(branch: str, seat: str) -> str:
    return f"{branch}-seat-{SEATS.index(seat) + 1}"


def _names() -> dict[str, Form]:
    return {form.code: form for form in _standing()}


def _posts() -> Iterator[Line]:
    names = _names()
    for each in members():
        if each.seat:
            branch = names[each.spans[0].branch]
            yield {
                "职务代码": _post(branch.code, each.seat),
                "职务名称": f"{branch.name}{each.seat}",
                "类别": "委员",
                "机构代码": branch.institution,
                "党组织代码": branch.code,
                "次序": 400 + SEATS.index(each.seat),
            }


def _appointments() -> Iterator[Line]:
    for each in members():
        if each.seat:
            yield {"工号": each.code, "职务代码": _post(each.spans[0].branch, each.seat), "有效期起": BEGUN}


__all__ = ["MemberFiles", "roll", "write_members"]
