"""What the checker finds in a framework, with the line on which it stands."""

from pathlib import Path

import pytest

from linghang.assessment.checking import check
from linghang.packs.load import read_packs

MANIFEST = "pack: own\ntitle: 测试\nversion: 1\nsource: 测试\n"
INDICATORS = """\
indicators:
  - {code: up, title: 升率, kind: reported, unit: "%", direction: higher}
  - {code: down, title: 降日, kind: reported, unit: 天, direction: lower}
  - {code: flat, title: 监测率, kind: reported, unit: "%"}
"""
RATED = "{method: levels, levels: {A: 1}}"
HEAD = "frameworks:\n  - code: own\n    title: 办法\n"
FIRST = 4
"""The line of the first line of a text that follows the head."""


@pytest.fixture
def faults(tmp_path: Path):
    """The faults of a framework written as YAML, as (line, field, value, reason)."""

    def found(text: str) -> list[tuple[int, str, str, str]]:
        (tmp_path / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
        (tmp_path / "indicators.yaml").write_text(INDICATORS, encoding="utf-8")
        (tmp_path / "frameworks.yaml").write_text(HEAD + text, encoding="utf-8")
        library, faults = read_packs([tmp_path])
        assert faults == []
        found = check(library)
        assert all(fault.file.endswith("frameworks.yaml") and fault.remedy for fault in found)
        assert all(fault.subject == "考核办法 own" for fault in found)
        return [(fault.line, fault.field, fault.value, fault.reason) for fault in found]

    return found


@pytest.fixture
def rule_faults(faults):
    """The faults of one leaf of 20 points with this rule; the rule stands on line 10."""

    def found(rule: str, source: str = "indicator: up", weight: str = "20", more: str = "") -> list[str]:
        text = f"""\
    full_marks: 100
    items:
      - {{code: rest, title: 其余, weight: {100 - float(weight or 0)}, evidence: true, rule: {RATED}}}
      - code: one
        title: 某项
        {source}
        rule: {rule}
{f"        weight: {weight}" if weight else "        notes: 无"}
{more}
"""
        at = FIRST + 6
        return [f"{value}: {reason}" for line, field, value, reason in faults(text) if (line, field) == (at, "rule")]

    return found


def test_it_works(faults):
    text = """\
    full_marks: 100
    peers: [level]
    grades: [{grade: A, at_least: 0.9}, {grade: B, at_least: 0.6}, {grade: C}]
    items:
      - code: first
        title: 第一组
        weight: 60
        items:
          - {code: a, title: 甲, weight: 40, indicator: up, rule: {method: percentile}}
          - {code: b, title: 乙, weight: 20, indicator: down, rule: {method: linear, floor: 12, target: 8}}
          - {code: c, title: 丙, indicator: flat}
      - code: d
        title: 丁
        weight: 40
        indicator: flat
        rule: {method: interval, low: 0.8, high: 0.9, unit: 0.01, penalty: 0.1}
      - {code: e, title: 戊, indicator: flat, rule: {method: veto, limit: 0.5, grade: C}}
      - {code: f, title: 己, indicator: down, rule: {method: points, each: -1, limit: 5}}
"""
    assert faults(text) == []


def test_an_indicator_system_without_marks_is_in_order(faults):
    assert faults("    items:\n      - {code: a, title: 甲, indicator: up}\n") == []


def test_items_that_do_not_add_up_to_their_parent(faults):
    text = """\
    full_marks: 60
    items:
      - code: first
        title: 第一组
        weight: 60
        items:
          - {code: a, title: 甲, weight: 40, indicator: up, rule: {method: percentile}}
          - {code: b, title: 乙, weight: 19.5, indicator: up, rule: {method: percentile}}
"""
    assert faults(text) == [(FIRST + 4, "weight", "60", "“第一组”下面各项共 59.5 分，与它的权重不一致")]


def test_a_tree_that_does_not_add_up_to_the_full_marks(faults):
    text = """\
    full_marks: 100
    items:
      - {code: a, title: 甲, weight: 40, indicator: up, rule: {method: percentile}}
      - code: first
        title: 第一组
        items:
          - {code: b, title: 乙, weight: 50, indicator: up, rule: {method: percentile}}
"""
    assert faults(text) == [(FIRST, "full_marks", "100", "最上一层各项共 90 分，与满分不一致")]


def test_weights_without_full_marks(faults):
    text = "    items:\n      - {code: a, title: 甲, weight: 40, indicator: up, rule: {method: percentile}}\n"
    assert faults(text) == [(FIRST, "full_marks", "", "各项写了权重（共 40 分），没有写满分")]


def test_a_code_that_is_used_twice(faults):
    text = """\
    items:
      - {code: a, title: 甲, indicator: up}
      - code: group
        title: 组
        items:
          - {code: a, title: 乙, indicator: down}
"""
    assert faults(text) == [(FIRST + 5, "code", "a", "代码在这个办法里用了两次，第二处是“乙”")]


def test_an_indicator_that_is_not_defined(faults):
    text = "    items:\n      - code: a\n        title: 甲\n        indicator: nowhere\n"
    assert faults(text) == [(FIRST + 3, "indicator", "nowhere", "“甲”用的指标没有定义")]


def test_a_weight_without_a_rule(faults):
    text = (
        "    full_marks: 5\n    items:\n      - code: a\n        title: 甲\n        indicator: up\n        weight: 5\n"
    )
    assert faults(text) == [(FIRST + 5, "weight", "5", "“甲”有权重，没有计分规则")]


def test_a_rule_without_a_weight(rule_faults):
    assert rule_faults("{method: percentile}", weight="") == ["percentile: “某项”有计分规则，没有权重，永远得 0 分"]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("{below: 1, share: 0}, {at_least: 2, share: 1}", "的分档有空档：1 及以上、不到 2"),
        ("{at_least: 0, below: 1, share: 0}, {at_least: 1, share: 1}", "的分档有空档：不到 0"),
        ("{below: 1, share: 0}, {at_least: 1, below: 3, share: 1}", "的分档有空档：3 及以上"),
        ("{below: 2, share: 0}, {at_least: 1, share: 1}", "的两档从 1 起重叠"),
        ("{share: 0}, {at_least: 1, share: 1}", "的两档从 1 起重叠"),
        ("{below: 2, share: 0}, {below: 1, share: 1}", "的两档最低处重叠"),
        (
            "{below: 1, share: 0}, {at_least: 2, below: 1, share: 0.5}, {at_least: 1, share: 1}",
            "的一档从 2 到 1，是空的",
        ),
    ],
)
def test_steps_with_a_hole_or_an_overlap(rule_faults, rule, reason):
    found = rule_faults(f"{{method: steps, steps: [{rule}]}}")
    assert f"steps: “某项”{reason}" in found


