"""What a text says twice, of the wrong year, or in words that deny each other. Pure."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from linghang.documents.figures import Figure
from linghang.documents.finding import Finding, written
from linghang.documents.outline import Outline


def repeated(figures: Sequence[Figure]) -> Iterator[Finding]:
    """The same thing said twice, with the same number or with another."""
    seen: dict[tuple[str, str, str], Figure] = {}
    for figure in figures:
        if figure.value_norm is None or len(figure.metric) < 3 or figure.status != "actual":
            continue
        key = (figure.metric, figure.unit_norm, figure.period)
        first = seen.setdefault(key, figure)
        if first is figure or (first.start == figure.start):
            continue
        same = first.value_norm == figure.value_norm
        yield Finding(
            "repeat",
            "agree" if same else "conflict",
            figure.start,
            figure.end,
            figure.text,
            f"前文：{first.text}",
            written(figure.value_norm),
            written(first.value_norm or Decimal(0)),
            "" if same else "同一指标前后两个数不同",
        )


def neighbours(figures: Sequence[Figure]) -> Iterator[Finding]:
    """Two neighbouring claims of different things with the same odd number: one may have been copied."""
    for first, second in pairwise(figures):
        if (
            first.value_norm == second.value_norm
            and first.value_norm is not None
            and first.value_norm >= 20
            and first.value_norm % 10
            and first.unit_norm == second.unit_norm
            and first.metric != second.metric
            and second.start - first.end < 30
            and first.start != second.start
        ):
            yield Finding(
                "same_number",
                "ask",
                first.start,
                second.end,
                first.text,
                f"{first.text}；{second.text}",
                written(first.value_norm),
                written(second.value_norm or Decimal(0)),
                "相邻两个指标的数完全相同，请确认不是抄错",
            )


def announced(outline: Outline) -> Iterator[Finding]:
    for each in outline.announced:
        yield Finding(
            "announced_count",
            "agree" if each.agrees else "warn",
            each.start,
            each.end,
            each.text,
            "",
            str(each.says),
            str(each.found),
            "" if each.agrees else "说的项数与后面列出的项数不同",
        )


_NAMED = re.compile(r"((?:19|20)\d{2})年")


def stale_years(outline: Outline, figures: Sequence[Figure]) -> Iterator[Finding]:
    """A figure of an earlier year inside the review of a year: perhaps last year's text was left."""
    for figure in figures:
        named = _NAMED.search(figure.text)
        node = outline.node_at(figure.start) if named is not None else None
        if named is None or node is None or (figure.comparison is None and "较" in figure.text):
            continue
        reviewed = _reviewed_year(outline, node.start)
        if reviewed and int(named[1]) < int(reviewed) and not re.search("原有|以来|至|前", figure.text):
            yield Finding(
                "period",
                "conflict" if int(reviewed) - int(named[1]) == 1 else "ask",
                figure.start,
                figure.end,
                figure.text,
                "",
                f"{named[1]}年",
                f"{reviewed}年",
                f"{reviewed}年的回顾里出现{named[1]}年的数，疑为上年稿件留下的",
            )


def _reviewed_year(outline: Outline, offset: int) -> str:
    for node in outline.above(outline.node_at(offset)):
        found = re.search(r"((?:19|20)\d{2})年.{0,6}(?:工作|回顾|总结|情况)", node.heading)
        if found and node.mode == "done":
            return found[1]
    return ""


_CONTRADICTORY = re.compile(
    r"[近不将超逾约至](?:(?:(?<=近)|(?<=不)足|(?<=将)近)\s*[\d,.]+\s*[万亿]?\s*(?:余|多)|"
    r"(?:(?<=超)过?|(?<=逾))\s*[\d,.]+\s*[万亿]?[一-鿿]{0,3}(?:以内|以下|左右)|"
    r"(?<=约)\s*[\d,.]+\s*[万亿]?(?:余|多)|(?:(?<=不)少于|(?<=至)少)[\d,.]+[一-鿿%]{0,3}(?:以下|以内|左右))"
)


def bounds(text: str) -> Iterator[Finding]:
    for found in _CONTRADICTORY.finditer(text):
        yield Finding(
            "bound_wording",
            "warn",
            *found.span(),
            found[0],
            "",
            found[0],
            "",
            "“近、约、不足”与“余、多、以上”不能同时用",
        )


_WORDINGS = (
    (r"三、?四级以上手术", "手术最高四级：应写“三级及以上手术”或“三、四级手术”"),
    (
        r"同比(?:增长|增加|上升|下降|减少)[\d,.]+(?:万)?(?:人次|例|台|人|元|个(?!百分点|千分点)|件|次|张)",
        "“同比”后面一般写百分比；绝对数写“比上年同期增加”",
    ),
    (r"(?:降低|减少|下降|缩短)(?:了)?\d+(?:\.\d+)?倍", "减少不能用倍数"),
    (r"提高到了?[\d.]+个百分点", "“提高到”后面写达到的数；变化几个百分点写“提高了”"),
)


def wording(text: str) -> Iterator[Finding]:
    for pattern, why in _WORDINGS:
        for found in re.finditer(pattern, text):
            yield Finding("wording", "warn", *found.span(), found[0], "", found[0], "", why)


_BODIES = (("党总支", "党委"), ("党支部委员会", "党委"))


def names(text: str) -> Iterator[Finding]:
    """One organisation under two kinds of name: 医院党总支 and 医院党委."""
    for lower, higher in _BODIES:
        if lower not in text or higher not in text:
            continue
        first, second = re.search(rf"(?:医院|我院|院){lower}", text), re.search(rf"(?:医院|我院|院){higher}", text)
        if first and second:
            late = max(first, second, key=lambda found: found.start())
            yield Finding(
                "name",
                "ask",
                *late.span(),
                late[0],
                f"前文：{min(first, second, key=lambda found: found.start())[0]}",
                late[0],
                "",
                "组织名称前后不同：是升格了，还是写错了",
            )
