"""What is wrong with a procedure is said with its file and line."""

import pytest

from linghang.packs.load import read_packs
from linghang.procedures.check import check

HEAD = """pack: t
title: 测试
version: "1"
source: 测试
"""
BODY = """procedures:
  - code: p
    title: 流程
    subject: matter
    parameters:
      - {code: gap, title: 间隔, value: 3 months}
      - {code: hours, title: 学时, value: "24"}
    profiles:
      - {code: local, title: 本地, source: 本地规定, parameters: {gap: 5 workdays}}
    stages:
      - code: s
        title: 阶段
        steps:
          - code: a
            title: 申请
            by: [office]
            fields: [{code: hours, title: 学时, type: integer}, {code: born, title: 出生, type: date}]
          - code: b
            title: 批准
            by: [leader]
            times: [{since: a, at_least: $gap, rule: R1}]
            checks: [{check: a__hours >= $hours, message: 学时不够}]
"""


def faults(tmp_path, body):
    (tmp_path / "pack.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "p.yaml").write_text(body, encoding="utf-8")
    library, broken = read_packs([tmp_path])
    return broken or check(library)


def test_a_sound_procedure_has_no_faults(tmp_path):
    assert faults(tmp_path, BODY) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        (
            "times: [{since: a, at_least: $gap",
            "after: [b]\n            times: [{since: a, at_least: $gap",
            21,
            "要等自己先办",
        ),
        ("at_least: $gap", "at_least: $hours", 21, "这里要用时长"),
        ("at_least: $gap", "at_least: $nothing", 21, "没有这个参数"),
        ("at_least: $gap", "at_least: 3 moons", 21, "时长写成"),
        ("since: a,", "since: z,", 2, "没有这些步骤"),
        ("since: a,", "since: a, since_field: hours,", 21, "没有这个日期字段"),
        ("a__hours >= $hours", "a__score >= $hours", 22, "没有这个字段"),
        ("a__hours >= $hours", "a__hours >=", 22, "看不懂这个表达式"),
        ("a__hours >= $hours", "a__hours >= $gap", 22, "只能用数字参数"),
        ("value: 3 months", "value: soon", 6, "既不是时长，也不是数字"),
        ("{gap: 5 workdays}", "{hours: 5 workdays}", 9, "这个参数应为数字"),
        ("{gap: 5 workdays}", "{other: 5 days}", 2, "没有这些参数"),
        ("type: date}]", "type: code, codeset: nothing}]", 17, "没有这个代码集"),
        ("rule: R1}]", "rule: R1}]\n            vote: {roll: given, base: everybody}", 22, "不在允许范围"),
        ("rule: R1}]", "rule: R1}]\n            outcomes: {back: {title: 退回, back_to: c}}", 2, "没有这些步骤"),
        ("at_least: $gap", "lapses_after: $gap", 21, "要一起写"),
    ],
)
def test_faults_are_found_where_they_stand(tmp_path, old, new, line, words):
    assert old in BODY
    found = faults(tmp_path, BODY.replace(old, new, 1))
    assert any(words in str(fault) for fault in found), found
    assert line in {fault.line for fault in found if words in str(fault)}
    assert all(fault.file.endswith("p.yaml") for fault in found)


def test_an_outcome_goes_back_only_to_what_lies_before(tmp_path):
    side = "          - code: c\n            title: 旁支\n            by: [office]\n            after: []\n"
    more = "            outcomes: {back: {title: 退回, back_to: b}}\n"
    found = faults(tmp_path, BODY + side + more)
    assert [fault.reason for fault in found] == ["“旁支”不在它后面，不能退回到它"]


def test_the_shipped_procedures_have_no_faults():
    from linghang.registers.content import library

    assert library().procedures()
    assert check(library()) == []