@pytest.mark.parametrize(
    "steps",
    [
        "{below: 1, share: 0}, {at_least: 1, below: 2}, {at_least: 2, share: 1}",  # declared undefined: no hole
        "{at_least: 2, share: 1}, {at_least: 1, below: 2, share: 0.5}, {below: 1, share: 0}",  # best first
        "{share: 1}",
    ],
)
def test_steps_that_cover_everything_are_in_order(rule_faults, steps):
    assert rule_faults(f"{{method: steps, steps: [{steps}]}}") == []


@pytest.mark.parametrize(
    ("rule", "source", "expected"),
    [
        (
            "{method: interval, low: 0.9, high: 0.8, unit: 0.01, penalty: 0.1}",
            "indicator: flat",
            "interval: “某项”的区间下限 0.9 大于上限 0.8",
        ),
        ("{method: linear, floor: 0.5, target: 0.5}", "indicator: up", "linear: “某项”的 floor 和 target 都是 0.5"),
        (
            "{method: linear, floor: 0.5, target: 0.2}",
            "indicator: up",
            "linear: “某项”的指标越高越好，但从 0.5 到 0.2 计分的方向相反",
        ),
        (
            "{method: linear, floor: 8, target: 12}",
            "indicator: down",
            "linear: “某项”的指标越低越好，但从 8 到 12 计分的方向相反",
        ),
        (
            "{method: linear, floor: 0.1, target: 0.2}",
            "supervision: return_rate",
            "linear: “某项”的指标越低越好，但从 0.1 到 0.2 计分的方向相反",
        ),
        (
            "{method: percentile}",
            "indicator: flat",
            "percentile: “某项”按同组位次计分，但它的指标不分高好低好（neutral）",
        ),
        (
            "{method: standard}",
            "indicator: flat",
            "standard: “某项”按同组位次计分，但它的指标不分高好低好（neutral）",
        ),
        (
            "{method: linear, floor: 20, target: 35}",
            "indicator: up",
            "linear: “某项”的指标单位是 %，写的是 20",
        ),
        (
            "{method: percentile}",
            "evidence: true",
            "percentile: “某项”凭佐证评定，只有等次没有数值，这种规则用不上",
        ),
        ("{method: points, each: 0, limit: 5}", "indicator: down", "points: “某项”的 each 是 0"),
        (
            "{method: points, each: -1, limit: 21}",
            "indicator: down",
            "points: “某项”最多可到 21 分，超过权重 20 分",
        ),
    ],
)
def test_rules_that_cannot_be_meant(rule_faults, rule, source, expected):
    assert rule_faults(rule, source) == [expected]


