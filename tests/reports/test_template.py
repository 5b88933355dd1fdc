"""The sentence template language: what is read, what is refused, and that writing and reading agree."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linghang.core.errors import InputError
from linghang.reports.conditions import DIRECTIONS, GOALS, PRESENCE, SIDES, Test
from linghang.reports.nodes import Case, Choice
from linghang.reports.template import COUNTED, KINDS, WORDS, Figure, Name, Optional, Words, figures, parse, write

codes = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda code: code not in WORDS)
words = st.builds(Words, st.text(min_size=1).filter(lambda text: not set(text) & set("｛｝")))
names = st.builds(Name, st.sampled_from(WORDS))


@st.composite
def bound(draw):
    kind = draw(st.sampled_from(KINDS))
    scale = draw(st.sampled_from([None, "", "万", "亿"])) if kind in COUNTED else None
    decimals = draw(st.one_of(st.none(), st.integers(0, 6))) if kind in (*COUNTED, "share_of") else None
    return Figure(draw(codes), kind, draw(codes) if kind == "share_of" else "", scale, decimals)


def joined(nodes):
    """Neighbouring words are one piece of text once they are written."""
    merged = []
    for node in nodes:
        if merged and isinstance(node, Words) and isinstance(merged[-1], Words):
            merged[-1] = Words(merged[-1].text + node.text)
        else:
            merged.append(node)
    return tuple(merged)


def either(parts):
    """Left out without data, or at zero too."""
    return st.builds(Optional, st.just(parts), st.booleans())


plain = st.lists(st.one_of(words, names, bound()), max_size=4).map(joined)
inner = plain.filter(lambda parts: any(isinstance(part, Figure) for part in parts)).flatmap(either)
optional = (
    st.lists(st.one_of(words, bound(), inner), max_size=4)
    .map(joined)
    .filter(lambda parts: any(figures(parts)))
    .flatmap(either)
)
tests = st.one_of(
    st.sampled_from((*DIRECTIONS, *SIDES, *GOALS, *PRESENCE)).map(Test),
    st.builds(
        Test,
        st.just(""),
        st.sampled_from(["<", "<=", ">", ">=", "="]),
        st.decimals(-1000, 1000, places=2),
        st.sampled_from(["", "%", "‰", "万", "亿"]),
    ),
)


@st.composite
def choices(draw):
    """A condition whose last case may have no test."""
    cases = draw(st.lists(st.builds(Case, tests, plain), min_size=1, max_size=3))
    cases += draw(st.lists(st.builds(Case, st.none(), plain), max_size=1))
    return Choice(draw(bound()), tuple(cases))


sentences = st.lists(st.one_of(words, names, bound(), optional, choices()), max_size=6).map(joined)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(sentences)
def test_what_is_written_is_read_back(sentence):
    assert parse(write(sentence)) == sentence


@given(st.text(alphabet="{}[]|=?/｛｝abyo_ 1万\n无数据", max_size=30))
def test_any_text_is_read_or_refused_with_its_position(text):
    try:
        parse(text)
    except InputError as error:
        assert error.faults[0].field.startswith("第 ")
        assert error.faults[0].remedy


def test_value_with_display_options_and_comparison():
    assert parse("门急诊量{visits|scale=万|decimals=2}，{visits|yoy}。") == (
        Words("门急诊量"),
        Figure("visits", scale="万", decimals=2),
        Words("，"),
        Figure("visits", "yoy"),
        Words("。"),
    )


def test_positions_count_characters_from_one():
    assert [figure.at for figure in figures(parse("共{{{a}例{?}，{b|share_of=c}{/}"))] == [4, 12]


def test_a_condition_asks_the_first_case_and_has_a_last_one():
    assert parse("{?visits|yoy:增长}升{:≥10％}多{:}平{/}") == (
        Choice(
            Figure("visits", "yoy"),
            (
                Case(Test("增长"), (Words("升"),)),
                Case(Test("", ">=", Decimal(10), "%"), (Words("多"),)),
                Case(None, (Words("平"),)),
            ),
        ),
    )


def test_full_width_bar_and_equals_sign_are_understood():
    assert parse("{visits｜scale＝万}") == parse("{visits|scale=万}")


def test_doubled_braces_stand_for_themselves():
    assert parse("{{x}}") == (Words("{x}"),)


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("共{visits", 2, "花括号没有配对"),
        ("共}人", 2, "花括号没有配对"),
        ("｛visits｝", 1, "用了全角花括号"),
        ("{Visits}", 1, "花括号里应是指标代码"),
        ("{门诊}", 1, "花括号里应是指标代码"),
        ("量{visits|yoy|mom}", 2, "写法重复或互相冲突"),
        ("量{visits|scale=千}", 2, "没有这种写法"),
        ("量{visits|yoy|scale=万}", 2, "百分比不能换算成万、亿"),
        ("{visits|decimals=9}", 1, "没有这种写法"),
        ("{visits|yoy|decimals=1}", 1, "变化的百分比固定写到两位小数"),
        ("{year|yoy|banana}", 1, "没有这种写法"),
        ("其中{?}没有数据{/}", 3, "可略部分里没有数据"),
        ("{?}{a}{?}{?}{?}{b}", 13, "可略部分最多套 3 层"),
        ("共{a}{/}", 5, "{/} 前面没有 {?} 或 {+}"),
        ("共{?}{a}", 2, "可略部分没有结束"),
        ("量{?visits|yoy:涨}多{/}", 2, "没有这种条件"),
        ("量{?visits|yoy:}多{/}", 2, "没有这种条件"),
        ("量{?year:有}多{/}", 2, "看不懂这个条件"),
        ("量{?visits}多{/}", 2, "看不懂这个条件"),
        ("{?}{a}{:下降}少{/}", 7, "{:下降} 只能写在条件句里"),
        ("{?a|yoy:增长}多{:}平{:下降}少{/}", 17, "{:} 之后不能再有别的情形"),
        ("{?a|yoy:增长}多", 1, "可略部分没有结束"),
    ],
)
def test_refusals_name_position_and_reason(text, position, reason):
    with pytest.raises(InputError) as refused:
        parse(text)
    fault = refused.value.faults[0]
    assert (fault.field, fault.reason) == (f"第 {position} 个字", reason)
