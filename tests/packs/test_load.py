"""Packs: what is read, and each fault with its file and line."""

from pathlib import Path
from textwrap import dedent

import pytest

from linghang.core.errors import InputError
from linghang.packs.load import load_packs, pack_folders, read_packs

MANIFEST = "pack: {name}\ntitle: 测试\nversion: 1\nsource: 测试文件\n"
REGISTER = """\
registers:
  - code: visit
    title: 门诊
    kind: loaded
    grain: 一行一次就诊
    key: [number]
    date: visited
    fields:
      - {code: number, title: 就诊号, type: text, required: true}
      - {code: visited, title: 就诊日期, type: date, required: true}
"""


def write(root: Path, name: str, manifest: str = "", **files: str) -> Path:
    folder = root / name
    folder.mkdir()
    (folder / "pack.yaml").write_text(MANIFEST.format(name=name) + dedent(manifest), encoding="utf-8")
    for stem, text in files.items():
        (folder / f"{stem}.yaml").write_text(dedent(text), encoding="utf-8")
    return folder


def faults_of(*folders: Path) -> list[str]:
    _, faults = read_packs(folders)
    return [f"{Path(fault.file).name}:{fault.line}: {fault.field}: {fault.reason}" for fault in faults]


def test_it_works(tmp_path):
    library = load_packs([write(tmp_path, "one", registers=REGISTER)])
    register = library.register("visit")
    assert register.title == "门诊"
    assert register.source == "测试文件"
    assert library.entry("registers", "visit").line == 2
    assert library.entry("registers", "visit").line_of("fields", 1) == 10


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("    title: 门诊\n", ""), "registers.yaml:2: title: 缺少必填项"),
        (("kind: loaded", "kind: laoded"), "registers.yaml:4: kind: 取值不在允许范围"),
        (("date: visited", "date: seen"), "registers.yaml:2: : 没有这些字段：seen"),
        (("date: visited", "date: number"), "registers.yaml:2: : date 指向的字段 number 不是日期"),
        (("type: text", "type: code"), "registers.yaml:9: fields.0: 代码型字段必须写 codeset"),
        (("grain:", "colour: red\n    grain:"), "registers.yaml:5: colour: 没有这一项"),
        (("code: visited", "code: number"), "registers.yaml:2: : 字段重复：number"),
        (("key: [number]", "key: []"), "registers.yaml:2: : key 不能为空"),
        (("    title: 门诊\n", "    title: 门诊\n    title: 急诊\n"), "registers.yaml:4: title: 同一处写了两次"),
        (("kind: loaded", "valid_from: 2023-02-30\n    kind: loaded"), "registers.yaml:4: valid_from: 没有这一天"),
        (("kind: loaded", "2023-02-30: x\n    kind: loaded"), "registers.yaml:4: 2023-02-30: 没有这一天"),
        ((REGISTER, "2023-02-30"), "registers.yaml:1: : 没有这一天"),
        (("registers:", "tables:"), "registers.yaml:1: tables: 没有这个种类"),
        (("  - code: visit", "  - code: [visit"), "registers.yaml:3: : YAML 写法有误"),
    ],
)
def test_each_fault_names_its_line(tmp_path, change, expected):
    folder = write(tmp_path, "one", registers=REGISTER.replace(*change))
    assert any(fault.startswith(expected) for fault in faults_of(folder)), faults_of(folder)


def test_versions_stand_side_by_side(tmp_path):
    text = """\
        indicators:
          - {code: los, title: 平均住院日, kind: average, register: visit, value: days, valid_to: 2022-12-31}
          - {code: los, title: 平均住院日（新）, kind: average, register: visit, value: days, valid_from: 2023-01-01}
    """
    library = load_packs([write(tmp_path, "one", registers=REGISTER, indicators=text)])
    from datetime import date

    assert library.indicator("los", date(2022, 6, 1)).title == "平均住院日"
    assert library.indicator("los", date(2023, 6, 1)).title == "平均住院日（新）"
    assert library.indicator("los").title == "平均住院日（新）"


