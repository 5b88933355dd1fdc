"""The ledgers of risks, problems, governing documents and policies: what their rules refuse, what is counted when."""

import pytest
import typed_numbers as numbers

from linghang.core.periods import Period
from linghang.indicators.values import values
from linghang.registers import content
from linghang.registers.entry import EntryReader, codes_of


@pytest.fixture(scope="module")
def packs():
    return numbers.library()


@pytest.fixture(autouse=True)
def in_use(packs, monkeypatch):
    monkeypatch.setattr(content, "library", lambda: packs)


RISK = {
    "risk_no": "F1",
    "title": "电梯老化",
    "kind": "safety",
    "found_on": "2023-01-05",
    "likelihood": "4",
    "impact": "4",
    "level": "larger",
    "unit": "后勤科",
    "contingency": "限载并更换",
}
PROBLEM = {
    "problem_no": "W1",
    "title": "随访率低",
    "source": "self_check",
    "severity": "ordinary",
    "found_on": "2023-01-05",
    "unit": "护理部",
    "due": "2023-03-31",
    "state": "found",
}
POLICY = {
    "policy_no": "Z1",
    "title": "查对制度",
    "version": "2022",
    "unit": "医务科",
    "state": "published",
    "effective_on": "2022-01-01",
    "next_review_on": "2023-01-01",
}


def read(packs, code, row):
    register = packs.register(code)
    return EntryReader.of(register, packs, b"key").read(row)


def refused(packs, code, row):
    return sorted(fault.reason for fault in read(packs, code, row).faults)


@pytest.mark.parametrize(("code", "row"), [("risk", RISK), ("problem", PROBLEM), ("policy", POLICY)])
def test_the_plain_rows_are_taken(packs, code, row):
    assert refused(packs, code, row) == []


@pytest.mark.parametrize(
    ("likelihood", "impact", "level"),
    [
        (1, 1, "low"),
        (1, 4, "low"),
        (2, 2, "low"),
        (1, 5, "ordinary"),
        (3, 3, "ordinary"),
        (2, 5, "larger"),
        (4, 4, "larger"),
        (4, 5, "major"),
        (5, 5, "major"),
    ],
)
def test_the_level_is_likelihood_times_impact(packs, likelihood, impact, level):
    for said in ("low", "ordinary", "larger", "major"):
        row = RISK | {"likelihood": str(likelihood), "impact": str(impact), "level": said}
        assert refused(packs, "risk", row) == ([] if said == level else ["等级与“可能性×后果”不符"])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"red_line_indicator": "drug_share"}, "有红线指标，没有红线值"),
        ({"red_line_high": "0.3"}, "有红线值，没有红线指标"),
        ({"red_line_indicator": "drug_share", "red_line_low": "0.4", "red_line_high": "0.3"}, "红线下限高于上限"),
        ({"red_line_indicator": "drug_shar", "red_line_low": "0.3"}, "不在可选范围内"),
        ({"closed_on": "2023-01-04"}, "解除日期早于列入日期"),
    ],
)
def test_a_red_line_is_whole(packs, changes, reason):
    assert refused(packs, "risk", RISK | changes) == [reason]


def test_the_indicator_of_a_red_line_is_read_and_shown_by_its_name(packs):
    """A mistyped code would never light up, and says nothing to whoever reads the ledger."""
    row = RISK | {"red_line_indicator": "药占比", "red_line_high": "0.3"}
    assert read(packs, "risk", row).values["red_line_indicator"] == "drug_share"
    assert codes_of(packs.register("risk"), packs)["red_line_indicator"].label("drug_share") == "药占比"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": "closed"}, "已整改的问题没有整改完成日期"),
        ({"state": "fixed", "fixed_on": "2023-02-01"}, "已整改的问题没有整改措施"),
        ({"closed_on": "2023-02-01"}, "状态与销号日期不符"),
        ({"due": "2023-01-04"}, "整改时限早于发现日期"),
        (
            {"state": "closed", "measure": "x", "fixed_on": "2023-02-01", "closed_on": "2023-02-02"},
            "销号的问题没有佐证材料",
        ),
    ],
)
def test_a_problem_is_closed_with_measure_day_and_evidence(packs, changes, reason):
    assert reason in refused(packs, "problem", PROBLEM | changes)


def at(hospital, code, period):
    return values([code], Period.parse(period), hospital.code)[0].value


def test_risks_in_force_are_counted_at_the_end_of_the_period(packs, hospital):
    whole = {"kind": "safety", "unit": "x", "contingency": "x", "title": "x"}
    for number, found, closed, level in (
        ("1", "2023-01-05", None, "larger"),
        ("2", "2023-01-31", "2023-02-10", "major"),
        ("3", "2023-03-01", None, "major"),
    ):
        numbers.keep(
            packs,
            "risk",
            hospital,
            risk_no=number,
            found_on=found,
            closed_on=closed,
            level=level,
            likelihood=5,
            impact=5,
            **whole,
        )
    counted = {
        month: [int(at(hospital, code, f"2023-0{month}")) for code in ("open_risks", "major_risks")]
        for month in (1, 2, 3)
    }
    assert counted == {1: [2, 1], 2: [1, 0], 3: [2, 1]}


def test_problems_open_and_overdue(packs, hospital):
    for number, due, fixed, closed in (
        ("1", "2023-02-10", None, None),
        ("2", "2023-02-10", "2023-02-08", "2023-02-20"),
        ("3", "2023-02-28", "2023-03-15", "2023-04-02"),
    ):
        row = PROBLEM | {"problem_no": number, "due": due, "fixed_on": fixed, "closed_on": closed}
        numbers.keep(packs, "problem", hospital, **row)
    assert [int(at(hospital, "open_problems", f"2023-0{month}")) for month in (1, 2, 3, 4)] == [3, 2, 2, 1]
    assert [int(at(hospital, "overdue_problems", f"2023-0{month}")) for month in (1, 2, 3)] == [0, 2, 1]
    assert int(at(hospital, "problems_closed", "2023-02")) == 1


def test_policies_past_their_review(packs, hospital):
    for number, review, ended in (
        ("1", "2023-01-01", None),
        ("2", "2023-06-01", None),
        ("3", "2022-12-01", "2023-01-15"),
    ):
        row = POLICY | {"policy_no": number, "next_review_on": review, "ended_on": ended}
        numbers.keep(packs, "policy", hospital, **row)
    assert [int(at(hospital, "policies_in_force", period)) for period in ("2022-12", "2023-01")] == [3, 2]
    assert [int(at(hospital, "policies_overdue_for_review", period)) for period in ("2022-12", "2023-01")] == [1, 1]
    assert at(hospital, "policies_overdue_share", "2023-01") * 2 == 1


def test_the_red_line_of_a_risk_is_one_that_signals_read(packs):
    """The names in the pack are those that `tasks.watching` looks for."""
    names = {field.code for field in packs.register("risk").fields}
    assert {"title", "found_on", "closed_on", "red_line_indicator", "red_line_low", "red_line_high"} <= names
