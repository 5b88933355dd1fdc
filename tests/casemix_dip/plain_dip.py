"""DIP told again in plain Python, case by case, from the published formulas: nothing of the engine is used."""

import math
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import fmean, pstdev


def tidy(code):
    return code.replace(".", "").replace(" ", "").upper()


def codes(text):
    return [tidy(part) for part in text.split("|")]


def four(code):
    return code + "X" if len(code) == 3 else code[:4]


def half_up(value, places):
    exact = Fraction(value)
    digits = Decimal(exact.numerator) / Decimal(exact.denominator)
    return digits.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def usable(row):
    try:
        return float(row["cost"]) > 0
    except ValueError:
        return False


def mean(costs):
    return sum(costs, Fraction(0)) / len(costs)


def build(rows, least, ratio, related_least, low, high, trim_least, weights, property_of):
    """code → (weight, mean, cases, used, cv) and the mean of all, by one pass of lists."""
    rows = [row for row in rows if usable(row)]
    bases = defaultdict(list)
    for row in rows:
        operations = [code for code in codes(row["operations"]) if code]
        main = operations[0] if operations else ""
        others = frozenset(operations[1:]) - {main}
        bases[four(codes(row["diagnoses"])[0]), main].append((Fraction(row["cost"]), int(row["year"]), others))
    members = defaultdict(list)
    for (principal, main), cases in bases.items():
        kept = set()
        for operation in {code for _, _, others in cases for code in others}:
            with_it = [cost for cost, _, others in cases if operation in others]
            without = [cost for cost, _, others in cases if operation not in others]
            enough = len(with_it) >= related_least and len(without) >= related_least
            if enough and mean(with_it) >= Fraction(ratio) * mean(without):
                kept.add(operation)
        exact = defaultdict(int)
        for _, _, others in cases:
            exact[frozenset(others & kept)] += 1
        cores = sorted((c for c in exact if c and exact[c] >= least), key=lambda c: (-len(c), sorted(c)))
        homes = defaultdict(list)
        for cost, year, others in cases:
            home = next((core for core in cores if core <= others), frozenset())
            homes[home].append((cost, year))
        for home, inside in homes.items():
            if home or len(inside) >= least:
                members["core", principal, main, tuple(sorted(home))] += inside
            else:
                members["rest", principal[:3], property_of(main), ()] += inside
    return _numbers(members, low, high, trim_least, weights)


def _numbers(members, low, high, trim_least, weights):
    used = {name: _trimmed(cases, low, high, trim_least) for name, cases in members.items()}
    years = sorted({year for cases in members.values() for _, year in cases})
    weight_of = dict(zip(years, weights[len(weights) - len(years) :], strict=True))
    all_ = weighted([case for cases in used.values() for case in cases], weight_of)
    found = {}
    for name, cases in used.items():
        costs = [float(cost) for cost, _ in cases]
        m = weighted(cases, weight_of)
        found[name] = (
            half_up(m / all_ * 1000, 4),
            half_up(m, 2),
            len(members[name]),
            len(cases),
            pstdev(costs) / fmean(costs),
        )
    return found, half_up(all_, 2)


def _trimmed(cases, low, high, least):
    if len(cases) < least:
        return cases
    costs = sorted(cost for cost, _ in cases)
    first = costs[math.floor(Fraction(low) * (len(costs) - 1))]
    last = costs[math.ceil(Fraction(high) * (len(costs) - 1))]
    return [case for case in cases if first <= case[0] <= last]


def weighted(cases, weight_of):
    by_year = defaultdict(list)
    for cost, year in cases:
        by_year[year].append(cost)
    total = sum(Fraction(weight_of[year]) for year in by_year)
    return sum(Fraction(weight_of[year]) * mean(costs) for year, costs in by_year.items()) / total


def score(weight, institution, auxiliary, point, cost):
    """Score and standard by the rule of casemix.md: below 50 %, between, above 200 %."""
    adjusted = Fraction(weight) * Fraction(institution) * Fraction(auxiliary)
    standard = Fraction(half_up(adjusted * Fraction(point), 2))
    ratio = Fraction(cost) / standard
    factor = ratio if ratio < Fraction(1, 2) else Fraction(1) if ratio < 2 else ratio - 2 + 1
    return half_up(adjusted * factor, 4), half_up(standard, 2)
