"""The yearly report of a branch on paper: people, what was owed and done, standing, joint items; all counted."""

import datetime as dt
import io
from decimal import Decimal

from linghang.core.figures import write_figure, write_number
from linghang.party.home import Home
from linghang.reports.styles import style_of
from linghang.tasks import paper
from linghang.tasks.history import say_day


def write(home: Home, signed_on: dt.date) -> bytes:
    """In the layout its institution writes in."""
    stream = io.BytesIO()
    paper.write(document(home, signed_on), stream, style_of(home.branch.institution, signed_on))
    return stream.getvalue()


def document(home: Home, signed_on: dt.date) -> paper.Paper:
    """What stands in the report. Parts without anything on record are left out."""
    parts = (_people(home), _duties(home), _standing(home), _joint(home), _pioneers(home))
    title = f"{home.branch}{home.year}年度工作报告"
    return paper.Paper(title, "", "", tuple(part for part in parts if part), str(home.branch), signed_on)


def _people(home: Home) -> paper.Section:
    counts = home.counts
    said = [
        f"截至{say_day(min(dt.date(home.year, 12, 31), home.matrix.today))}，支部有党员 {counts.all} 人，"
        f"其中正式党员 {counts.full} 人、预备党员 {counts.probationary} 人，有表决权的党员 {counts.voting} 人。"
    ]
    if home.departments:
        said.append(f"支部建在{'、'.join(home.departments)}。")
    if home.term_end:
        said.append(f"本届支部委员会任期至{say_day(home.term_end)}。")
    if home.cases:
        said.append(f"正在培养和发展的有 {len(home.cases)} 人。")
    return paper.Section("支部和党员基本情况", ("".join(said),))


def _duties(home: Home) -> paper.Section | None:
    if not home.strip:
        return None
    whole = home.matrix.of_row(home.branch.code)
    share = "" if whole.share is None else f"，完成率 {write_figure(whole.share, '%', 1)}"
    said = f"全年到期的应办事项 {whole.asked} 项（次），完成 {whole.fulfilled} 项（次）{share}。分项情况如下。"
    rows = tuple(
        (row.title, str(row.asked), str(row.done), _share(row.done, row.asked)) for row in home.strip if row.asked
    )
    table = paper.Table((("事项", 66), ("到期", 30), ("完成", 30), ("完成率", 30)), rows)
    return paper.Section("组织生活和党员教育", (said,), table)


def _share(done: int, asked: int) -> str:
    return write_figure(Decimal(done) / asked, "%", 1) if asked else "—"


def _standing(home: Home) -> paper.Section | None:
    line = home.standing
    if line is None:
        return None
    said = [
        f"{score.framework.title.partition('（')[0]} {score.said} 分，等级“{score.grade}”"
        for score in line.scores
        if score.said
    ]
    text = [f"{line.file.year} 年度：{'；'.join(said)}。"] if said else []
    if line.movement:
        text.append(f"{line.movement.said}。")
    if line.follow_up[1]:
        text.append(f"{line.follow_up[1]}。")
    return paper.Section("支部考评和晋位升级", ("".join(text),)) if text else None


def _joint(home: Home) -> paper.Section | None:
    if not home.joint_items:
        return None
    told = [progress for _, progress in home.joint_items if progress.moved is not None]
    good = sum(progress.moved is True for progress in told)
    said = f"本年度有党建业务融合项目 {len(home.joint_items)} 个，能判断效果的 {len(told)} 个，其中指标向好 {good} 个。"
    rows = tuple(
        (
            item.title,
            item.indicator.title if item.indicator else str(item.row["indicator"]),
            progress.baseline_said,
            progress.target_said,
            progress.now_said,
            progress.word,
        )
        for item, progress in home.joint_items
    )
    columns = (("项目", 46), ("业务指标", 34), ("基线", 20), ("目标", 18), ("现在", 20), ("结果", 18))
    return paper.Section("党建与业务融合", (said,), paper.Table(columns, rows))


def _pioneers(home: Home) -> paper.Section | None:
    said = []
    if home.carriers.rows:
        kinds = "、".join(f"{title} {count} 个" for title, count in home.carriers.kinds)
        said.append(f"在设先锋载体 {len(home.carriers.rows)} 个（{kinds}），本年度考评 {home.carriers.reviewed} 个。")
    if home.services:
        hours = write_number(home.hours, 1, trim=True)
        said.append(f"开展志愿服务 {home.services} 次、{hours} 小时，服务群众 {home.served} 人次。")
    return paper.Section("党员作用发挥", ("".join(said),)) if said else None
