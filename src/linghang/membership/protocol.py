"""The result of an election as a report to the superior, in the layout its institution writes in."""

from io import BytesIO

from linghang.membership.elections import quorum_needed
from linghang.membership.models import Candidate, Election
from linghang.registers import watermark
from linghang.reports.styles import style_of
from linghang.tasks import paper


def docx(election: Election, said: str) -> BytesIO:
    """The report; `said` is the watermark in the header of every page."""
    form = election.organization.form(election.on)
    name = form.name if form else str(election.organization)
    told = paper.Section("", tuple(_paragraphs(election, name)))
    whole = paper.Paper(f"关于{name}{election.title}结果的报告", "", "", (told,), name, election.on)
    page, content = style_of(election.organization.institution, election.on), BytesIO()
    paper.write(whole, content, page, finish=lambda file: watermark.docx(file, said))
    return content


def _paragraphs(election: Election, name: str) -> list[str]:
    day = f"{election.on.year}年{election.on.month}月{election.on.day}日"
    candidates = list(election.candidates.select_related("person"))
    lines = [
        f"{name}于{day}召开党员大会，进行{election.title}。应选 {election.seats} 名，候选人 {len(candidates)} 名。"
    ]
    if election.despite:
        lines.append(f"候选人差额不足五分之一，理由：{election.despite}。")
    if election.stage == Election.Stage.PREPARED:
        return [*lines, "尚未计票。", "候选人：" + "、".join(_named(each) for each in candidates) + "。"]
    needed = quorum_needed(election.entitled or 0)
    lines.append(
        f"有选举权的党员应到会 {election.entitled} 人，实到会 {election.present_count} 人，"
        f"达到应到会的五分之四（{needed} 人），符合规定。"
    )
    lines.append(
        f"发出选票 {election.issued} 张，收回 {election.returned} 张，其中有效票 "
        f"{(election.returned or 0) - (election.invalid or 0)} 张，废票 {election.invalid or 0} 张。"
    )
    for each in sorted(candidates, key=lambda one: -(one.votes or 0)):
        lines.append(f"{_named(each)}：赞成 {each.votes or 0} 票{'，当选' if each.elected else ''}。")
    elected = "、".join(_named(each) for each in candidates if each.elected) or "无"
    lines.append(f"当选：{elected}。{election.reason}。")
    if election.counters:
        lines.append(f"监票人、计票人：{election.counters}。")
    if election.document:
        lines.append(f"批复文号：{election.document}。")
    return lines


def _named(candidate: Candidate) -> str:
    return candidate.person.name + (f"（{candidate.for_post}）" if candidate.for_post else "")
