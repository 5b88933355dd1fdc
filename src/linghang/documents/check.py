"""Whether a text contradicts itself: shares, changes, ranks, totals, repeated figures, announced counts, years. Pure.

A verdict is `agree`, `derivable` (something follows that the text does not say), `warn`, `ask` or `conflict`; each with
the arithmetic. What the words do not settle is asked, never decided.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Literal

from linghang.documents.figures import Figure
from linghang.documents.outline import Outline

Verdict = Literal["agree", "derivable", "warn", "ask", "conflict"]
ORDER: tuple[Verdict, ...] = ("conflict", "ask", "warn", "derivable", "agree")


@dataclass(frozen=True)
class Finding:
    """`start`, `end`: the words it is about; `expression`: the arithmetic; `stated` and `computed` as they read."""

    kind: str
    verdict: Verdict
    start: int
    end: int
    text: str
    expression: str
    stated: str
    computed: str
    why: str


def check(text: str, outline: Outline, figures: Sequence[Figure]) -> list[Finding]:
    """All findings, in the order of the text."""
    found = [
        *_shares(text, figures),
        *_changes(figures),
        *_ranks(text, figures),
        *_totals(text, figures),
        *_repeated(figures),
        *_neighbours(figures),
        *_announced(outline),
        *_stale_years(outline, figures),
        *_bounds(text),
        *_wording(text),
        *_names(text),
    ]
    return sorted(found, key=lambda each: (each.start, ORDER.index(each.verdict)))


def _written(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _within(computed: Decimal, stated: Decimal) -> Verdict | None:
    """`agree` when the stated value is the computed one rounded as it is written, `warn` when it was cut off."""
    step = Decimal(1).scaleb(-_places(stated))
    if computed.quantize(step, ROUND_HALF_UP) == stated:
        return "agree"
    return "warn" if computed.quantize(step, ROUND_DOWN) == stated else None


def _shares(text: str, figures: Sequence[Figure]) -> Iterator[Finding]:
    """29.1 % of the discharges: part and whole when the text states both, the implied whole when it does not."""
    for figure in figures:
        share = figure.comparison
        if share is None or share.direction != "share" or not figure.value_norm or not share.value:
            continue
        whole = _whole(share.base, figure, figures)
        end = share.end
        if whole is None or not whole.value_norm:
            implied = figure.value_norm * 100 / share.value
            yield Finding(
                "share_implied_total",
                "derivable",
                figure.start,
                end,
                text[figure.start : end],
                f"{_written(figure.value_norm)} ÷ {_written(share.value)}%",
                f"{share.base or '总数'}没有写",
                f"约 {_written(implied.quantize(Decimal(1), ROUND_HALF_UP))}{figure.unit_norm}",
                "",
            )
            continue
        computed = figure.value_norm * 100 / whole.value_norm
        verdict = _within(computed, share.value)
        rounded = _written(computed.quantize(Decimal("0.01"), ROUND_HALF_UP))
        yield Finding(
            "share",
            verdict or "conflict",
            figure.start,
            end,
            text[figure.start : end],
            f"{_written(figure.value_norm)} ÷ {_written(whole.value_norm)}",
            f"{_written(share.value)}%",
            f"{rounded}%",
            {"agree": "", "warn": f"{rounded}% 四舍五入与文中不同，截去尾数才得到文中的数"}.get(
                verdict or "", "与文中的分子、分母对不上"
            ),
        )


def _whole(base: str, figure: Figure, figures: Sequence[Figure]) -> Figure | None:
    """The figure that the base of a share names: its words without 数, 总数, 例数 stand in the other's metric."""
    core = re.sub(r"(?:总数|总量|例数|人数|病例数|人次数|人次|数|总|的|全院|全部|所有)", "", base)
    if len(core) < 2:
        return None
    same = [
        each
        for each in figures
        if each is not figure
        and each.value_norm
        and core in each.metric
        and each.value_norm >= (figure.value_norm or 0)
        and each.bound == "eq"
        and each.unit_norm not in ("%", "‰")
    ]
    return min(same, key=lambda each: (len(each.metric), abs(each.start - figure.start)), default=None)


