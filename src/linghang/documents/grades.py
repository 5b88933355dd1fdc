"""Grades held or aimed at (三级甲等, 电子病历五级 …), kept apart from numbers. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_CN = "一二三四五六七八"
_SCHEMES: tuple[tuple[str, str], ...] = (
    (
        "电子病历应用水平",
        rf"电子病历(?:系统)?(?:应用水平|应用功能|评级|分级评价)?(?:达到?|通过|升至)?(?P<grade>[{_CN}\d]级)",
    ),
    ("互联互通成熟度", rf"互联互通(?:标准化)?(?:成熟度)?(?:测评)?(?:达到?|通过)?(?P<grade>[{_CN}]级[甲乙]等?)"),
    ("智慧服务分级", rf"智慧服务(?:体系|分级|评估)?(?:达到?|通过)?(?P<grade>[{_CN}\d]级)"),
    ("智慧管理分级", rf"智慧管理(?:体系|分级|评估)?(?:达到?|通过)?(?P<grade>[{_CN}\d]级)"),
    ("网络安全等级保护", rf"(?:等级保护|等保)(?:测评|备案|定级)?(?:达到?|通过)?(?P<grade>[{_CN}]级)"),
    (
        "医院等级",
        r"(?P<grade>[一二三]级[甲乙丙]等|[一二三][甲乙](?=医院|复审|评审|标准|创建)|[一二三]级(?=(?:综合|中医|专科|妇幼)?(?:医院|公立医院)(?:的)?(?:创建|建设|评审|目标|标准|复审|验收)))",
    ),
)
_TARGET = re.compile(r"创建(?!成)|争创|力争|目标|推进|建设成?|打造|锚定|迎接|复审|冲刺|申报|对标|努力")
_ACTUAL = re.compile(r"成功|通过|获评|荣获|顺利|被评为|达到|完成")


@dataclass(frozen=True)
class Grade:
    start: int
    end: int
    text: str
    scheme: str
    grade: str
    status: Literal["actual", "target"]


def grades(text: str) -> Iterator[Grade]:
    """In the order of the text; the clause says whether the grade is held or sought."""
    found = []
    for scheme, pattern in _SCHEMES:
        for match in re.finditer(pattern, text):
            start = max(text.rfind(mark, 0, match.start()) for mark in "。；;！\n，,") + 1
            stop = min((at for mark in "。；;！\n，," if (at := text.find(mark, match.end())) >= 0), default=len(text))
            clause = text[start:stop]
            held = bool(_ACTUAL.search(clause)) and not re.search("力争|争创|努力|目标|要", clause)
            grade = re.sub(rf"^([{_CN}])([甲乙])$", r"\1级\2等", match["grade"])
            status: Literal["actual", "target"] = "actual" if held or not _TARGET.search(clause) else "target"
            found.append(Grade(match.start(), match.end(), clause.strip(), scheme, grade, status))
    yield from sorted(found, key=lambda each: each.start)
