"""Conditions answered by words say what each says of one row at a time."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.expressions import Type, evaluate
from linghang.expressions.tree import (
    AnyMatches,
    AnyPairMatches,
    Compare,
    CountMatches,
    CountPairs,
    Field,
    IsMissing,
    Literal,
    Matcher,
    Matches,
    Not,
    Size,
)
from linghang.indicators.measures import BaseMeasure
from linghang.indicators.stored.marks import MATCHERS, take_out
from linghang.indicators.stored.texts import Texts

CODES = Field("codes", Type.TEXT, True)
LEVELS = Field("levels", Type.TEXT, True, "codes")
WAY = Field("way", Type.TEXT)
WORDS = st.sampled_from(["", "1", "12", "123", "3", "手术", "手", "É1"])
TEXT = st.none() | WORDS
LIST = st.none() | st.lists(TEXT, max_size=4)
ROWS = st.lists(st.fixed_dictionaries({"codes": LIST, "levels": LIST, "way": TEXT}), min_size=1, max_size=8)
MATCHER = st.builds(Matcher, st.lists(WORDS.filter(bool), min_size=1, max_size=3).map(tuple), st.booleans()) | st.just(
    Matcher(("",))
)
NODE = st.one_of(
    st.builds(AnyMatches, st.just(CODES), MATCHER),
    st.builds(CountMatches, st.just(CODES), MATCHER),
    st.builds(AnyPairMatches, st.just(CODES), MATCHER, st.just(LEVELS), MATCHER),
    st.builds(CountPairs, st.just(CODES), MATCHER, st.just(LEVELS), MATCHER),
    st.builds(Matches, st.just(WAY), MATCHER),
    st.builds(Compare, st.just("="), st.just(WAY), WORDS.map(lambda word: Literal(word, Type.TEXT))),
    st.sampled_from([Size(CODES), IsMissing(CODES), Size(LEVELS)]),
)
SCHEMA = pa.schema({"codes": pa.list_(pa.string()), "levels": pa.list_(pa.string()), "way": pa.string()})


def asking(*nodes):
    """Marks of measures that count by these nodes, or add them up."""
    return take_out(
        [
            BaseMeasure("stay", "sum", node, None, "left_on")
            if node.type is Type.INTEGER
            else BaseMeasure("stay", "count", None, node, "left_on")
            for node in nodes
        ]
    )


def said(marks, table):
    """The marks of a table's rows, in the order of the marks."""
    found = marks.of({name: Texts.of(table[name]) for name in table.column_names}, table.num_rows)
    return {name: mark.to_pylist() for name, mark in found.items()}


@settings(max_examples=150, deadline=None)
@given(ROWS, st.lists(NODE, min_size=1, max_size=5))
def test_marks_say_what_plain_python_says(rows, nodes):
    marks = asking(*nodes)
    found = said(marks, pa.Table.from_pylist(rows, SCHEMA))
    assert set(marks.nodes.values()) == set(nodes)
    for name, node in marks.nodes.items():
        assert found[name] == [evaluate(node, row) for row in rows]


def test_a_field_that_the_file_lacks_is_missing_in_every_row():
    marks = asking(AnyMatches(CODES, Matcher(("1",))), Size(CODES), Matches(WAY, Matcher(("1",))))
    found = {name: mark.to_pylist() for name, mark in marks.of({}, 2).items()}
    assert list(found.values()) == [[False, False], [0, 0], [None, None]]


def test_huge_lists_and_no_rows():
    marks = asking(CountMatches(CODES, Matcher(("7",), prefix=True)), Size(CODES))
    lists = [[str(number) for number in range(100_000)], []]
    # 7, 70-79, 700-799 and so on below 100,000
    assert list(said(marks, pa.table({"codes": lists})).values()) == [[11_111, 0], [100_000, 0]]
    assert list(said(marks, pa.Table.from_pylist([], SCHEMA)).values()) == [[], []]


def test_many_conditions_on_long_lists_that_were_read_in_pieces():
    lists = [[str(n % 23) for n in range(size)] for size in (40, 0, 1, 63, 7)] + [None, ["0"] * 300]
    nodes = [CountMatches(CODES, Matcher((str(n),))) for n in range(23)] + [
        AnyMatches(CODES, Matcher((str(n),), prefix=True)) for n in range(1, 23)
    ]
    marks = asking(*nodes)
    pieces = [pa.table({"codes": some}, SCHEMA.remove(2).remove(1)) for some in (lists[:3], lists[3:])]
    found = said(marks, pa.concat_tables(pieces))
    for name, node in marks.nodes.items():
        assert found[name] == [evaluate(node, {"codes": row}) for row in lists]


def test_a_condition_within_a_condition_is_taken_out_and_the_rest_stays():
    within = AnyMatches(CODES, Matcher(("1",)))
    marks = asking(Not(within))
    assert marks.measures[0].where == Not(Field("mark_0", Type.BOOLEAN))
    assert marks.nodes == {"mark_0": within}


def test_what_finds_no_room_stays_with_the_engine():
    nodes = [AnyMatches(CODES, Matcher((str(number),))) for number in range(MATCHERS + 2)]
    marks = asking(*nodes)
    assert [measure.where for measure in marks.measures[MATCHERS:]] == nodes[MATCHERS:]
    found = said(marks, pa.table({"codes": [[str(MATCHERS - 1)]]}))
    assert [sum(column) for column in found.values()] == [0] * (MATCHERS - 1) + [1]
