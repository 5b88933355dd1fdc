"""A settlement recounted in plain Python, case by case, from docs/casemix-dip.md: nothing of the engine is used.

Money is counted in whole fen and shares in whole ten-thousandths of a ten-thousandth, so that nothing is rounded before
the rule says so.
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal, localcontext

CENT = Decimal("0.01")


def half_up(value, step):
    return value.quantize(step, ROUND_HALF_UP)


def divided(fen, shares):
    """Down to the fen; the fen that are left go to the largest remainders, then the larger share, then by name."""
    whole = sum(shares.values())
    parts = {name: fen * share // whole for name, share in shares.items()}
    queue = sorted(shares, key=lambda name: (-(fen * shares[name] % whole), -shares[name], name))
    for name in queue[: fen - sum(parts.values())]:
        parts[name] += 1
    return parts


def settle(cases, pool, ratios, terms, history, weights, prepaid_share, withheld, reviewed_from, decisions):
    """cases: (case, institution, month or None, score or None). terms: institution → (assessment, deduction).
    history: oldest first, (pool, ratio, score). decisions: case → ("points" | "amount", number)."""
    with localcontext(prec=120):
        return _settle(cases, pool, ratios, terms, history, weights, prepaid_share, withheld, reviewed_from, decisions)


def _settle(cases, pool, ratios, terms, history, weights, prepaid_share, withheld, reviewed_from, decisions):
    scores, amounts, by_month, counted = defaultdict(Decimal), defaultdict(Decimal), defaultdict(Decimal), 0
    for case, institution, month, score in cases:
        if not institution or (score is None and case not in decisions):
            continue
        counted += 1
        if score is not None:
            by_month[institution, month or 0] += score
        scores[institution] += 0
        what, number = decisions.get(case, ("points", score))
        (scores if what == "points" else amounts)[institution] += number
    spent = sum(amounts.values(), Decimal(0))
    fen = int((pool - (spent if reviewed_from == "within" else 0)) / CENT)
    shares = {name: int(score * ratios[name] * 10**12) for name, score in scores.items()}
    gross = divided(fen, shares)
    if withheld == "kept":
        assessed = {name: int(half_up(gross[name] * terms[name][0], Decimal(1))) for name in gross}
    else:
        assessed = divided(fen, {name: int(share * terms[name][0] * 10**4) for name, share in shares.items()})
    forecast = None
    if history:
        used = weights[len(weights) - len(history) :]
        values = [past / ratio / score for past, ratio, score in history]
        forecast = sum(w * v for w, v in zip(used, values, strict=True)) / sum(used)
        forecast = half_up(forecast, Decimal("0.0001"))
    before = {name: _prepaid(name, by_month, forecast, ratios[name], prepaid_share) for name in scores}
    lines = {}
    for name in scores:
        final = assessed[name] * CENT + amounts[name] - terms[name][1]
        lines[name] = (gross[name] * CENT, assessed[name] * CENT, amounts[name], final, final - before[name])
    whole = sum(score * ratios[name] for name, score in scores.items())
    return lines, half_up(fen * CENT / whole, Decimal("0.0001")), forecast, counted


def _prepaid(name, by_month, forecast, ratio, share):
    if forecast is None:
        return Decimal(0)
    months = {month: score for (institution, month), score in by_month.items() if institution == name}
    return sum((half_up(score * forecast * ratio * share, CENT) for score in months.values()), Decimal(0))
