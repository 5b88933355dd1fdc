"""What the language does not understand is refused with a reason; nothing crashes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expressions.rows import LIBRARY, SCHEMA
from linghang.core.errors import InputError
from linghang.expressions import parse

REFUSED = [
    ("", "应为一个表达式"),
    ("los > 1; drop table x", "应为一个表达式"),
    ("(los > 1", "看不懂"),
    ("weight > 1", "没有这个字段"),
    ("los > '1'", "不能与"),
    ("sex = 1", "不能与"),
    ("fee * fee", "两个小数"),
    ("los / 2", "不支持"),
    ("select 1", "不支持"),
    ("has(sex, '1')", "多值字段"),
    ("operations = '1'", "多值字段"),
    ("foo(los)", "没有这个函数"),
    ("first(los) = 1", "要用多值字段"),
    ("prefix(los, 2) = '1'", "文字或代码"),
    ("prefix(sex, '2') = '1'", "取几个字"),
    ("prefix(sex, 0) = '1'", "取开头几个字"),
    ("minutes(admitted, discharged) > 3", "只用于日期时间"),
    ("has_pair(has(operations, '1'), has(others, '1'))", "不是一一对应"),
    ("has_pair(has(operations, '1'), los > 3)", "两个 has"),
    ("has_pair(operations, '1', levels, '4')", "参数个数不对"),
    ("count_pair(has(operations, '1'))", "参数个数不对"),
    ("count_pair(levels, operations)", "count_pair 的括号里"),
    ("days(los, los)", "只用于日期"),
    ("in_codeset(sex, 'nothing')", "没有这个代码集"),
    ("discharged > '2022-13-01'", "不是日期"),
    ("sex in (los)", "只能写常量"),
    ("los and sex = '1'", "都要是条件"),
    ("t.los = 1", "不支持"),
    ("read_csv('x') = 1", "没有这个函数"),
    ("1e3 < los", "数字"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=[text for text, _ in REFUSED])
def test_refused_with_a_reason(text, reason):
    with pytest.raises(InputError, match=reason):
        parse(text, SCHEMA, LIBRARY)


def test_very_deep_nesting_is_refused_not_a_crash():
    with pytest.raises(InputError):
        parse("(" * 1500 + "los > 1" + ")" * 1500, SCHEMA, LIBRARY)


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ["los", "sex", "'1'", "(", ")", "and", "not", ">", "1", ",", "has", "null", "is", "in", "between", "-", "*"]
        ),
        max_size=14,
    ).map(" ".join)
)
def test_any_text_is_either_read_or_refused(text):
    try:
        parse(text, SCHEMA, LIBRARY)
    except InputError as error:
        assert error.faults[0].reason
