"""A small register with every kind of field, and the national front page."""

from pathlib import Path

import pytest
from loadfiles import reader

from linghang.packs.load import load_packs
from linghang.registers.content import shipped_packs

PACKS = Path(__file__).resolve().parents[1] / "packs" / "visits"


@pytest.fixture(scope="session")
def library():
    return load_packs([PACKS])


@pytest.fixture(scope="session")
def visit(library):
    return library.register("visit")


@pytest.fixture(scope="session")
def national():
    return load_packs([shipped_packs() / "national-front-page"])


@pytest.fixture
def read(tmp_path, library, visit):
    """`read(content)` → what staging makes of a visits file; `.rows` holds the accepted rows as dicts."""
    return reader(tmp_path, library, visit)


@pytest.fixture
def read_front_page(tmp_path, national):
    return reader(tmp_path, national, national.register("inpatient"))
