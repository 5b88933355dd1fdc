"""Party standing against performance: where the two have come apart (两张皮). Pure.

Scores of two frameworks cannot be compared, places among the same units can: so both are put on one scale from 0 (last)
to 1 (first). Where to draw the lines is the hospital's own decision; the defaults are Linghang's, not a published rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from linghang.assessment.ranking import Place
from linghang.core.figures import write_figure

Quadrant = Literal["both_high", "party_ahead", "performance_ahead", "both_low", "unknown"]
QUADRANT_WORDS: dict[Quadrant, str] = {
    "both_high": "党建、业务双强",
    "party_ahead": "党建强、业务弱",
    "performance_ahead": "业务强、党建弱",
    "both_low": "党建、业务双弱",
    "unknown": "无法比较",
}
MIDDLE = Decimal("0.5")
THRESHOLD = Decimal("0.3")


@dataclass(frozen=True)
class Standing:
    """How a department, or the branch it belongs to, stands: its share of the full marks and its place."""

    share: Decimal | None
    place: Place | None

    @property
    def height(self) -> Decimal | None:
        """1 for the first, 0 for the last, ties in the middle of the places they share; None without others."""
        if self.place is None or self.place.of < 2:
            return None
        ahead = Decimal(self.place.rank - 1) + Decimal(self.place.tied) / 2
        return 1 - ahead / (self.place.of - 1)


@dataclass(frozen=True)
class Pair:
    """One department and its branch. `gap`: height of the branch less that of the department (above 0: Party work is
    ahead); `apart`: whether they have come apart."""

    department: str
    branch: str
    performance: Standing | None
    party: Standing | None
    quadrant: Quadrant
    gap: Decimal | None
    apart: bool
    reason: str


def pair(
    department: str,
    branch: str,
    performance: Standing | None,
    party: Standing | None,
    *,
    threshold: Decimal = THRESHOLD,
    middle: Decimal = MIDDLE,
) -> Pair:
    """`threshold`: from what gap on they have come apart; `middle`: from what height on a standing is strong."""
    work, faith = _height(performance), _height(party)
    if work is None or faith is None:
        side = "业务" if work is None else "党建"
        why = f"{side}没有位次，或者没有可比的单位" if branch else "没有所在党支部"
        return Pair(department, branch, performance, party, "unknown", None, False, f"无法比较：{why}")
    gap = faith - work
    quadrant = _quadrant(work >= middle, faith >= middle)
    apart = abs(gap) >= threshold
    verdict = f"{'达到' if apart else '不到'} {write_figure(threshold, '%', 0)}{'，两张皮' if apart else ''}"
    reason = f"{QUADRANT_WORDS[quadrant]}：业务在{_place(performance)}，党建在{_place(party)}，{_ahead(gap)}，{verdict}"
    return Pair(department, branch, performance, party, quadrant, gap, apart, reason)


def pairs(
    rows: Iterable[tuple[str, str, Standing | None, Standing | None]],
    *,
    threshold: Decimal = THRESHOLD,
    middle: Decimal = MIDDLE,
) -> list[Pair]:
    """Rows of department, branch, performance, Party standing; the widest gaps first, then those without comparison."""
    found = [pair(*row, threshold=threshold, middle=middle) for row in rows]
    return sorted(found, key=lambda one: (one.gap is None, -abs(one.gap or Decimal(0)), one.department))


def _quadrant(work: bool, party: bool) -> Quadrant:
    if work and party:
        return "both_high"
    if work or party:
        return "performance_ahead" if work else "party_ahead"
    return "both_low"


def _height(standing: Standing | None) -> Decimal | None:
    return standing.height if standing else None


def _place(standing: Standing | None) -> str:
    return f" {standing.place.of} 个中列第 {standing.place.rank}" if standing and standing.place else "没有位次"


def _ahead(gap: Decimal) -> str:
    if not gap:
        return "位次相当"
    return f"{'党建' if gap > 0 else '业务'}领先 {write_figure(abs(gap), '%', 0)} 的位次"
