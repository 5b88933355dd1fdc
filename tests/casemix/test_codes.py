"""One key for all spellings of a code, and only for those."""

import pytest

from linghang.casemix.codes import Family, family, key


@pytest.mark.parametrize(
    "text",
    [
        "K58.200x001",
        "k58.200X001",
        " K58.200x001\t",
        "Ｋ５８．２００ｘ００１",
        "K58200x001",
        "K58。200x001",
        "\ufeffK58.200 x001",
    ],
)
def test_spellings_share_a_key(text):
    assert key(text) == "K58200X001"


def test_different_codes_differ():
    texts = ["K58.200x001", "K58.200x002", "K58.200", "A37.901+J17.0*", "A37.901", "88.7600x002"]
    assert len({key(text) for text in texts}) == len(texts)


def test_dagger_and_nothing():
    assert key("A37.901†J17.0*") == key("a37.901+j17.0*")
    assert key(" \u3000") == ""


def test_family():
    assert [family(text) for text in ("K58.2", "88.76", "主要", "")] == [Family.DIAGNOSIS, Family.OPERATION, None, None]