def _changes(figures: Sequence[Figure]) -> Iterator[Finding]:
    """What last year must have been; and two statements of one change against each other."""
    for figure in figures:
        change = figure.comparison
        if (
            change is None
            or change.direction not in ("up", "down")
            or figure.value_norm is None
            or figure.unit_norm in ("名", "位")
        ):
            continue
        sign = 1 if change.direction == "up" else -1
        if change.unit == "%" and figure.unit_norm not in ("%", "‰"):
            if change.value <= 0 or (sign < 0 and change.value >= 100):
                yield _finding("growth", "warn", figure, f"{_written(change.value)}%", "", "变化率超出可能的范围")
                continue
            before = figure.value_norm * 100 / (100 + sign * change.value)
            yield _finding(
                "growth",
                "derivable",
                figure,
                "上期没有写",
                f"上期约 {_written(before.quantize(Decimal(1), ROUND_HALF_UP))}{figure.unit_norm}",
                "",
            )
        elif change.unit.endswith(figure.unit_norm) and figure.unit_norm:
            step = change.value * (Decimal(10_000) if change.unit.startswith("万") else Decimal(1))
            before = figure.value_norm - sign * step
            if before < 0:
                yield _finding("abs_yoy", "conflict", figure, _written(change.value), _written(before), "上期成了负数")
            elif before:
                rate = (sign * step * 100 / before).quantize(Decimal("0.01"), ROUND_HALF_UP)
                yield _finding(
                    "abs_yoy",
                    "derivable",
                    figure,
                    "上期没有写",
                    f"上期 {_written(before)}{figure.unit_norm}，变化 {_written(rate)}%",
                    "",
                )


def _finding(kind: str, verdict: Verdict, figure: Figure, stated: str, computed: str, why: str) -> Finding:
    end = figure.comparison.end if figure.comparison else figure.end
    return Finding(kind, verdict, figure.start, end, figure.text, "", stated, computed, why)


def _ranks(text: str, figures: Sequence[Figure]) -> Iterator[Finding]:
    """Rank within the number of those ranked, against a stated top share; and the rank before a movement."""
    for at, figure in enumerate(figures):
        if figure.unit_norm != "名" or figure.bound != "eq" or not figure.value_norm:
            continue
        near = [each for each in figures[max(0, at - 3) : at + 4] if _one_sentence(text, each, figure)]
        of = next((each for each in near if _ranked_among(each, figure)), None)
        top = next((each for each in near if each.unit_norm == "%" and each.bound == "le" and "前" in each.text), None)
        if of is not None and of.value_norm and top is not None and top.value_norm is not None:
            share = (figure.value_norm * 100 / of.value_norm).quantize(Decimal("0.01"), ROUND_HALF_UP)
            fits = share <= top.value_norm
            yield Finding(
                "rank_in_top_share",
                "agree" if fits else "conflict",
                figure.start,
                max(figure.end, top.end),
                figure.text,
                f"{_written(figure.value_norm)} ÷ {_written(of.value_norm)}",
                f"前{_written(top.value_norm)}%",
                f"{_written(share)}%",
                "" if fits else "名次不在所说的百分比之内",
            )
        change = figure.comparison
        if change is not None and change.unit in ("名", "位"):
            before = figure.value_norm + (change.value if change.direction == "up" else -change.value)
            possible = before > 0
            said = f"上期第 {_written(before)} 名"
            why = "" if possible else "推算的上期名次不成立"
            yield _finding("rank_change", "derivable" if possible else "conflict", figure, "上期名次没有写", said, why)


def _one_sentence(text: str, one: Figure, other: Figure) -> bool:
    return not re.search("[。；;！？\n]", text[min(one.end, other.end) : max(one.start, other.start)])


