"""From records to the fen, command by command, with every number worked out on paper.

Six cases of three years make the catalogue, five of the next year are paid by it.
"""

import csv

import polars as pl
import pytest
import yaml
from typer.testing import CliRunner

from linghang.casemix.dip.parameters import read_parameters
from linghang.cli import app

HEAD = (
    "case", "year", "institution", "level", "age", "diagnoses", "operations", "cost", "month",
    "sex", "age_days", "birth_weight", "days",
)  # fmt: skip
REST = (1, "", "", 5)
BASE = (
    ("a", 2023, "H1", "三级", 50, "I63.900", "", "8000", ""),
    ("b", 2024, "H2", "二级", 70, "I63.900", "", "9000", ""),
    ("c", 2025, "H1", "三级", 66, "I63.900", "", "12000", ""),
    ("d", 2025, "H2", "二级", 40, "I63.900", "", "10000", ""),
    ("e", 2024, "H1", "三级", 30, "K35.800", "47.0100", "20000", ""),
    ("f", 2025, "H2", "二级", 30, "K35.800", "47.0100", "22000", ""),
)
PAID = (
    ("s1", 2026, "H1", "三级", 70, "I63.900", "", "11000", 1),
    ("s2", 2026, "H2", "二级", 40, "I63.900", "", "3000", 1),
    ("s3", 2026, "H2", "二级", 30, "K35.800", "47.0100", "50000", 2),
    ("s4", 2026, "H1", "三级", 40, "I63.900", "", "14567.99", 2),
    ("s5", 2026, "H1", "三级", 40, "Z99.900", "", "5000", 2),
)
BUDGET = {
    "year": 2026,
    "pool": "40000.01",
    "fund_ratio": 0.7,
    "history": [
        {"year": 2023, "pool": 8000, "fund_ratio": 0.7, "score": 2000},
        {"year": 2024, "pool": 9000, "fund_ratio": 0.7, "score": 2500},
        {"year": 2025, "pool": 9900, "fund_ratio": 0.7, "score": 2600},
    ],
    "institutions": {"H1": {"assessment": 0.98, "deduction": "12.34", "fund_ratio": 0.68}},
}


def write(path, rows):
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows((HEAD, *((*row, *REST) for row in rows)))


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    """The folder in which the four commands were run, one after the other."""
    here = tmp_path_factory.mktemp("chain")
    terms = read_parameters().model_dump(mode="json")
    ages = [kind for kind in terms["auxiliary"]["kinds"] if kind["kind"] == "age"]
    terms |= {"core": {"cases": 2}, "trim": {"low": 0, "high": 1, "least": 1}, "related": {"ratio": 1.1, "least": 2}}
    terms["auxiliary"] |= {"kinds": ages, "least_group": 3, "least_subtype": 2, "better_cv": False}
    (here / "terms.yaml").write_text(yaml.safe_dump(terms, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (here / "budget.yaml").write_text(yaml.safe_dump(BUDGET), encoding="utf-8")
    write(here / "base.csv", BASE)
    write(here / "paid.csv", PAID)
    terms_too = ["--parameters", str(here / "terms.yaml")]
    known = ["--catalogue", str(here / "catalogue")]
    for words in (
        ["build", "base.csv", "--out", str(here / "catalogue"), *terms_too],
        ["group", "paid.csv", *known, "--out", str(here / "entered.parquet")],
        ["score", "entered.parquet", *known, "--out", str(here / "scored.parquet"), "--point-value", "10", *terms_too],
        ["settle", "scored.parquet", "--budget", str(here / "budget.yaml"), "--out", str(here / "settled"), *terms_too],
    ):
        done = CliRunner().invoke(app, ["casemix", "dip", words[0], str(here / words[1]), *words[2:]])
        assert done.exit_code == 0, done.output
    return here


def test_weights_of_three_years(chain):
    """I63.9: 8,000, 9,000 and 11,000 by 1:2:7 are 10,300. K35.8: 2 × 20,000 + 7 × 22,000 by 9. All: 8,000, 14,500 and
    44,000 / 3 are 13,966.67, which are 1,000 points."""
    found = {each["编码"]: (each["均费"], each["分值"]) for each in read(chain / "catalogue" / "病种.csv")}
    assert found == {"I63.9": ("10300.00", "737.4702"), "K35.8:47.0100": ("21555.56", "1543.3572")}


def test_coefficients(chain):
    """三级: 40,000 / 3 of 81,000 / 6; 二级: 41,000 / 3. From 65 on: 10,500 of 9,750."""
    levels = {each["等级"]: each["系数"] for each in read(chain / "catalogue" / "等级系数.csv")}
    assert levels == {"三级": "0.9877", "二级": "1.0123"}
    (aged,) = read(chain / "catalogue" / "辅助目录.csv")
    assert (aged["分型"], aged["系数"]) == ("65 岁及以上", "1.0769")


def test_scores_with_deviation(chain):
    """s1: 737.4702 × 0.9877 × 1.0769. s2: 737.4702 × 1.0123 = 746.5411, worth 7,465.41, cost 3,000: × 0.401853.
    s3: 1,562.3405, worth 15,623.40, cost 50,000: × (3.200328 − 1). s4: 728.3993, worth 7,283.99, twice and a fen."""
    rows = pl.read_parquet(chain / "scored.parquet").to_dicts()
    assert [(each["case"], str(each["standard"]), str(each["score"]), each["review"]) for each in rows] == [
        ("s1", "7844.13", "784.4132", False),
        ("s2", "7465.41", "300.0000", False),
        ("s3", "15623.40", "3437.6611", True),
        ("s4", "7283.99", "728.4003", True),
        ("s5", "None", "None", False),
    ]


def test_the_settlement_to_the_fen(chain):
    """Shares of 40,000.01: H1 1,512.8135 × 0.68 = 1,028.71318, H2 3,737.6611 × 0.7 = 2,616.36277 of 3,645.07595, which
    are 1,128,880.11 and 2,871,120.89 fen: the fen left over goes to H2. H1: × 0.98 = 11,063.024, less 12.34."""
    lines = {each["机构"]: each for each in read(chain / "settled" / "年终清算.csv")}
    assert (lines["H1"]["应付"], lines["H2"]["应付"]) == ("11288.80", "28711.21")
    assert (lines["H1"]["考核后"], lines["H1"]["年终清算"]) == ("11063.02", "11050.68")


def test_what_is_paid_in_advance(chain):
    """Points of the years: 5.7143, 5.1429 and 5.4396, by 1:2:7 5.4077. 784.4132 × 5.4077 × 0.68 × 0.9 and so on; then
    what is still owed."""
    found = [(each["机构"], each["月"], each["预付"]) for each in read(chain / "settled" / "按月预付.csv")]
    assert found == [
        ("H1", "1", "2596.03"),
        ("H1", "2", "2410.65"),
        ("H2", "1", "1022.06"),
        ("H2", "2", "11711.60"),
    ]
    owed = [each["应补"] for each in read(chain / "settled" / "年终清算.csv")]
    assert owed == ["6044.00", "15977.55"]  # 11,050.68 − 5,006.68; 28,711.21 − 12,733.66
