"""Peers from a shared file: median and position on the system's page, places among all on the ranking, no names."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linghang.assessment import company
from linghang.assessment.browsing import Row, position
from linghang.assessment.group import Group
from linghang.assessment.walking import Node
from linghang.core.periods import Period
from linghang.indicators.values import Value
from linghang.packs.framework import Item

WHERE = {"institution": "h1", "period": "2022"}
SHARES = ("0.10", "0.20", "0.22", "0.28", "0.30", "0.35")


@pytest.fixture
def peers(figures, tmp_path, monkeypatch):
    """Six hospitals with a share of level 4 operations; ours has 25 %."""
    monkeypatch.setenv("LINGHANG_WORKSPACE", str(tmp_path))
    (tmp_path / "peers").mkdir()
    exact = pa.decimal128(20, 6)
    numbers = pa.array([Decimal(each) for each in SHARES], exact)
    columns = {
        "institution": [f"P{number}" for number in range(6)],
        "name": [f"他院{number}" for number in range(6)],
        **{name: [value] * 6 for name, value in (("category", ""), ("level", "三级"))},
        "indicator": ["level4_share"] * 6,
        "period": ["2022"] * 6,
        "numerator": pa.nulls(6, exact),
        "denominator": pa.nulls(6, exact),
        "value": numbers,
    }
    pq.write_table(pa.table(columns), tmp_path / "peers" / "values.parquet")


def texts(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_system_shows_median_and_position(peers, office):
    page = office.get("/assessment/page-scored/", WHERE).content.decode()
    said = texts(re.search(r'<tr id="item-level4".*?</tr>', page, re.S)[0])
    assert "25.0 好于 50% 6 家" in said  # the median of six is (22 + 28) / 2; three of six do worse


def test_those_who_have_the_same_value_are_not_counted_as_worse():
    group = Group.of(map(Decimal, ("0", "0", "0", "0", "0.1", "0.2")))
    value = Value("mortality", Period.parse("2022"), "h1", None, Decimal(0), None, None, "ok", 1)
    standing = position(value, group, "lower")
    # two of six have a higher mortality, four have none just like ours
    assert (standing.better_than, standing.alike) == (Decimal(200) / 6, Decimal(400) / 6)
    assert Row(Node(None, 0, ()), "valued", peers=standing).better_than == "好于 33%，同 67%"


@pytest.mark.parametrize(("parted", "alike"), [((), {"a"}), (("category",), {"a", "b"}), (("kind",), {"a", "b", "c"})])
def test_peers_are_those_of_the_framework(monkeypatch, parted, alike):
    others = {
        "a": ("综合", "三级甲等"),
        "b": ("综合", "三级乙等"),
        "c": ("中医", "三级甲等"),
        "own": ("综合", "三级甲等"),
    }
    known = SimpleNamespace(
        institutions={code: SimpleNamespace(category=kind, level=level) for code, (kind, level) in others.items()},
        values=lambda code: dict.fromkeys(others, Decimal(1)),
    )
    monkeypatch.setattr(company, "shared_peers", lambda period: known)
    item = Item.model_validate({"code": "i", "title": "项", "indicator": "level4_share"})
    framework = SimpleNamespace(peers=parted, items=(item,))
    home = SimpleNamespace(code="own", category="综合", level="三级甲等")
    place = SimpleNamespace(whole=True, framework=framework, choice=SimpleNamespace(institution=home, period=None))
    assert len(company.peers_of(place)["level4_share"]) == len(alike)


def test_the_ranking_counts_all_and_names_none_of_them(peers, office):
    # 0.75 of the shares of level 4 for ours with the other items 78.3 %; peers by level 4 alone: 0, .5, .6, .9, 1, 1
    page = office.get("/assessment/page-scored/ranking/", WHERE).content.decode()
    assert "第 4 / 8" in texts(page)
    assert "他院" not in page
    own = office.get("/assessment/page-scored/ranking/", WHERE | {"scope": "own"}).content.decode()
    assert "本地 第 1 / 2" in texts(own)
