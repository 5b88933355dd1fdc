"""The command line from an empty folder to a traced figure, as a user's shell runs it."""

import csv
import json
from pathlib import Path
from textwrap import dedent

import pytest
from openpyxl import load_workbook

from commands import afresh, running

PACK = """\
pack: own
title: 自建
version: 1
source: 本院
"""
CONTENT = """\
registers:
  - code: er_visit
    title: 急诊登记
    kind: loaded
    grain: 一行一次急诊
    key: [number]
    date: day
    department: area
    fields:
      - {code: number, title: 编号, type: text, required: true}
      - {code: day, title: 日期, type: date, required: true}
      - {code: area, title: 诊区, type: text}
      - {code: minutes, title: 停留分钟, type: integer, min: 0}
indicators:
  - {code: er_visits, title: 急诊人次, kind: count, register: er_visit, unit: 人次}
  - code: er_over_four_hours
    title: 停留超四小时占比
    kind: ratio
    numerator: {register: er_visit, where: minutes > 240}
    denominator: er_visits
    unit: "%"
    decimals: 1
"""
ROWS = [("a1", "2022-03-01", "东区", 30), ("a2", "2022-03-09", "东区", 300), ("a3", "2022-04-01", "西区", 241),
        ("a4", "2022-04-02", "西区", 240), ("a5", "2022-04-03", "西区", 12)]  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory, migrated):
    """A workspace with one institution and one loaded file; returns a function that runs commands in it."""
    root = tmp_path_factory.mktemp("house")
    migrated(root / "w")
    for words in (["init"], ["organization", "template", "org.xlsx"]):
        done = afresh("--workspace", root / "w", *words, folder=root)
        assert done.returncode == 0, done.stderr
    pack = root / "w" / "packs" / "own"
    pack.mkdir()
    (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
    (pack / "content.yaml").write_text(CONTENT, encoding="utf-8")
    _fill(root / "org.xlsx")
    with running(root / "w", spoken=tmp_path_factory.mktemp("spoken"), folder=root) as command:

        def run(*words: object, code: int = 0, heard: bool = False) -> str:
            done = command(*words)
            assert done.returncode == code, done.stdout + done.stderr
            return done.stderr if code or heard else done.stdout

        run("organization", "load", root / "org.xlsx")
        run.root = root
        run("load", _csv(root / "er.csv", ROWS), "--register", "er_visit", "--institution", "er1")
        yield run


def _fill(path: Path) -> None:
    """One hospital, written under the template's own headers."""
    book = load_workbook(path)
    sheet = book["机构"]
    header = [cell.value for cell in sheet[1]]
    values = {"机构代码": "er1", "名称": "测试医院", "类别": "医院"}
    sheet.append([values.get(str(title).rstrip("*"), values.get(title)) for title in header])
    book.save(path)


def _csv(path: Path, rows: list[tuple]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["编号", "日期", "诊区", "停留分钟"])
        writer.writerows(rows)
    return path


def test_packs_check_is_clean(house):
    assert "没有问题" in house("packs", "check")


def test_packs_check_names_file_line_and_reason(house, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "pack.yaml").write_text(PACK.replace("own", "broken") + "extends: [own]\n", encoding="utf-8")
    (broken / "x.yaml").write_text(
        dedent("""\
        indicators:
          - {code: bad, title: 坏的, kind: count, register: er_visit, where: weight > 3}
        """),
        encoding="utf-8",
    )
    message = house("packs", "check", broken, code=1)
    assert "x.yaml:2" in message
    assert "没有这个字段" in message


def test_packs_show_and_list(house):
    shown = json.loads(house("packs", "show", "er_visits", "--json"))
    assert shown[0]["title"] == "急诊人次"
    codes = [item["code"] for item in json.loads(house("packs", "list", "--kind", "indicators", "--json"))]
    assert {"er_visits", "er_over_four_hours"} <= set(codes)


def test_a_load_prints_where_rows_are_faulty(house, tmp_path):
    rows = [(f"b{number}", "2022-06-01", "东区", 10) for number in range(40)]
    rows[3] = ("b3", "2022-06-01", "东区", -7)
    file = _csv(tmp_path / "june.csv", rows)
    said = house("load", file, "--register", "er_visit", "--institution", "er1", "--dry-run", heard=True)
    assert "合格 39 行，退回 1 行" in said
    assert "june.csv:5: 停留分钟“-7”: 小于下限 0。请核对数值和单位" in said


def test_institutions_are_listed_in_the_words_of_the_field(house):
    assert "医院" in house("organization", "list").replace("测试医院", "")
    assert json.loads(house("organization", "list", "--json"))[0]["kind"] == "hospital"


def test_values_are_those_counted_by_hand(house):
    rows = json.loads(house("values", "-c", "er_visits", "-c", "er_over_four_hours", "--period", "2022-04", "--json"))
    assert [(row["indicator"], row["text"], row["status"]) for row in rows] == [
        ("er_visits", "3人次", "ok"), ("er_over_four_hours", "33.3%", "ok")]  # fmt: skip
    by_area = json.loads(
        house("values", "-c", "er_visits", "--period", "2022-03..2022-04", "--by", "department", "--json")
    )
    assert {row["department"]: row["value"] for row in by_area} == {"东区": "2", "西区": "3"}


def test_compute_prints_values_too(house):
    shown = json.loads(house("compute", "--period", "2022-04", "--indicator", "er_visits", "--json"))
    [row] = shown["values"]
    assert row["value"] == "3"
    assert (row["trace"]["file"], row["trace"]["line"]) == ("own/content.yaml", 15)
    assert row["trace"]["batches"] == {"er_visit": [1]}


def test_trace_leads_to_file_and_rows_and_recounts(house):
    trace = json.loads(house("trace", "-c", "er_over_four_hours", "--period", "2022-04", "-i", "er1", "--json"))
    text = json.dumps(trace, ensure_ascii=False)
    assert trace["equal"] is True
    assert trace["recount"] == trace["value"]
    assert "er.csv" in text
    assert "content.yaml" in text
    assert "SELECT" in text.upper()


def test_a_month_without_data_is_missing_not_zero(house):
    (row,) = json.loads(house("values", "-c", "er_visits", "--period", "2022-05", "--json"))
    assert (row["text"], row["status"], row["value"]) == ("〔缺〕", "no_data", None)


def test_bad_rows_are_named_and_the_rest_is_refused_above_the_limit(house):
    bad = _csv(house.root / "bad.csv", [("b1", "2022-13-01", "东区", 1), ("b2", "2022-06-01", "东区", -4)])
    message = house("load", bad, "-r", "er_visit", "-i", "er1", code=1)
    assert "bad.csv" in message
    assert not json.loads(house("values", "-c", "er_visits", "--period", "2022-06", "--json"))[0]["value"]


def test_dry_run_changes_nothing(house):
    more = _csv(house.root / "more.csv", [("c1", "2022-07-01", "东区", 5)])
    shown = json.loads(house("load", more, "-r", "er_visit", "-i", "er1", "--dry-run", "--json"))
    assert shown["rows_accepted"] == 1
    assert not json.loads(house("values", "-c", "er_visits", "--period", "2022-07", "--json"))[0]["value"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("values", "-c", "er_visits", "--period", "20223"), "期间"),
        (("values", "-c", "nothing", "--period", "2022"), "没有这个指标"),
        (("values", "-c", "er_visits", "--period", "2022", "-i", "nowhere"), "没有这个机构"),
        (("load", "nofile.csv", "-r", "er_visit", "-i", "er1"), "nofile.csv"),
        (("load", "er.csv", "-r", "nothing", "-i", "er1"), "没有这个登记表"),
        (("load", "er.csv", "-r", "er_visit", "-i", "er1"), "er.csv"),
        (("packs", "show", "nothing"), "没有这个对象"),
        (("compute", "--engine", "abacus"), "没有这个引擎"),
    ],
)
def test_input_at_fault_ends_with_1_and_says_why(house, words, reason):
    assert reason in house(*words, code=1)


def test_wrong_usage_ends_with_2(house):
    house("values", "--colour", code=2)
    house("load", code=2)


def test_without_a_workspace_the_first_step_is_named(tmp_path):
    done = afresh("--workspace", tmp_path / "none", "values", "--period", "2022")
    assert done.returncode == 1
    assert "linghang init" in done.stderr


def test_doctor_finds_nothing_wrong(house):
    assert all(item["ok"] for item in json.loads(house("doctor", "--json")))
