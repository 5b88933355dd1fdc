"""What is told of a cell gives nobody away, and wrong codes stay readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.packs.model import RegisterField
from linghang.registers.pseudonym import MASK
from linghang.registers.shown import shown, shown_heading

AROUND = st.text("ab.:/，（ ", max_size=4)


@pytest.mark.parametrize(
    "plain",
    [
        "",
        "0301",
        "J18.900",
        "12人",
        "x",
        "2022-02-30",
        "2022-03-05 08:30:00",
        "20220305",
        "-1",
        "0.30000000000000004",
        "J18.900x001",
    ],
)
def test_wrong_codes_numbers_and_dates_stay_readable(plain):
    assert shown(plain) == plain


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ("110101199001011237", MASK),
        ("11010119900101123X", MASK),
        ("110101900101123", MASK),
        ("13800138000", MASK),
        ("138 0013 8000", MASK),
        ("138-0013-8000", MASK),
        ("１３８００１３８０００", MASK),
        ("P110101199001011237，急", f"P{MASK}，急"),
        ("张审计", "〔3 个汉字〕"),
        ("张 三", "〔2 个汉字〕"),
        ("阿依·买买提", "〔5 个汉字〕"),
        ("03内科", "03〔2 个汉字〕"),
        ("𠮷野", "〔2 个汉字〕"),
        (None, ""),
    ],
)
def test_what_looks_like_a_person_is_masked(plain, said):
    assert shown(plain) == said


def test_nothing_is_told_of_an_identifier():
    item = RegisterField(code="patient", title="证件号", type="text", identifier=True)
    assert (shown("1", item), shown("", item), shown(None, item)) == (MASK, "", "")


@given(AROUND, st.from_regex(r"[1-9][0-9]{10}|[1-9][0-9]{14}|[1-9][0-9]{16}[0-9X]", fullmatch=True), AROUND)
def test_a_long_number_never_shows_wherever_it_stands(before, number, after):
    said = shown(before + number + after)
    assert number[:8] not in said
    assert number[-8:] not in said


@given(AROUND, st.text("张王李赵审计诊疗", min_size=2, max_size=6), AROUND)
def test_words_never_show_wherever_they_stand(before, words, after):
    assert not set(words) & set(shown(before + words + after))


def test_a_long_text_is_cut_only_after_masking():
    said = shown("a" * 75 + "110101199001011237")
    assert len(said) <= 80
    assert "1" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("床位数", "床位数"),
        ("D01", "D01"),
        ("2022-03-05", "第 3 列"),
        ("7", "第 3 列"),
        ("电话13800138000", "第 3 列"),
        ("说明" * 20, "第 3 列"),
    ],
)
def test_headings_that_look_like_data_are_told_by_their_place(text, said):
    assert shown_heading(text, 3) == said
