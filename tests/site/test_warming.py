"""The first visitor after a change finds the cockpit made."""

import pytest

from linghang.site import cockpit, warming


@pytest.mark.parametrize("role", ["administrator", "quality", "commission"])
def test_after_warming_a_cockpit_is_only_shown(as_, region, hospital, visits, monkeypatch, role):
    warming.warm()
    monkeypatch.setattr(cockpit, "_make", lambda *_: pytest.fail("the cockpit was made again"))
    client = as_(role, region)
    assert client.get("/").status_code == 200
    assert client.get("/institutions/h1/").status_code == 200


def test_new_data_makes_a_new_cockpit(as_, hospital, visits, tmp_path):
    from linghang.registers.loading import load
    from visit_files import write_visits

    warming.warm()
    load(write_visits(tmp_path / "v.csv", 2023, {1: [("0301", 8)]}), "outpatient_visit", "h1")
    assert ">8<span" in as_("quality", hospital).get("/?period=2023-01").content.decode()
