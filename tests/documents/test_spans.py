"""Offsets of an edited text against a list of two numbers for every character."""

from hypothesis import given
from hypothesis import strategies as st

from linghang.documents.spans import Traced

Spot = tuple[str, int, int]
"""A character and the raw offsets it stands for."""


@st.composite
def edits_of(draw: st.DrawFn, length: int) -> list[tuple[int, int, str]]:
    """Replacements in order that do not overlap."""
    bounds = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return [(start, end, draw(st.text("xyz", max_size=3))) for start, end in pairs]


def edited(spots: list[Spot], edits: list[tuple[int, int, str]]) -> list[Spot]:
    result, at = list[Spot](), 0
    for start, end, new in edits:
        result += spots[at:start]
        if len(new) == end - start:
            result += [(char, low, high) for char, (_, low, high) in zip(new, spots[start:end], strict=True)]
        else:
            low = spots[start][1] if start < len(spots) else spots[-1][2] if spots else 0
            result += [(char, low, spots[end - 1][2] if end > start else low) for char in new]
        at = end
    return result + spots[at:]


@given(st.data(), st.text("abc", max_size=12))
def test_pieces_say_what_a_list_of_all_characters_says(data: st.DataObject, raw: str) -> None:
    traced, spots = Traced.of(raw), [(char, at, at + 1) for at, char in enumerate(raw)]
    for _ in range(data.draw(st.integers(1, 4))):
        edits = data.draw(edits_of(len(traced.text)))
        traced, spots = traced.edited(edits), edited(spots, edits)
        assert traced.text == "".join(char for char, *_ in spots)
        for start in range(len(spots)):
            assert traced.raw(start, start) == (spots[start][1],) * 2
            for end in range(start + 1, len(spots) + 1):
                assert traced.raw(start, end) == (spots[start][1], spots[end - 1][2])
        if spots:
            assert traced.raw(len(spots), len(spots)) == (spots[-1][2],) * 2