GRADED = "    grades: [{grade: A, at_least: 0.5}, {grade: B}]"


@pytest.mark.parametrize(
    ("rule", "source", "weight", "expected"),
    [
        ("{method: veto, limit: 0, grade: B}", "indicator: down", "20", "是一票否决，不计分，却写了权重"),
        ("{method: veto, limit: 0, grade: Z}", "indicator: down", "", "否决后的等级“Z”不在 grades 里"),
        ("{method: veto, ratings: [D], grade: B}", "indicator: down", "", "是用数值看的，ratings 只用于凭佐证评定的项"),
        ("{method: veto, limit: 0, grade: B}", "evidence: true", "", "凭佐证评定，只有等次没有数值，这种规则用不上"),
    ],
)
def test_vetoes_that_cannot_be_meant(rule_faults, rule, source, weight, expected):
    assert rule_faults(rule, source, weight, GRADED) == [f"veto: “某项”{expected}"]


@pytest.fixture
def grade_faults(faults):
    """The faults of grades written on lines of their own, from line 7 on."""

    def found(*grades: str, more: str = "", marks: bool = True) -> list[tuple[int, str, str]]:
        text = f"""\
    items: [{{code: a, title: 甲, {"weight: 5, rule: {method: percentile}, " if marks else ""}indicator: up}}]
    {"full_marks: 5" if marks else "edition: 一"}
    {more or "related: []"}
    grades:
""" + "".join(f"      - {{{grade}}}\n" for grade in grades)
        return [(line, value, reason) for line, _, value, reason in faults(text)]

    return found


GRADES_AT = FIRST + 4


def test_grades_in_order(grade_faults):
    assert grade_faults("grade: A, top: 0.1", "grade: B, top: 0.5", "grade: C, top: 1") == []
    assert grade_faults("grade: A, at_least: 0.9", "grade: B, at_least: 0") == []
    assert grade_faults("grade: A, top: 0.1", "grade: 其余, undefined: true") == []


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        (
            ("grade: A, top: 0.5", "grade: B, top: 0.1", "grade: C"),
            (1, "B", "排在“A”之后，10% 却不在它的 50% 之后"),
        ),
        (
            ("grade: A, at_least: 0.6", "grade: B, at_least: 0.9", "grade: C"),
            (1, "B", "排在“A”之后，90% 却不在它的 60% 之后"),
        ),
        (("grade: A, top: 0.1", "grade: B, top: 0.8"), (1, "B", "等级有空档：前 80% 之后没有等级")),
        (
            ("grade: A, at_least: 0.9", "grade: B, at_least: 0.6"),
            (1, "B", "等级有空档：得分率不到 60%没有等级"),
        ),
        (("grade: A", "grade: B, at_least: 0"), (0, "A", "没有写 top 或 at_least")),
        (("grade: A, top: 0.1", "grade: A"), (1, "A", "等级写了两次")),
        (
            ("grade: A, top: 0.1, at_least: 0.9", "grade: B"),
            (0, "A", "同时写了 top 和 at_least"),
        ),
    ],
)
def test_grades_out_of_order_or_with_a_hole(grade_faults, grades, expected):
    at, value, reason = expected
    assert (GRADES_AT + at, value, reason) in grade_faults(*grades)


def test_grades_of_two_kinds(grade_faults):
    found = grade_faults("grade: A, top: 0.1", "grade: B, at_least: 0.5", "grade: C")
    assert found == [(GRADES_AT - 1, "", "有的等级写 top，有的写 at_least")]


def test_grades_without_marks(grade_faults):
    found = grade_faults("grade: A, top: 0.1", "grade: B", marks=False)
    assert found == [(GRADES_AT - 1, "", "写了等级，没有写满分，无从定等级")]


def test_clusters_need_as_many_grades(grade_faults):
    found = grade_faults("grade: A", "grade: B", more="clusters: 3")
    assert found == [(FIRST + 2, "3", "聚成 3 组，写了 2 个等级")]
    assert grade_faults("grade: A", "grade: B", more="clusters: 2") == []


def test_clusters_have_no_cut_offs_of_their_own(grade_faults):
    found = grade_faults("grade: A, top: 0.1", "grade: B", more="clusters: 2")
    assert found == [(GRADES_AT, "A", "由聚类定等级，不能再写 top 或 at_least")]


def test_related_frameworks_exist_and_are_others(faults):
    text = "    items: [{code: a, title: 甲, indicator: up}]\n    related:\n      - nowhere\n      - own\n"
    assert faults(text) == [
        (FIRST + 2, "related", "nowhere", "对照的考核办法没有定义"),
        (FIRST + 3, "related", "own", "与自己对照"),
    ]
