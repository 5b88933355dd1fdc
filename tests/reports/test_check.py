"""Faults of report templates are found when packs are checked, with the line where they stand."""

import pytest

from linghang.packs.load import load_packs
from linghang.reports.check import check

PACK = "pack: trial\ntitle: 试用\nversion: '1'\nsource: 测试\n"
INDICATORS = """indicators:
  - {code: visits, title: 门急诊人次, kind: reported, unit: 人次}
  - {code: bookings, title: 预约人次, kind: reported, unit: 人次}
  - {code: mortality, title: 死亡率, kind: reported, unit: "%"}
"""
REPORT = """reports:
  - code: annual
    title: 年报
    heading: "{{institution}}工作报告"
    salutation: "同志们："
    sections:
      - heading: 总体情况
        paragraphs:
          - 全年工作平稳。
          - "{sentence}"
"""


def faults(tmp_path, sentence, **replaced):
    folder = tmp_path / "trial"
    folder.mkdir(exist_ok=True)
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    (folder / "indicators.yaml").write_text(INDICATORS, encoding="utf-8")
    text = REPORT.format(sentence=sentence)
    for old, new in replaced.items():
        text = text.replace(old, new)
    (folder / "report.yaml").write_text(text, encoding="utf-8")
    return check(load_packs([folder]))


def test_a_sound_report_has_no_faults(tmp_path):
    assert (
        faults(tmp_path, "门急诊{visits}，{visits|yoy}，预约占{bookings|share_of=visits}{?}，死亡率{mortality}{/}。")
        == []
    )


def test_conditions_that_can_never_hold(tmp_path):
    sentence = "{?visits:增长}多{/}{?visits|yoy:达标}好{/}{?visits|yoy:>3}多{/}{?visits|yoy:向好}好{/}"
    assert [(fault.value, fault.reason) for fault in faults(tmp_path, sentence)] == [
        ("增长", "“增长”要写在同比或环比上"),
        ("达标", "“达标”要写在目标上"),
        (">3", "变化和占比的界限要写百分数"),
        ("visits", "这个指标没有好坏方向"),
    ]


LEDGERS = """registers:
  - code: issue
    title: 问题
    kind: kept
    grain: 一个一行
    key: [found_on]
    date: found_on
    fields:
      - {code: found_on, title: 日期, type: date, required: true}
      - {code: who, title: 身份证, type: text, identifier: true}
      - {code: title, title: 问题, type: text}
  - {code: roll, title: 党员, kind: kept, sensitivity: member, grain: 一人, key: [day], date: day, fields: [{code: day, title: 日期, type: date, required: true}]}
  - {code: stays, title: 首页, kind: loaded, grain: 一次, key: [day], date: day, fields: [{code: day, title: 日期, type: date, required: true}]}
"""  # noqa: E501


@pytest.mark.parametrize(
    ("piece", "line", "value", "reason"),
    [
        ("{list: roll, item: '{day}'}", 10, "roll", "患者、党员、纪检台账不能逐行写进报告"),
        ("{list: stays, item: '{day}'}", 10, "stays", "成批上传的数据不能逐行写进报告"),
        (
            "{table: 甲, rows: departments, sort: [-visits], columns: [{head: 人次, cell: '{visits|yoy}'}]}",
            10,
            "visits",
            "表里没有这一列",
        ),
        ("{list: nowhere, item: '{day}'}", 10, "nowhere", "没有这个台账"),
        ("{list: issue, item: '{who}'}", 10, "who", "问题没有这个字段，或者不能写进报告"),
        ("{list: issue, item: '{title|yoy}'}", 10, "title", "台账的字段不能写比较和换算"),
        ("{list: issue, item: '{title}', lead: '{visits}'}", 10, "visits", "清单前后的句子只能写行数"),
        ("{list: issue, item: '{title}', sort: [-who]}", 10, "who", "问题没有这个字段，或者不能写进报告"),
        ("{list: issue, item: '{title}', where: who is null}", 10, "who", "没有这个字段"),
        (
            "{table: 甲, rows: departments, columns: [{head: 甲, cell: '{visits|target}'}]}",
            10,
            "visits",
            "科室没有指标目标",
        ),
        ("{table: 甲, rows: issue, columns: [{head: '{visits}', cell: '{title}'}]}", 10, "visits", "这里不能写数据"),
        (
            "{table: 甲, rows: indicators, of: [visit], columns: [{head: 甲, cell: '{this}'}]}",
            10,
            "visit",
            "没有这个指标",
        ),
    ],
)
def test_faults_of_tables_and_lists(tmp_path, piece, line, value, reason):
    folder = tmp_path / "trial"
    folder.mkdir()
    (folder / "ledgers.yaml").write_text(LEDGERS, encoding="utf-8")
    found = faults(tmp_path, "{sentence}", **{'- "{sentence}"': f"- {piece}"})
    assert [(fault.line, fault.value) for fault in found] == [(line, value)]
    assert found[0].reason.startswith(reason[:6])


@pytest.mark.parametrize(
    ("sentence", "field", "value", "reason"),
    [
        ("门急诊{visit}", "第 4 个字", "visit", "没有这个指标"),
        ("预约占{bookings|share_of=visit}", "第 4 个字", "visit", "没有这个指标"),
        ("门急诊{visits|yoyo}", "第 4 个字", "yoyo", "没有这种写法"),
        ("占{mortality|share_of=visits}", "第 2 个字", "mortality", "百分比指标不能再算占比"),
        ("死亡{mortality|scale=万}", "第 3 个字", "mortality", "百分比不能换算成万、亿"),
    ],
)
def test_a_fault_names_report_paragraph_position_and_line(tmp_path, sentence, field, value, reason):
    [fault] = faults(tmp_path, sentence)
    assert fault.file.endswith("report.yaml")
    assert fault.line == 10
    assert fault.subject == "报告 annual"
    assert (fault.field, fault.value, fault.reason) == (f"“总体情况”第 2 段{field}", value, reason)


def test_a_heading_may_not_hold_a_figure(tmp_path):
    [fault] = faults(tmp_path, "平稳", 同志们="{visits}")
    assert (fault.line, fault.field, fault.reason) == (5, "称呼第 1 个字", "这里不能写数据")
