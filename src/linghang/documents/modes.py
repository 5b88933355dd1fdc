"""What items, questions and addresses tell by the way they begin, and a text by the words it has most of. Pure."""

import re
from typing import Literal

Mode = Literal["done", "plan", "mixed", "background"]

_PROBLEMS_LEAD = re.compile(
    "(?:存在|面临|看到|正视|发现)[^。；：:]{0,24}(?:问题|不足|困难|短板|差距)[^。；：:]{0,10}[:：。]$|"
    "(?:问题|不足|困难)(?:是|有|表现在|如下)?[:：]$"
)
_TURNS = re.compile(
    "(?:[^。！]{0,60}[。！]){0,2}(?:在)?(?:充分)?(?:肯定|总结|看到|取得)[^，,。]{0,8}(?:成绩|成效)[^，,。]{0,6}同时|(?:[^。！]{0,60}[。！]){0,2}(?:与此)?(?:同时|当然|但)?[，,]?(?:我们|我院|也)?[^，,。]{0,4}"
    "(?:清醒|认识到|看到|意识到)[^。]{0,40}(?:问题|困难|不足|短板|差距)"
)
_ADVISES = re.compile("(?:为此|对此|因此|鉴于此)[^。]{0,20}(?:建议|提出|要求|做好|抓好)[^。]{0,20}[：:]$")
_WILL_BE = re.compile("^(?:将|要|力争)|将(?:坚定|继续|进一步|全面|深入|以|持续)")
_CEREMONY = re.compile("宣读|致辞|总结发言|主持|颁奖")
_SUMMED_UP = re.compile("回顾|总结|情况|成效|进展")
_TO_COME = re.compile("下一步|打算|今后|未来|明年|计划|规划|将如何|将采取|展望")
_HAS_BEEN = re.compile("采取了|做了|收获|成效|成绩|做法|变化|取得|经验|基本情况")
_DONE = re.compile(
    r"了(?![解望])|已(?:经)?|完成|实现|达到?\d|荣获|获(?:得|评|批)|成功|建成|近年来|全年|共(?:计)?\d|累计|同比|先后|"
    r"顺利|圆满|新增|取得|通过.{0,12}(?:验收|测评|评审)|圆满"
)
_PLAN = re.compile(
    r"(?:^|[。;；,，])\s*(?:要|将|力争|确保|继续|进一步|努力|计划|拟)|力争|确保|到20\d\d年|明年|今年要|下一步"
)


def mode_of_item(kind: str, marker: str, heading: str) -> Mode | None:
    """一要 … and 要 … are to be done whatever stands above them; so is what a speaker says that will be."""
    if kind == "speech" and _WILL_BE.search(heading):
        return "plan"
    return "plan" if marker.endswith("要") or heading.startswith("要") else None


def led_by_problems(text: str, offset: int) -> bool:
    """Whether the words right before an item announce problems: 存在的问题：一是…"""
    return _PROBLEMS_LEAD.search(text[max(0, offset - 50) : offset].rstrip()) is not None


def turns_to_problems(said: str) -> bool:
    """在肯定成绩的同时，也要清醒看到…: a paragraph that goes on from what was done to what is lacking."""
    return _TURNS.match(said) is not None


def turns_to_advice(said: str) -> bool:
    """为此，建议：… a paragraph that leads in what is asked for on account of all that stands before it."""
    return _ADVISES.match(said) is not None


def mode_of_address(said: str) -> Mode:
    """Of what a news report says that somebody did on the stage."""
    if _CEREMONY.search(said):
        return "background"
    return "done" if _SUMMED_UP.search(said) else "mixed"


def mode_asked_for(question: str) -> Mode | None:
    """What a question wants to hear of: what was done, or what is to come."""
    return "plan" if _TO_COME.search(question) else "done" if _HAS_BEEN.search(question) else None


def mode_of_text(text: str) -> Mode:
    """By the words of the prose itself."""
    done, plan = len(_DONE.findall(text)), len(_PLAN.findall(text))
    if done and plan:
        return "done" if 2 * done >= 5 * plan else "plan" if 2 * plan >= 5 * done else "mixed"
    return "done" if done else "plan" if plan else "mixed"
