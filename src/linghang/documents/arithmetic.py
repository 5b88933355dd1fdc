"""Whether the numbers of a text fit each other: shares, changes, ranks, parts and totals. Pure."""

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from linghang.documents.figures import Figure
from linghang.documents.finding import Finding, Verdict, found_in, within, written

_NEAR = 400
"""Among how many figures before and behind a share its whole is looked for."""


def shares(text: str, figures: Sequence[Figure]) -> Iterator[Finding]:
    """29.1 % of the discharges: part and whole when the text states both, the implied whole when it does not."""
    for at, figure in enumerate(figures):
        share = figure.comparison
        if share is None or share.direction != "share" or not figure.value_norm or not share.value:
            continue
        whole = _whole(share.base, figure, figures[max(0, at - _NEAR) : at + _NEAR])
        end = share.end
        if whole is None or not whole.value_norm:
            implied = figure.value_norm * 100 / share.value
            yield Finding(
                "share_implied_total",
                "derivable",
                figure.start,
                end,
                text[figure.start : end],
                f"{written(figure.value_norm)} ÷ {written(share.value)}%",
                f"{share.base or '总数'}没有写",
                f"约 {written(implied.quantize(Decimal(1), ROUND_HALF_UP))}{figure.unit_norm}",
                "",
            )
            continue
        computed = figure.value_norm * 100 / whole.value_norm
        verdict = within(computed, share.value)
        rounded = written(computed.quantize(Decimal("0.01"), ROUND_HALF_UP))
        yield Finding(
            "share",
            verdict or "conflict",
            figure.start,
            end,
            text[figure.start : end],
            f"{written(figure.value_norm)} ÷ {written(whole.value_norm)}",
            f"{written(share.value)}%",
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


def changes(figures: Sequence[Figure]) -> Iterator[Finding]:
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
                yield found_in("growth", "warn", figure, f"{written(change.value)}%", "", "变化率超出可能的范围")
                continue
            before = figure.value_norm * 100 / (100 + sign * change.value)
            yield found_in(
                "growth",
                "derivable",
                figure,
                "上期没有写",
                f"上期约 {written(before.quantize(Decimal(1), ROUND_HALF_UP))}{figure.unit_norm}",
                "",
            )
        elif change.unit.endswith(figure.unit_norm) and figure.unit_norm:
            step = change.value * (Decimal(10_000) if change.unit.startswith("万") else Decimal(1))
            before = figure.value_norm - sign * step
            if before < 0:
                yield found_in("abs_yoy", "conflict", figure, written(change.value), written(before), "上期成了负数")
            elif before:
                rate = (sign * step * 100 / before).quantize(Decimal("0.01"), ROUND_HALF_UP)
                yield found_in(
                    "abs_yoy",
                    "derivable",
                    figure,
                    "上期没有写",
                    f"上期 {written(before)}{figure.unit_norm}，变化 {written(rate)}%",
                    "",
                )


def ranks(text: str, figures: Sequence[Figure]) -> Iterator[Finding]:
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
                f"{written(figure.value_norm)} ÷ {written(of.value_norm)}",
                f"前{written(top.value_norm)}%",
                f"{written(share)}%",
                "" if fits else "名次不在所说的百分比之内",
            )
        change = figure.comparison
        if change is not None and change.unit in ("名", "位"):
            before = figure.value_norm + (change.value if change.direction == "up" else -change.value)
            possible = before > 0
            said = f"上期第 {written(before)} 名"
            why = "" if possible else "推算的上期名次不成立"
            yield found_in("rank_change", "derivable" if possible else "conflict", figure, "上期名次没有写", said, why)


def _one_sentence(text: str, one: Figure, other: Figure) -> bool:
    return not re.search("[。；;！？\n]", text[min(one.end, other.end) : max(one.start, other.start)])


def _ranked_among(each: Figure, rank: Figure) -> bool:
    return (
        each.end < rank.end
        and each.unit_norm in ("家", "所", "个")
        and (each.value_norm or 0) >= (rank.value_norm or 0)
    )


def totals(text: str, figures: Sequence[Figure]) -> Iterator[Finding]:
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
        expression = " + ".join(written(each.value_norm) for each in parts if each.value_norm is not None)
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
            written(total.value_norm),
            written(added),
            why,
        )
