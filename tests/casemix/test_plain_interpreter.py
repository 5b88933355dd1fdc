"""A second implementation that shares no code with the product answers random records of the small scheme alike."""

import random

from casemix.grouping import SMALL, compiled
from linghang.bench.casemix import draw
from linghang.bench.plain_drg import PlainGrouper
from linghang.casemix.scheme_files import read_scheme


def test_random_records_are_grouped_alike():
    scheme, plain = read_scheme(SMALL), PlainGrouper(SMALL)
    drawn = draw(scheme, 4000).to_pylist()
    records = [{name: "" if value is None else str(value) for name, value in row.items()} for row in drawn]
    found = [answer[:3] for answer in compiled(scheme, records)]
    assert found == [plain.group(record) for record in records]
    assert {answer[2] for answer in found} >= {"AA19", "PV19", "ZZ13", "BB11", "BB13", "BB15", "BC1", "BQY"}


def test_records_that_are_not_complete_are_not_grouped():
    chance, scheme, plain = random.Random(5), read_scheme(SMALL), PlainGrouper(SMALL)
    wanted = {
        "sex": ["1", "2", "3", ""],
        "age": ["0", "0", "", "40", "150", "151"],
        "age_days": ["", "0", "28", "29"],
        "birth_weight": ["", "1400", "3000"],
        "diagnoses": ["P10.100", "B10.100|E10.100", "", "|B10.100"],
        "operations": ["", "20.1000x001"],
    }
    records = [{name: chance.choice(values) for name, values in wanted.items()} for _ in range(1000)]
    found = compiled(scheme, records)
    assert [answer[:3] for answer in found] == [plain.group(record) for record in records]
    assert sum(answer[3] == "refused" for answer in found) > 300