def _ranked_among(each: Figure, rank: Figure) -> bool:
    return (
        each.end < rank.end
        and each.unit_norm in ("家", "所", "个")
        and (each.value_norm or 0) >= (rank.value_norm or 0)
    )


def _totals(text: str, figures: Sequence[Figure]) -> Iterator[Finding]:
    """共120人，其中男50人、女70人: the parts behind 其中 against the total, when they claim to be all of it."""
    for at, total in enumerate(figures):
        following = text[total.end : total.end + 4]
        if total.value_norm is None or not re.match("[，,(（]?其中", following):
            continue
        stop = min((found for mark in "。；;\n" if (found := text.find(mark, total.end)) >= 0), default=len(text))
        parts = [
            each
            for each in figures[at + 1 : at + 12]
            if each.start < stop and each.unit_norm == total.unit_norm and each.value_norm is not None
        ]
        if len(parts) < 2:
            continue
        added = sum((each.value_norm for each in parts if each.value_norm is not None), Decimal(0))
        expression = " + ".join(_written(each.value_norm) for each in parts if each.value_norm is not None)
        verdict: Verdict = "agree" if added == total.value_norm else "conflict" if added > total.value_norm else "ask"
        why = {"agree": "", "conflict": "各部分之和大于总数"}.get(
            verdict, "各部分之和小于总数：其余部分没有写，还是有一处不对"
        )
        yield Finding(
            "total",
            verdict,
            total.start,
            parts[-1].end,
            total.text,
            expression,
            _written(total.value_norm),
            _written(added),
            why,
        )


def _repeated(figures: Sequence[Figure]) -> Iterator[Finding]:
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
            _written(figure.value_norm),
            _written(first.value_norm or Decimal(0)),
            "" if same else "同一指标前后两个数不同",
        )


def _neighbours(figures: Sequence[Figure]) -> Iterator[Finding]:
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
                _written(first.value_norm),
                _written(second.value_norm or Decimal(0)),
                "相邻两个指标的数完全相同，请确认不是抄错",
            )


def _announced(outline: Outline) -> Iterator[Finding]:
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


def _stale_years(outline: Outline, figures: Sequence[Figure]) -> Iterator[Finding]:
    """A figure of an earlier year inside the review of a year: perhaps last year's text was left."""
    for figure in figures:
        named = re.search(r"((?:19|20)\d{2})年", figure.text)
        node = outline.node_at(figure.start)
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
    r"(?:近|不足|将近)\s*[\d,.]+\s*[万亿]?\s*(?:余|多)|"
    r"(?:超过|逾|超)\s*[\d,.]+\s*[万亿]?[一-鿿]{0,3}(?:以内|以下|左右)|"
    r"约\s*[\d,.]+\s*[万亿]?(?:余|多)|(?:不少于|至少)[\d,.]+[一-鿿%]{0,3}(?:以下|以内|左右)"
)


def _bounds(text: str) -> Iterator[Finding]:
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
        r"同比(?:增长|增加|上升|下降|减少)[\d,.]+(?:万)?(?:人次|例|台|人|元|个|件|次|张)",
        "“同比”后面一般写百分比；绝对数写“比上年同期增加”",
    ),
    (r"(?:降低|减少|下降|缩短)(?:了)?\d+(?:\.\d+)?倍", "减少不能用倍数"),
    (r"提高到?了?[\d.]+个百分点到", "“提高到”与“提高了”混用"),
)


def _wording(text: str) -> Iterator[Finding]:
    for pattern, why in _WORDINGS:
        for found in re.finditer(pattern, text):
            yield Finding("wording", "warn", *found.span(), found[0], "", found[0], "", why)


_BODIES = (("党总支", "党委"), ("党支部委员会", "党委"))


def _names(text: str) -> Iterator[Finding]:
    """One organisation under two kinds of name: 医院党总支 and 医院党委."""
    for lower, higher in _BODIES:
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
