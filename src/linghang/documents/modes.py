"""Whether a piece of prose tells what was done, what is to be done, both, or neither. Pure."""

import re
from typing import Literal

Mode = Literal["done", "plan", "mixed", "background"]

_DONE_HEADING = re.compile(
    r"回顾|总结|成绩|成效|完成情况|执行情况|工作情况|进展情况|取得|主要做法|开展情况|收支情况|决算|基本情况|一年来|五年来|过去"
)
_PLAN_HEADING = re.compile(
    r"要求|目标|安排|(?:重点|主要|工作|目标)任务|计划|打算|下一步|下步|今后|部署|展望|举措|建议|思路|重点工作|工作重点|预算草案|保障措施|组织实施|明年|奋斗"
)
_PLAN_TITLE = re.compile(r"计划|方案|要点|意见|规划|通知|部署|打算|办法|措施")
_DONE_TITLE = re.compile(r"总结|综述|纪实|回顾|情况的?(?:报告|通报|汇报)|决算|述职|工作汇报|公报|简报")
_DONE = re.compile(
    r"了(?![解望])|已(?:经)?|完成|实现|达到?\d|荣获|获(?:得|评|批)|成功|建成|近年来|全年|共(?:计)?\d|累计|同比|先后|"
    r"顺利|圆满|新增|取得|通过.{0,12}(?:验收|测评|评审)|圆满"
)
_PLAN = re.compile(
    r"(?:^|[。;；,，])\s*(?:要|将|力争|确保|继续|进一步|努力|计划|拟)|力争|确保|到20\d\d年|明年|今年要|下一步"
)


def mode_of_item(marker: str) -> Mode | None:
    """一要 … is to be done whatever stands above it."""
    return "plan" if marker.endswith("要") else None


def mode_of_heading(heading: str) -> Mode | None:
    """What a heading says of all that stands under it; None when it says nothing."""
    if _DONE_HEADING.search(heading):
        return "done"
    return "plan" if _PLAN_HEADING.search(heading) else None


def mode_of_title(title: str) -> Mode | None:
    """The same of a whole document: a plan, or a review. A speech or a work report is both, by its parts."""
    if re.search(r"报告|讲话|致辞", title) and not re.search(r"总结报告|情况的?(?:报告|通报|汇报)|决算", title):
        return None
    if _DONE_TITLE.search(title):
        return "done"
    return "plan" if _PLAN_TITLE.search(title) else None


def mode_of_text(text: str) -> Mode:
    """By the words of the prose itself."""
    done, plan = len(_DONE.findall(text)), len(_PLAN.findall(text))
    if done and plan:
        return "done" if 2 * done >= 5 * plan else "plan" if 2 * plan >= 5 * done else "mixed"
    return "done" if done else "plan" if plan else "mixed"
