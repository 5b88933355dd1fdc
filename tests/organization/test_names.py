"""Names are found as people type them."""

import pytest

from linghang.organization.names import matches


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("质控", "质控科"),
        ("zkk", "质控科"),
        ("zhk", "质控科"),
        ("zhikong", "质控科"),
        ("ZKK", "质控科"),
        ("質控", "质控科"),
        ("出院人次", "出院人次"),
        ("cyrc", "出院人次"),
        ("MDT", "多学科会诊（MDT）"),
        ("", "任何"),
        ("門診", "门诊人次"),
        ("  质 控 ", "质控科"),
    ],
)
def test_found(query, name):
    assert matches(query, name)


@pytest.mark.parametrize(("query", "name"), [("外科", "质控科"), ("wk", "质控科"), ("zkx", "质控科")])
def test_not_found(query, name):
    assert not matches(query, name)
