"""Random trees: the effective weights always make the full marks, and a slow recount in fractions agrees."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from scoring_made import framework, group, leaf, share_rule, unhurried

from linghang.assessment.rules import Reading
from linghang.assessment.sheet import score
from linghang.packs.framework import Framework, Item

NEAR = Decimal("1e-20")
TABLE = share_rule()
KINDS = ("0", "0.25", "0.4", "0.5", "0.8", "1", "missing", "zero", "away", "undefined", "seen")


@st.composite
def trees(draw, depth=2):
    """A framework, and what is known of each leaf: its share, missing, missing that counts as zero, not applicable,
    undefined, or shown only."""
    known: dict[str, str] = {}

    def node(level: int) -> dict:
        code = f"n{len(known)}"
        if level and draw(st.booleans()):
            known[code] = ""
            return group(code, *(node(level - 1) for _ in range(draw(st.integers(1, 3)))))
        kind = known[code] = draw(st.sampled_from(KINDS))
        if kind == "seen":
            return leaf(code, evidence=True)
        missing = "zero" if kind == "zero" or (draw(st.booleans()) and kind != "missing") else "shared"
        return leaf(code, draw(st.integers(1, 13)), TABLE, evidence=True, missing=missing)

    items = [node(depth) for _ in range(draw(st.integers(1, 4)))]
    full = draw(st.sampled_from([Decimal(100), Decimal(1000), Decimal("7.3")]))
    return framework(*items, full_marks=full), {code: kind for code, kind in known.items() if kind}


def readings(known: dict[str, str]) -> dict[str, Reading]:
    given = {
        "missing": Reading(),
        "zero": Reading(),
        "away": Reading(applicable=False),
        "undefined": Reading(rating="?"),
    }
    return {code: given.get(kind, Reading(rating=kind)) for code, kind in known.items()}


def recount(made: Framework, known: dict[str, str]) -> Fraction | None:
    """The points, slowly and obviously: fold every group into the weighted mean of what counts in it."""

    def mean(item: Item) -> Fraction | None:
        if not item.items:
            kind = known[item.code]
            if kind in ("missing", "away", "seen"):
                return None
            return Fraction(0) if kind in ("zero", "undefined") else Fraction(kind)
        return fold(item.items)

    def fold(items: tuple[Item, ...]) -> Fraction | None:
        parts = [(Fraction(item.full), mean(item)) for item in items]
        counted = [(weight, share) for weight, share in parts if share is not None and weight]
        if not counted:
            return None
        return sum((w * s for w, s in counted), Fraction(0)) / sum((w for w, _ in counted), Fraction(0))

    share = fold(made.items)
    return None if share is None else share * Fraction(made.full_marks or 0)


@unhurried
@given(trees())
def test_the_effective_weights_make_the_full_marks_when_anything_is_scored(case):
    made, known = case
    sheet = score(made, readings(known), {})
    total = sum((line.effective for line in sheet.leaves), Decimal(0))
    assert abs(total - (0 if sheet.points is None else sheet.full)) < NEAR


@unhurried
@given(trees())
def test_a_parent_is_worth_and_earns_what_its_items_do(case):
    made, known = case
    sheet = score(made, readings(known), {})
    for line in sheet.lines:
        if line.item.items:
            below = [sheet.line(item.code) for item in line.item.items]
            assert abs(sum(each.effective for each in below) - line.effective) < NEAR
            assert abs(sum(each.points or 0 for each in below) - (line.points or 0)) < NEAR


@unhurried
@given(trees())
def test_the_points_are_those_of_a_recount_in_fractions(case):
    made, known = case
    sheet, expected = score(made, readings(known), {}), recount(made, known)
    if expected is None:
        assert sheet.points is None
    else:
        assert abs(Fraction(sheet.points) - expected) < Fraction(NEAR)


@unhurried
@given(trees())
def test_what_gave_its_weight_away_is_worth_nothing_and_what_counts_no_less_than_written(case):
    made, known = case
    sheet = score(made, readings(known), {})
    for line in sheet.leaves:
        if known[line.item.code] in ("missing", "away", "seen"):
            assert (line.effective, line.points) == (0, None)
    written = sum((item.full for item in made.items), Decimal(0))
    for line in sheet.leaves:
        if line.effective and made.full_marks:
            assert line.effective >= line.weight * made.full_marks / written - NEAR


@unhurried
@given(trees())
def test_every_line_has_a_sentence(case):
    made, known = case
    for line in score(made, readings(known), {}).lines:
        assert line.reason


@unhurried
@given(st.integers(2, 12), st.sampled_from(["0.25", "0.4", "0.5", "0.8", "1"]))
def test_equal_shares_make_equal_points_whatever_is_missing(items, share):
    """A cut-off that is met must be met to the last digit: sharing thirds or sevenths loses nothing."""
    made = framework(*(leaf(f"i{at}", at + 1, TABLE, evidence=True) for at in range(items)))
    for gone in range(items):
        given_ = {f"i{at}": Reading(rating=share) for at in range(items) if at != gone}
        assert score(made, given_, {}).share == Decimal(share)
