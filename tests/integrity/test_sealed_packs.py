"""`linghang packs check` refuses whatever would read discipline records; and what the shipped pack promises."""

import pytest

from linghang.cli.packs import _read_library
from linghang.core.errors import InputError
from linghang.packs.load import load_packs
from linghang.packs.sealed import check
from linghang.registers import content

PACK = "pack: sealed\ntitle: 试\nversion: '1'\nsource: 试\n"
BOOKS = """
registers:
  - {code: discipline_clue, title: 线索, kind: kept, grain: 一条一行, sensitivity: discipline, key: [day], date: day, fields: [{code: day, title: 日期, type: date, required: true}]}
  - {code: special_action, title: 行动, kind: kept, grain: 一次一行, key: [day], date: day, fields: [{code: day, title: 日期, type: date, required: true}]}
"""  # noqa: E501
COUNT = "indicators:\n  - {code: clues, title: 线索数, kind: count, unit: 件, register: discipline_clue}\n"
RATIO = """
indicators:
  - code: clue_share
    title: 占比
    kind: ratio
    unit: "%"
    numerator: {register: special_action}
    denominator: {register: discipline_clue}
"""
DUTY = """
duties:
  - code: clue_duty
    title: 每月研究线索
    line: integrity
    base: institution
    period: month
    activity: {register: discipline_clue}
"""
TALLY = """
frameworks:
  - code: clue_marks
    title: 考核
    judges: branch
    items:
      - code: work
        title: 工作
        items:
          - {code: clue_tally, title: 线索, tally: {register: discipline_clue, owner: day}}
"""


@pytest.fixture
def faults(tmp_path):
    def read(text):
        for name, said in (("pack", PACK), ("books", BOOKS), ("objects", text)):
            (tmp_path / f"{name}.yaml").write_text(said, encoding="utf-8")
        return check(load_packs([tmp_path]))

    return read


@pytest.mark.parametrize(
    ("text", "line"), [(COUNT, 2), (RATIO, 8), (DUTY, 8), (TALLY, 10)], ids=["count", "ratio", "duty", "tally"]
)
def test_whatever_reads_discipline_records_is_refused(faults, text, line):
    [fault] = faults(text)
    assert "discipline_clue" in fault.reason
    assert fault.line == line
    assert "纪检工作台" in fault.remedy


def test_the_command_refuses_it_too(tmp_path):
    (tmp_path / "pack.yaml").write_text(f"{PACK}extends: [integrity]\n", encoding="utf-8")
    (tmp_path / "objects.yaml").write_text(COUNT, encoding="utf-8")
    _, faults = _read_library([tmp_path])
    assert any("discipline_clue" in fault.reason for fault in faults)


def test_a_sealed_register_may_not_be_loaded_in_bulk(tmp_path):
    text = (content.shipped_packs() / "integrity" / "discipline.yaml").read_text(encoding="utf-8")
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "registers.yaml").write_text(text.replace("kind: kept", "kind: loaded", 1), encoding="utf-8")
    with pytest.raises(InputError, match="纪检登记表只能是 kept"):
        load_packs([tmp_path])


def test_the_shipped_packs_read_no_discipline_records():
    assert check(content.library()) == []
    sealed = {each.code for each in content.library().registers() if each.sealed}
    assert sealed == {
        "discipline_clue",
        "discipline_record",
        "discipline_form",
        "interference_record",
        "relatives_record",
    }


def test_thirteen_kinds_of_forms_and_two_catalogues_of_nine_that_follow_each_other():
    names = content.library().code_names
    assert (len(names["discipline_form"]), len(names["nine_bans_2013"]), len(names["nine_rules_2021"])) == (13, 9, 9)
    bans, rules = (content.library().codeset(code) for code in ("nine_bans_2013", "nine_rules_2021"))
    assert (rules.valid_from - bans.valid_to).days == 1


def test_the_clean_hospital_standard_is_empty_until_a_province_s_own_is_imported():
    framework = content.library().framework("clean_hospital")
    assert framework.full_marks is None
    assert framework.unverified
    [item] = framework.leaves()
    assert item.tags == ("待导入",)
    assert item.weight is None
