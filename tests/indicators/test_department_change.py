"""When a pack names another field as the department, nothing that was counted by the old one is used again."""

import shutil
from pathlib import Path

import pytest

from linghang.core.periods import Period
from linghang.indicators.values import values
from linghang.packs.load import load_packs
from linghang.registers import content

PACK = Path(__file__).parent / "packs" / "small"
STAYS = "number left_on ward person\nA1 2022-01-03 内科 p1\nA2 2022-01-04 内科 p2"


@pytest.fixture
def changed(tmp_path):
    """The same pack, with the person as the department of a stay."""
    pack = tmp_path / PACK.name
    shutil.copytree(PACK, pack)
    text = (pack / "content.yaml").read_text(encoding="utf-8")
    (pack / "content.yaml").write_text(text.replace("department: ward", "department: person", 1), encoding="utf-8")
    return load_packs([pack])


def by_department(code):
    return {each.department: each.value for each in values([code], Period.parse("2022"), "east", by="department")}


@pytest.mark.parametrize("code", ["discharges", "persons"])
def test_figures_follow_the_new_department(load, changed, monkeypatch, code):
    load("east", "2022", STAYS)
    assert by_department(code) == {"内科": 2}
    monkeypatch.setattr(content, "library", lambda: changed)
    assert by_department(code) == {"p1": 1, "p2": 1}
