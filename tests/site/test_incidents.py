"""Safety incidents are told to those who answer for care, not to everybody in the house."""

import pytest


@pytest.mark.parametrize(
    ("role", "status"),
    [("quality", 200), ("administrator", 200), ("viewer", 403), ("office", 403), ("commission", 403)],
)
def test_who_reads_the_incidents(as_, hospital, role, status):
    assert as_(role, hospital).get("/registers/incident/").status_code == status
