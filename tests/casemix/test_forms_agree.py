"""The explanation and the compiled form give the same answer; the order of other diagnoses gives none."""

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casemix.grouping import REFERENCE, SMALL, compiled, explained
from linghang.casemix.codes import Family
from linghang.casemix.scheme import Options
from linghang.casemix.scheme_files import read_scheme

FAMILIES = {Family.DIAGNOSIS: "diagnoses", Family.OPERATION: "operations"}
schemes = st.builds(Options, st.booleans(), st.booleans(), st.booleans())


@cache
def small(options):
    return read_scheme(SMALL, options)


CODES = {family: sorted(small(Options()).codes(family)) for family in Family}


def codes(family):
    known = st.sampled_from(CODES[family])
    written = st.one_of(known, known, known.map(lambda code: f" {code.upper()}"), st.sampled_from(["", "Q99.9", " "]))
    return st.lists(written, max_size=6).map("|".join)


records = st.fixed_dictionaries(
    {
        "sex": st.sampled_from(["1", "2", "男", "女", "9", "", "1.0"]),
        "age": st.sampled_from(["0", "0", "1", "28", "69", "70", "150", "151", "-1", "0.5", "十", ""]),
        "age_days": st.sampled_from(["", "0", "28", "29", "-1", "x"]),
        "birth_weight": st.sampled_from(["", "0", "1499", "1500", "-5"]),
        "diagnoses": codes(Family.DIAGNOSIS),
        "operations": codes(Family.OPERATION),
    }
)


@settings(deadline=None)
@given(schemes, st.lists(records, min_size=1, max_size=30))
def test_forms_agree_on_random_records(options, cases):
    assert compiled(small(options), cases) == explained(small(options), cases)


@settings(deadline=None)
@given(schemes, records, st.randoms(use_true_random=False))
def test_order_of_other_diagnoses_never_matters(options, record, shuffle):
    first, *others = record["diagnoses"].split("|")
    shuffle.shuffle(others)
    turned = record | {"diagnoses": "|".join([first, *others])}
    one, other = compiled(small(options), [record, turned])
    assert one[:4] == other[:4]


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the national scheme is not beside the repository")
def test_forms_agree_on_random_records_of_the_national_scheme():
    scheme, chance = read_scheme(REFERENCE), random.Random(7)
    known = {column: sorted(scheme.codes(family)) for family, column in FAMILIES.items()}
    needed = [sorted(scheme.sets[name]) for name in sorted(scheme.sets) if len(scheme.sets[name]) < 400]
    dx = [codes for codes in needed if codes[0][0].isalpha()]
    ops = [codes for codes in needed if codes[0][0].isdigit()]

    def drawn(column, sets, most):
        pools = [
            chance.choice(sets) if chance.random() < 0.6 else known[column] for _ in range(chance.randint(0, most))
        ]
        return "|".join(chance.choice(pool) for pool in pools)

    cases = [
        {
            "sex": chance.choice("12"),
            "age": chance.choice(["0", "0", "30", "80"]),
            "age_days": str(chance.randint(0, 60)),
            "birth_weight": chance.choice(["900", "1500", "2100", "3300", ""]),
            "diagnoses": drawn("diagnoses", dx, 5),
            "operations": drawn("operations", ops, 4),
        }
        for _ in range(3000)
    ]
    answers = compiled(scheme, cases)
    assert answers == explained(scheme, cases)
    assert len({answer[2] for answer in answers}) > 200
