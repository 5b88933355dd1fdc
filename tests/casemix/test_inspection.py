"""Rules of inspection on records made by hand: what is found, what is left alone, and that numbers are recounted."""

import json
import math
import statistics

import polars as pl
import pytest
from typer.testing import CliRunner

from linghang.casemix.inspection import FOUND, RULES, suspicions, usable
from linghang.cli.casemix import app
from linghang.core.errors import InputError


def stay(case, drg="AB15", cost=1000, **more):
    return {"case": case, "adrg": drg[:3], "drg": drg, "cost": cost, "days": 5} | more


def many(count, drg, costs, **more):
    return [stay(f"{drg}-{number}", drg, costs[number % len(costs)], **more) for number in range(count)]


def found(rows, rule, **parameters):
    frame = suspicions(pl.DataFrame(rows, infer_schema_length=None), {rule: parameters} if parameters else None)
    assert frame.schema == pl.Schema(FOUND)
    return frame.filter(pl.col("rule") == rule).to_dicts()


TWO_GROUPS = many(40, "AB15", [900, 1000, 1100]) + many(40, "AB11", [1900, 2000, 2100])


def visit(case, first, last, patient="p", institution="h", drg="AB15"):
    return stay(case, drg, institution=institution, patient=patient, admitted_at=first, discharged_at=last)


def test_a_split_stay_is_the_same_patient_group_and_institution_within_the_days():
    rows = [
        visit("3", "2026-01-25", "2026-01-30"),
        visit("1", "2026-01-01", "2026-01-05"),
        visit("2", "2026/01/12 08:30", "2026-01-15"),
        visit("other group", "2026-02-01", "2026-02-03", drg="CD15"),
        visit("other patient", "2026-01-06", "2026-01-08", patient="q"),
        visit("other house", "2026-01-07", "2026-01-09", institution="g"),
        visit("overlapping", "2026-01-04", "2026-01-11"),
    ]
    pairs = [(row["cases"], row["figure"]) for row in found(rows, "split-stay", days=7)]
    assert pairs == [(["overlapping", "2"], 1.0)]
    gaps = {tuple(row["cases"]): row["figure"] for row in found(rows, "split-stay", days=10)}
    assert gaps == {("overlapping", "2"): 1.0, ("2", "3"): 10.0}


def test_high_codes_cost_less_than_the_cheapest_group_of_their_adrg():
    rows = [*TWO_GROUPS, stay("cheap", "AB11", 850), stay("fair", "AB11", 1500)]
    [row] = found(rows, "high-code")
    assert (row["case"], row["group"], row["figure"], row["expected"]) == ("cheap", "AB11", 850.0, 900.0)
    assert "入 AB11（中位费用 2000.0 元），费用 850.0 元" in row["why"]


def test_low_codes_cost_more_than_the_dearest_group_of_their_adrg():
    rows = [*TWO_GROUPS, stay("dear", "AB15", 2500), stay("fair", "AB15", 1500)]
    assert [(row["case"], row["expected"]) for row in found(rows, "low-code")] == [("dear", 2100.0)]


@pytest.mark.parametrize("rule", ["high-code", "low-code"])
def test_small_or_similar_groups_are_left_alone(rule):
    odd = [stay("cheap", "AB11", 1), stay("dear", "AB15", 9999)]
    assert found(many(29, "AB15", [1000]) + many(40, "AB11", [2000]) + odd[:1], rule) == []
    assert found(many(40, "AB15", [1000]) + many(40, "AB11", [1150]) + odd, rule) == []


def coded(case, diagnoses, drg, cost, operations="90.1"):
    return stay(case, drg, cost, diagnoses=diagnoses, operations=operations)


def test_another_principal_diagnosis_of_the_same_record_that_is_dearer():
    usual = [coded(f"u{number}", "I10|E11|J18", "FR15", 1000) for number in range(9)]
    dear = [coded(f"d{number}", "J18", "ES11", 3000) for number in range(9)]
    changed = [coded("changed", "J18|I10|E11", "ES11", 1100), coded("cheaper", "E11|I10|J18", "KS15", 900)]
    rows = found([*usual, *dear, *changed], "principal-choice")
    assert [(row["case"], row["figure"], row["expected"]) for row in rows] == [("changed", 3000.0, 1000.0)]
    assert "11 例里 9 例入 FR15，这一例以 J18 为主要诊断而入 ES11" in rows[0]["why"]
    assert found([*usual[:8], *dear, changed[0]], "principal-choice") == []


