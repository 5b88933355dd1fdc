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
    folder.mkdir()
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