def test_overlapping_versions_are_refused(tmp_path):
    text = """\
        indicators:
          - {code: n, title: 甲, kind: count, register: visit}
          - {code: n, title: 乙, kind: count, register: visit, valid_from: 2023-01-01}
    """
    folder = write(tmp_path, "one", registers=REGISTER, indicators=text)
    assert "indicators.yaml:3: valid_from: 与" in "\n".join(faults_of(folder))


def test_a_pack_may_override_what_it_extends(tmp_path):
    base = write(tmp_path, "base", registers=REGISTER)
    own = write(
        tmp_path, "own", "extends: [base]\n", changes="registers:\n  - {code: visit, overrides: true, title: 门急诊}\n"
    )
    library = load_packs([own, base])
    assert library.register("visit").title == "门急诊"
    assert library.register("visit").grain == "一行一次就诊"
    assert library.entry("registers", "visit").pack == "own"


def test_override_of_nothing_and_doubled_code_are_refused(tmp_path):
    base = write(tmp_path, "base", registers=REGISTER)
    stranger = write(tmp_path, "stranger", changes="registers:\n  - {code: visit, overrides: true, title: 门急诊}\n")
    twin = write(tmp_path, "twin", registers=REGISTER)
    found = "\n".join(faults_of(base, stranger, twin))
    assert "changes.yaml:2: overrides: 所扩展的包里没有这个对象" in found
    assert "registers.yaml:2: code: 与" in found


def test_missing_and_circular_bases(tmp_path):
    one = write(tmp_path, "one", "extends: [two]\n")
    two = write(tmp_path, "two", "extends: [one, three]\n")
    found = "\n".join(faults_of(one, two))
    assert "包之间循环扩展" in found
    assert "找不到被扩展的包" in found


def test_codes_from_a_file(tmp_path):
    folder = write(tmp_path, "one", codes="codesets:\n  - {code: level4, title: 四级手术, file: level4.csv}\n")
    (folder / "level4.csv").write_text("code,name\n36.0600,支架\n36.0600,支架\n,空\n", encoding="utf-8-sig")
    library, faults = read_packs([folder])
    assert library.code_names["level4"]["36.0600"] == "支架"
    assert [(fault.line, fault.reason) for fault in faults] == [(3, "代码重复"), (4, "代码为空")]


def test_indicator_must_have_the_fields_of_its_kind(tmp_path):
    text = """\
        indicators:
          - {code: a, title: 甲, kind: sum, register: visit}
          - {code: b, title: 乙, kind: count, register: visit, formula: a}
          - {code: c-d, title: 丙, kind: count, register: visit}
    """
    found = "\n".join(faults_of(write(tmp_path, "one", registers=REGISTER, indicators=text)))
    assert "sum 类指标必须写 value" in found
    assert "count 类指标不能写 formula" in found
    assert "连字符" in found


def test_not_utf8_is_said(tmp_path):
    folder = write(tmp_path, "one")
    (folder / "gbk.yaml").write_bytes("registers:\n  - code: visit # 门诊\n".encode("gbk"))
    assert "文件不是 UTF-8 编码" in "\n".join(faults_of(folder))


def test_unknown_object_is_said_to_the_user(tmp_path):
    library = load_packs([write(tmp_path, "one", registers=REGISTER)])
    with pytest.raises(InputError, match="没有这个登记表"):
        library.register("nothing")


def test_folders_are_found(tmp_path):
    one = write(tmp_path, "one")
    assert pack_folders(tmp_path) == [one] == pack_folders(one)
    assert pack_folders(tmp_path / "nowhere") == []


def test_a_code_that_yaml_reads_as_a_number_is_refused(tmp_path):
    """06.20 written without quotes arrives as 6.2: an operation that no record has."""
    text = """\
        codesets:
          - code: thyroid
            title: 甲状腺手术
            values: {06.20: 单侧甲状腺叶切除术}
    """
    [fault] = faults_of(write(tmp_path, "one", codes=text))
    assert fault.startswith("codes.yaml:4: values: 代码要加引号")
    assert "6.2" in fault