def test_low_admissions_are_short_cheap_and_without_operation():
    rows = [
        *many(40, "AB15", [1000], operations="90.1"),
        stay("low", cost=400, days=2, operations=""),
        stay("dear", cost=401, days=2, operations=""),
        stay("long", cost=300, days=3, operations=""),
        stay("operated", cost=300, days=1, operations="90.1"),
    ]
    assert [row["case"] for row in found(rows, "low-admission")] == ["low"]


def test_outliers_are_measured_as_recounted_by_hand():
    costs = [800, 900, 950, 1000, 1050, 1100, 1250]
    rows = [*many(35, "AB15", costs), stay("far", "AB15", 3000), stay("near", "AB15", 1400)]
    logs = [math.log(row["cost"]) for row in rows]
    centre = statistics.median(logs)
    mad = statistics.median(abs(value - centre) for value in logs)
    expected = [r["case"] for r, log in zip(rows, logs, strict=True) if abs(0.6745 * (log - centre) / mad) >= 3.5]
    assert [row["case"] for row in found(rows, "cost-outlier")] == expected == ["far"]
    assert found(rows[:28] + rows[-2:-1], "cost-outlier") == []


def test_a_department_with_more_dear_groups_than_its_patients_let_expect():
    rows = [stay(f"{d}{n}", "AB11" if n < k else "AB15", 2000 if n < k else 1000, institution="h", department=d)
            for d, k in (("甲", 10), ("乙", 10), ("丙", 40)) for n in range(60)]  # fmt: skip
    [row] = found(rows, "department-severity")
    assert (row["case"], row["institution"], row["department"], row["figure"]) == (None, "h", "丙", 40.0)
    assert row["expected"] == pytest.approx(20)
    assert len(row["cases"]) == 40
    z = (40 - 20) / math.sqrt(60 * (1 / 3) * (2 / 3))
    assert f"超出 {z:.1f} 个标准差" in row["why"]
    assert found(rows, "department-severity", z=math.ceil(z)) == []


def test_rules_without_their_columns_are_passed_over_and_ungrouped_records_too():
    frame = pl.DataFrame([*TWO_GROUPS, stay("none", "0000", 1), stay("free", "AB11", 0)])
    assert set(usable(frame)) == {"high-code", "low-code", "cost-outlier"}
    assert suspicions(frame).height == 0


def test_every_rule_says_what_it_is():
    for code, rule in RULES.items():
        assert code == rule.code
        assert rule.title.strip()
        assert rule.why.endswith("也会如此。")
        assert "领航自拟" in rule.source
        assert all(parameter.meaning for parameter in rule.parameters.values())


def test_faults():
    with pytest.raises(InputError, match=r"split-stay\.hours: 没有这个参数"):
        suspicions(pl.DataFrame(TWO_GROUPS), {"split-stay": {"hours": 1}})
    with pytest.raises(InputError, match="“days”: 缺少列"):
        suspicions(pl.DataFrame(TWO_GROUPS).drop("days"))


@pytest.mark.parametrize("text", ["cost-outlier.z=nan", "cost-outlier.z=", "cost-outlier.z", "cost-outlier.z=1e9"])
def test_a_bound_that_is_no_number_is_told(tmp_path, text):
    cases, out = tmp_path / "cases.csv", tmp_path / "out.csv"
    pl.DataFrame(TWO_GROUPS).write_csv(cases)
    result = CliRunner().invoke(app, ["inspect", str(cases), "--out", str(out), "--set", text])
    assert isinstance(result.exception, InputError)
    assert "参数应写成 规则.参数=数" in str(result.exception)
    assert not out.exists()


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_command(tmp_path, name):
    cases, out = tmp_path / "cases.csv", tmp_path / name
    pl.DataFrame([*TWO_GROUPS, stay("cheap", "AB11", 850), stay("none", "0000")]).write_csv(cases)
    words = ["inspect", str(cases), "--out", str(out), "--set", "high-code.least=41", "--json"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["suspicions"] == {"cost-outlier": 1} | told["suspicions"]
    rows = (pl.read_csv if name.endswith("csv") else pl.read_parquet)(out)
    assert rows.filter(pl.col("case") == "cheap")["rule"].to_list() == ["cost-outlier"]
    assert "split-stay" in told["not_asked"]
    assert (told["rows"], told["asked"]) == (82, 81)
