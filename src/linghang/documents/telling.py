"""Whether a claim tells what is, what shall be, or what is expected. Pure."""

import re
from typing import Literal

from linghang.documents.outline import Node

Status = Literal["actual", "target", "plan", "forecast"]
_TARGET = re.compile(
    r"力争|确保|目标|达到.{0,6}以上的?目标|控制在|要|将|计划|拟|争取|努力|到20\d\d年(?![底末度]?的)|完成.{0,12}以上"
)
_DEMANDED = re.compile(
    r"力争|确保|目标[是为：:]|要(?!求|素|点|闻)|将(?!近)|计划(?!的|内|外)|争取|必须|不得|不少于|不低于|不超过|可以放宽|到20\d\d年"
)
_ACHIEVED = re.compile("已(?!经?立项)|了(?!解)|完成了?\\d|实现了|同比|较上年|比上年|达到了")
_FORECAST = re.compile("预计|预测|预期(?!目标|寿命|性)")


_HAPPENED = re.compile(
    "已(?!定|决|计划|经?立项|有(?!\\d)|[^，,。；;]{0,12}的)|至今(?!年)|迄今|(?<![由从])(?:目前|现时)|自[^，,。；;]{1,10}以来[，,]|回落[至到]"
)
_ASKED = re.compile(
    "[将要](?!近|求|素|点)|(?:我们|政府|计划|局|署|亦|都|便)会|目标|力争|确保|争取|必须|不得|不少于|不低于|不超过|"
    "到20\\d\\d年|年内|"
    "^[^，,。；;]{0,6}(?:加强|加快|推进|推动|完善|健全|落实|深化|巩固|做好|强化|建立|开展|实施|组织|依托|利用|对已|在已)"
)
"""What asks for something: words of aim, or a verb with which an order begins."""


def status(node: Node | None, said: str) -> Status:
    """`node`: what the claim stands under; its mode decides, else the words of the clause."""
    if _FORECAST.search(said):
        return "forecast"
    if node is not None and (node.mode == "plan" or (node.mode == "background" and "目标" in node.heading)):
        return "target"
    if node is not None and node.mode == "done":
        return "actual"
    return "target" if _TARGET.search(said) and not re.search("已|了|完成|实现", said) else "actual"


def reached(sentence: str) -> bool:
    """Whether a sentence tells what has come about, and asks for nothing."""
    return _HAPPENED.search(sentence) is not None and _ASKED.search(sentence) is None


def demanded(sentence: str) -> bool:
    """Whether a sentence asks for what shall be, and tells nothing that was reached."""
    return _DEMANDED.search(sentence) is not None and not _ACHIEVED.search(sentence)
