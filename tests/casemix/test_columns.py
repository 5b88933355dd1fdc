"""Codes of a column as ids: the same whichever way the column stores them."""

import pyarrow as pa
import pytest

from linghang.casemix.codes import key
from linghang.casemix.columns import ABSENT, UNKNOWN, Vocabulary, read_codes_column

LISTS = [["B00", "x", None], None, [], [" a00", "B00"], [""]]
"""Ids by hand: A00 is 2, B00 is 3."""
EXPECTED = [3, UNKNOWN, ABSENT, 2, 3, ABSENT]
TEXTS = ["B00|x|", None, " a00|B00", ""]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
def test_lists_of_any_text_are_read_alike(kind: pa.DataType) -> None:
    coded = read_codes_column(pa.array(LISTS, pa.list_(kind)), Vocabulary(["A00", "B00"], key))
    assert coded.flat.tolist() == EXPECTED
    assert coded.lengths.tolist() == [3, 0, 0, 2, 1]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_texts_joined_by_a_bar_are_read_alike(kind: pa.DataType) -> None:
    coded = read_codes_column(pa.array(TEXTS, kind), Vocabulary(["A00", "B00"], key))
    assert coded.flat.tolist() == EXPECTED
    assert coded.lengths.tolist() == [3, 0, 2, 1]


def test_a_vocabulary_without_codes_knows_none() -> None:
    assert read_codes_column(pa.array(["A00|"]), Vocabulary([], key)).flat.tolist() == [UNKNOWN, ABSENT]
