"""Words are looked for as Python would look for them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.indicators.stored.matching import sought

TEXT = st.text("abÉ手.0", max_size=6).map(str.encode) | st.binary(max_size=3)
SOUGHT = st.dictionaries(TEXT, st.integers(1, 2**64 - 1), max_size=20)


@settings(max_examples=200, deadline=None)
@given(SOUGHT, SOUGHT, st.lists(TEXT, max_size=30), st.integers(0, 3))
def test_beginnings_and_whole_words(beginnings, wholes, words, gap):
    begins, ends, data = [], [], b""
    for word in words:
        begins.append(len(data))
        data += word + bytes(gap)
        ends.append(len(data) - gap)
    places = np.array(begins, np.int32), np.array(ends, np.int32)
    found = sought(beginnings, wholes).among(np.frombuffer(data, np.uint8), *places)
    expected = [0] * len(words) + [0]
    for number, word in enumerate(words):
        for text, bits in beginnings.items():
            expected[number] |= bits if word.startswith(text) else 0
        expected[number] |= wholes.get(word, 0)
    assert found.tolist() == expected


def test_thousands_of_texts_with_one_beginning():
    texts = [f"{number:05d}".encode() for number in range(20_000)]
    data = np.frombuffer(b"".join(texts), np.uint8)
    begins = np.arange(0, len(data), 5, dtype=np.int32)
    found = sought({text[:4]: 1 for text in texts[:7000]}, dict.fromkeys(texts[::3], 2)).among(data, begins, begins + 5)
    assert found.tolist() == [(number < 7000) + 2 * (number % 3 == 0) for number in range(20_000)] + [0]
