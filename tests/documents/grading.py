"""Scores of what the engine finds against gold written by hand: precision and recall in one (F1), and the attributes.

A figure is hit when it overlaps the span of a claim and has its value; a heading when it begins with the same words.
"""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from linghang.documents.clean import clean
from linghang.documents.figures import figures
from linghang.documents.outline import outline
from linghang.documents.plain import plain_figures, plain_outline
from linghang.documents.read import read

HERE = Path(__file__).parent


@dataclass
class Score:
    """`missed` and `spurious` in words, for whoever reads a failing test; `shares`: attribute → right and asked."""

    hits: int = 0
    wanted: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)
    spurious: list[str] = field(default_factory=list)
    shares: dict[str, list[bool]] = field(default_factory=dict)

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.wanted + self.found) if self.wanted + self.found else 1.0

    def note(self, attribute: str, right: bool) -> None:
        self.shares.setdefault(attribute, []).append(right)

    def accuracies(self) -> dict[str, float]:
        return {name: sum(right) / len(right) for name, right in self.shares.items()}


@cache
def found_in(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Figures and outline of one of the texts, as the command line prints them."""
    cleaned = clean(read(HERE / "texts" / f"{name}.txt"))
    tree = outline(cleaned.text)
    return plain_figures(figures(cleaned.text, tree), (), cleaned.traced), plain_outline(tree, cleaned.traced)


def gold(name: str, kind: str) -> list[dict[str, Any]]:
    file = HERE / "gold" / f"{name}.{kind}.json"
    entries: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))["claims" if kind == "claims" else "nodes"]
    return entries


def counts(name: str) -> tuple[list[list[int]], list[list[int]]]:
    """What the gold says is announced and what is found, as said and counted; nothing where the gold is silent."""
    stated = json.loads((HERE / "gold" / f"{name}.outline.json").read_text("utf-8")).get("announced_counts")
    found = found_in(name)[1]["announced_counts"] if stated is not None else []
    wanted, told = ([[each["says"], each["found"]] for each in some] for some in (stated or [], found))
    return wanted, told


def _year(said: str) -> str:
    found = re.search(r"(19|20)\d\d", said or "")
    return found[0] if found else ""


def _close(one: Any, other: Any) -> bool:
    return (
        one not in (None, "") and other not in (None, "") and abs(float(one) - float(other)) <= 1e-9 * abs(float(one))
    )


def grade_figures(name: str) -> Score:
    claims, output = gold(name, "claims"), found_in(name)[0]["figures"]
    score, used = Score(wanted=len(claims), found=len(output)), set[int]()
    for claim in claims:
        start, end = claim["start"], claim["cmp_end"] or claim["end"]
        hit = next((at for at, each in enumerate(output) if at not in used and _hits(claim, each, start, end)), None)
        if hit is None:
            score.missed.append(claim["text_span"])
            continue
        used.add(hit)
        _attributes(score, claim, output[hit])
    score.hits = len(used)
    score.spurious = [each["text"] for at, each in enumerate(output) if at not in used]
    return score


def _hits(claim: dict[str, Any], figure: dict[str, Any], start: int, end: int) -> bool:
    if figure["start"] >= end or figure["end"] <= start:
        return False
    if claim["value"] != "":
        return _close(claim["value_norm"], figure["value_norm"])
    return figure["value"] is None and _close(claim["cmp_value"], (figure["comparison"] or {}).get("value"))


def _attributes(score: Score, claim: dict[str, Any], figure: dict[str, Any]) -> None:
    change = figure["comparison"] or {}
    if claim["value"] != "":
        score.note("unit", figure["unit"] == claim["unit"])
        score.note("bound", figure["bound"] == claim["bound"])
    if _year(claim["period"]):
        score.note("year", _year(figure["period"]) == _year(claim["period"]))
    if claim["cmp_value"] != "":
        same = _close(claim["cmp_value"], change.get("value")) and claim["cmp_unit"] == change["unit"]
        score.note("comparison", same and claim["cmp_dir"] == change["direction"])


def _words(said: str) -> str:
    return re.sub(r"[\W_]+", "", said)


def grade_outline(name: str) -> Score:
    wanted, nodes = gold(name, "outline"), found_in(name)[1]["nodes"]
    score, at, pairs = Score(wanted=len(wanted), found=len(nodes)), 0, list[tuple[dict[str, Any], dict[str, Any]]]()
    for want in wanted:
        hit = next((i for i in range(at, len(nodes)) if _same(want, nodes[i])), -1)
        if hit < 0:
            score.missed.append(want["heading"])
            continue
        score.spurious += [each["heading"] for each in nodes[at:hit]]
        at = hit + 1
        pairs.append((want, nodes[hit]))
    score.hits = len(pairs)
    score.spurious += [each["heading"] for each in nodes[at:]]
    for want, node in pairs:
        for attribute in ("kind", "level", "mode"):
            score.note(attribute, want[attribute] == node[attribute])
        score.note("task", _task(want) == _task(node))
    return score


def _same(want: dict[str, Any], node: dict[str, Any]) -> bool:
    """By the first eight characters; a shorter heading, on either side, by its marker too."""
    one, other = _words(want["heading"]), _words(node["heading"])
    marked = want["marker"] == node["marker"] != ""
    return one[:8] == other[:8] or (marked and (other.startswith(one[:8]) or one.startswith(other[:6])))


def _task(node: dict[str, Any]) -> bool:
    return bool(node["leaf"]) and node["mode"] == "plan"
