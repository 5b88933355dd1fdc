"""Subtypes of the auxiliary catalogue: the Charlson index, bands of age and days, severity by other diagnoses."""

import pyarrow as pa
import pytest

from casemix_dip.sample import SHIPPED, case
from linghang.casemix.dip.auxiliary import Subtypes, charlson
from linghang.casemix.dip.cases import Cases
from linghang.casemix.dip.parameters import Auxiliary
from linghang.casemix.dip.words import Words


def shown(auxiliary=SHIPPED.auxiliary, **raw):
    """The names of the subtypes that one case shows, by kind."""
    words = Words()
    reading = Subtypes(auxiliary, words)
    table = pa.RecordBatch.from_pylist([case(**raw)])
    found = reading.read(Cases(table, words, Words()))
    return {kind: reading.names[kind][places[0]] for kind, places in found.items() if places[0]}


@pytest.mark.parametrize(
    ("others", "index"),
    [
        ("", 0),
        ("I21.0", 1),
        ("I21.0|I25.2", 1),  # one category counts once
        ("I21.0|I50.9", 2),
        ("E11.9|E11.2", 2),  # with complications takes the place of without
        ("B18.1|K72.9", 3),
        ("C34.1|C78.0", 6),
        ("C34.1|N18.9", 4),
        ("B20|C78.0|I21.0", 13),
        ("E11.90|e112", 2),
        ("Z00.0|A09", 0),
        ("I10", 0),
    ],
)
def test_charlson_index_by_the_published_table(others, index):
    bits = 0
    for code in others.replace(".", "").upper().split("|"):
        bits |= charlson().bit(code)
    assert charlson().table[bits] == index


def test_charlson_has_the_seventeen_categories_and_weights():
    assert sorted(charlson().weights) == [1] * 10 + [2] * 4 + [3] + [6] * 2


@pytest.mark.parametrize(
    ("age", "days", "name"),
    [
        ("0", "0", "0–28 天"),
        ("0", "28", "0–28 天"),
        ("0", "29", "29 天–1 岁"),
        ("1", "", "1–6 岁"),
        ("6", "", "1–6 岁"),
        ("7", "", "7–17 岁"),
        ("17", "", "7–17 岁"),
        ("18", "", None),
        ("64", "", None),
        ("65", "", "65 岁及以上"),
        ("0", "", None),
        ("", "", None),
    ],
)
def test_bands_of_age(age, days, name):
    assert shown(diagnoses="J18.9", age=age, age_days=days).get("age") == name


@pytest.mark.parametrize(
    ("days", "name"),
    [
        ("1", None),
        ("2", "监护 2–7 天"),
        ("7", "监护 2–7 天"),
        ("8", "监护 8–14 天"),
        ("30", "监护 15–30 天"),
        ("31", "监护 31 天及以上"),
        ("-3", None),
        ("x", None),
    ],
)
def test_bands_of_intensive_care(days, name):
    assert shown(diagnoses="J18.9", icu_days=days).get("icu_days") == name


def test_other_diagnoses_are_different_ones():
    six = "|".join(["J18.9", *(f"E1{n}.9" for n in range(6))])
    assert shown(diagnoses=six)["other_diagnoses"] == "其他诊断 6–10 个"
    assert "other_diagnoses" not in shown(diagnoses="J18.9|" + "|".join(["E11.9"] * 9))
    assert "other_diagnoses" not in shown(diagnoses=six.replace("E15.9", "J18.9"))


def test_severity_by_other_diagnoses_gravest_first():
    levels = [{"name": "重", "codes": ["R57"]}, {"name": "轻", "codes": ["I10", "R57.0"]}]
    kind = {"kind": "severity", "title": "疾病严重程度", "levels": levels}
    auxiliary = Auxiliary.model_validate(SHIPPED.auxiliary.model_dump() | {"kinds": [kind]})
    assert shown(auxiliary, diagnoses="J18.9|I10|R57.0") == {"severity": "重"}
    assert shown(auxiliary, diagnoses="J18.9|I10") == {"severity": "轻"}
    assert shown(auxiliary, diagnoses="R57.0|J18.9") == {}


def test_metastasis_counts_for_tumours_only():
    assert shown(diagnoses="C34.1|C78.0")["tumour"] == "肿瘤转移"
    assert "tumour" not in shown(diagnoses="J18.9|C78.0")
    assert "tumour" not in shown(diagnoses="C78.0|J18.9")
