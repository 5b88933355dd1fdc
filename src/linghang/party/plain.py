"""Party life as plain data for the API: exact numbers as text, days in ISO form, no names of members."""

from typing import Any

from linghang.organization.access import User
from linghang.party import joint, standing
from linghang.party.home import Home
from linghang.party.hundred import Rate
from linghang.party.integrated import Integration
from linghang.party.joint import JointItem, Progress
from linghang.party.standing_store import File
from linghang.party.standings import Line


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def home(found: Home, user: User) -> dict[str, Any]:
    counts = found.counts
    return {
        "branch": found.branch.code,
        "name": str(found.branch),
        "year": found.year,
        "members": {"full": counts.full, "probationary": counts.probationary, "voting": counts.voting},
        "due": [
            {"duty": each.duty.code, "title": each.duty.title, "due": str(each.due), "light": each.light,
             "reason": each.reason, "left": each.left, "of": each.of}
            for each in found.due
        ],
        "duties": [
            {"duty": row.code, "title": row.title, "done": row.done, "asked": row.asked,
             "periods": [{"first": cell.first, "last": cell.last, "state": cell.state, "light": cell.light}
                         for cell in row.cells]}
            for row in found.strip
        ],
        "term_ends": _text(found.term_end),
        "cases": len(found.cases),
        "standing": line(found.standing) if found.standing else None,
        "joint_items": [item(one, progress) for one, progress in found.joint_items if joint.may_see(user, one)],
        "volunteer": {"services": found.services, "hours": str(found.hours), "served": found.served},
    }  # fmt: skip


def line(found: Line) -> dict[str, Any]:
    return {
        "branch": found.code,
        "name": found.name,
        "year": found.file.year,
        "stage": found.file.stage,
        "scores": [
            {"framework": score.framework.code, "points": _text(score.points), "grade": score.grade}
            for score in found.scores
        ],
        "class": found.movement.now.grade if found.movement else "",
        "moved": found.movement.steps if found.movement else None,
        "follow_up": found.follow_up[1],
    }


def file(found: File) -> dict[str, Any]:
    return {
        "branch": found.branch,
        "year": found.year,
        "framework": found.framework.code,
        "stage": found.stage,
        "points": [
            {
                "item": point.item.code,
                "title": point.item.title,
                "group": point.group,
                "self": point.own.rating if point.own else "",
                "mutual": [mark.rating for mark in point.peers],
                "superior": point.superior.rating if point.superior else "",
                "final": point.final,
                "reason": point.why,
            }
            for point in found.points
        ],
        "steps": [
            {"deed": step.deed, "title": standing.DEEDS[step.deed], "on": step.on, "text": step.text}
            for step in found.steps
        ],
    }


def item(found: JointItem, progress: Progress) -> dict[str, Any]:
    return {
        "row": found.key,
        "branch": found.branch,
        "title": found.title,
        "indicator": str(found.row["indicator"]),
        "baseline": _text(progress.baseline),
        "target": _text(progress.target),
        "now": _text(progress.now),
        "moved": progress.moved,
        "reached": progress.reached,
        "closed_on": _text(found.closed),
    }


def integration(found: Integration) -> dict[str, Any]:
    return {
        "year": found.year,
        "index": _text(found.index.value),
        "shares": [
            {"code": share.code, "title": share.title, "part": share.part, "whole": share.whole,
             "meaning": share.meaning, "lacking": list(share.lacking)}
            for share in found.index.shares
        ],
        "without_joint_item": list(found.without),
        "plan_items_without_goal": [str(row["item_no"]) for row in found.loose],
    }  # fmt: skip


def rate(found: Rate) -> dict[str, Any]:
    return {
        "code": found.code,
        "title": found.title,
        "rule": found.rule,
        "met": found.met,
        "of": len(found.cases),
        "cases": [{"name": case.name, "met": case.met, "why": case.why} for case in found.cases],
    }
