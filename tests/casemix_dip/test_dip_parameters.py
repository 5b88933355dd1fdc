"""The parameters file: shipped values say where they come from; holes, overlaps and slips are refused."""

from pathlib import Path

import pytest

from linghang.casemix.dip.parameters import SHIPPED, read_parameters
from linghang.core.errors import InputError

TEXT = SHIPPED.read_text(encoding="utf-8")


def changed(tmp_path: Path, old: str, new: str) -> Path:
    assert old in TEXT
    path = tmp_path / "parameters.yaml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    return path


def test_shipped_parameters_say_where_each_value_comes_from():
    found = read_parameters()
    said = {"version", "valid_from", "source", "origins", "not_principal", "not_main", "primary_care"}
    assert set(found.origins) == set(type(found).model_fields) - said
    assert all(text.startswith(("公开方法", "领航自拟")) for text in found.origins.values())


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("below: 2, constant: 1", "below: 1.9, constant: 1", "deviation", "没有规定"),
        ("at_least: 0.5, below: 2", "at_least: 0.4, below: 2", "deviation", "重叠"),
        ("at_least: 2, constant: -1", "at_least: 2, below: 5, constant: -1", "deviation", "之后没有规定"),
        ("at_least: 0, below: 0.5", "at_least: 0.1, below: 0.5", "deviation", "之前没有规定"),
        ("constant: 0, slope: 1", "constant: 0, slope: -1", "deviation", "乘上负数"),
        ("below: 29}", "below: 28}", "auxiliary", "没有规定"),
        ("core: {cases: 15}", "core: {cases: 15, share: 0.9}", "core", "只写一个"),
        ("core: {cases: 15}", "core: {cases: 0}", "core", ""),
        ("low: 0.025, high: 0.975", "low: 0.975, high: 0.025", "trim", "low 应小于 high"),
        ("kind: mean", "kind: group", "base", "基准病种"),
        ("kind: mean", "kind: middle", "base", "不在允许范围"),
        ("years: [1, 2, 7]", "years: [1, 2, -7]", "years", ""),
        ("share: 0.005", "share: 五", "review", "应为数字"),
        ("prepaid: 0.9", "prepaid: 1.9", "settling", ""),
        ("review: {", "revue: {", "revue", "没有这一项"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_field_and_line(tmp_path, old, new, field, reason):
    with pytest.raises(InputError) as caught:
        read_parameters(changed(tmp_path, old, new))
    faults = [fault for fault in caught.value.faults if fault.field.startswith(field)]
    assert faults, caught.value
    assert reason in str(faults[0])
    assert faults[0].file == "parameters.yaml"
    assert faults[0].line > 0


def test_no_file_and_no_mapping_are_refused(tmp_path):
    with pytest.raises(InputError, match="没有这个参数文件"):
        read_parameters(tmp_path / "none.yaml")
    (tmp_path / "list.yaml").write_text("- 1", encoding="utf-8")
    with pytest.raises(InputError, match="键值对"):
        read_parameters(tmp_path / "list.yaml")
