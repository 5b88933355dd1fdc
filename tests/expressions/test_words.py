"""Expressions in the words of a hospital, each beside what was written."""

from textwrap import dedent

import pytest

from linghang.expressions.parse import parse
from linghang.expressions.schema import schema_of
from linghang.expressions.words import Words
from linghang.packs.load import load_packs

PACK = {
    "pack.yaml": "pack: words\ntitle: 测试\nversion: '1'\nsource: 测试\n",
    "content.yaml": """\
        codesets:
          - {code: sexes, title: 性别, values: {"1": 男, "2": 女}}
          - {code: kinds, title: 类别, values: {home: 居家, ward: 病房}}
          - {code: strokes, title: 脑梗死, values: {I63.0: 甲, I63.1: 乙}}
        registers:
          - code: stay
            title: 住院
            kind: loaded
            grain: 一次住院一行
            key: [number]
            date: left
            fields:
              - {code: number, title: 住院号, type: text, required: true}
              - {code: came, title: 入院时间, type: datetime}
              - {code: left, title: 出院时间, type: datetime, required: true}
              - {code: sex, title: 性别, type: code, codeset: sexes}
              - {code: kind, title: 类别, type: code, codeset: kinds}
              - {code: age, title: 年龄, type: integer}
              - {code: planned, title: 是否择期, type: boolean}
              - {code: diagnosis, title: 主要诊断, type: text}
              - {code: operations, title: 手术编码, type: text, list: true}
              - {code: levels, title: 手术级别, type: text, list: true, aligned_with: operations}
        """,
}


@pytest.fixture(scope="module")
def say(tmp_path_factory):
    folder = tmp_path_factory.mktemp("words")
    for name, text in PACK.items():
        (folder / name).write_text(dedent(text), encoding="utf-8")
    library = load_packs([folder])
    register = library.register("stay")
    return lambda text: Words(register, library).say(parse(text, schema_of(register), library))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sex = '2' and age >= 60", "性别为‘2 女’，且年龄不小于 60"),
        ("kind <> 'home'", "类别不为‘居家’"),
        ("kind in ('home', 'ward') and (age < 1 or age > 90)", "类别为‘居家’或‘病房’，且（年龄小于 1，或年龄大于 90）"),
        ("age < 1 and planned or age > 90", "（年龄小于 1，且是否择期为‘是’），或年龄大于 90"),
        ("planned", "是否择期为‘是’"),
        ("not planned", "是否择期为‘否’"),
        ("came is null", "入院时间没有填"),
        ("came is not null", "入院时间已填"),
        ("starts(diagnosis, 'I60', 'I61')", "主要诊断以 I60、I61 开头"),
        ("not in_codeset(diagnosis, 'strokes')", "主要诊断不在‘脑梗死’里"),
        ("has_in(operations, 'strokes')", "手术编码里有‘脑梗死’所列的"),
        ("has_prefix(operations, '51.2')", "手术编码里有以 51.2 开头的"),
        ("count_of(levels, '3', '4') >= 1", "手术级别里‘3’或‘4’的个数不小于 1"),
        (
            "has_pair(has_prefix(operations, '51'), has(levels, '4'))",
            "有一处手术编码是以 51 开头的、同一处手术级别是‘4’",
        ),
        ("days(came, left) > 30", "入院时间至出院时间的天数大于 30"),
        ("minutes(came, left) <= 90", "入院时间至出院时间的分钟数不大于 90"),
        ("left >= '2022-03-01'", "出院时间不早于 2022-03-01"),
        ("coalesce(age, 0) * 2 + 1 = 5", "年龄（没有填的按 0） × 2 + 1为 5"),
        ("size(operations) >= 2", "手术编码的个数不小于 2"),
        ("prefix(diagnosis, 3) = 'I21'", "主要诊断的前 3 位为‘I21’"),
        ("month(left) = 12", "出院时间的月份为 12"),
        ("starts(first(operations), '51')", "第一个手术编码以 51 开头"),
        ("planned = false", "是否择期为‘否’"),
        ("not (age > 5 and planned)", "不符合（年龄大于 5，且是否择期为‘是’）"),
    ],
)
def test_in_words(say, text, words):
    assert say(text) == words


def test_many_codes_are_counted(say):
    codes = ", ".join(f"'I{number}'" for number in range(10, 22))
    assert say(f"starts(diagnosis, {codes})") == "主要诊断以 I10、I11、I12、I13、I14、I15、I16、I17等 12 个 开头"
