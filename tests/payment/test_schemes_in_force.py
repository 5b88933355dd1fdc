"""Schemes: kept by their contents, in force from a day, followed by their successor."""

import datetime as dt
import shutil

import pytest

from linghang.casemix.scheme import Options
from linghang.core.errors import InputError
from linghang.organization.models import Institution
from linghang.payment import schemes
from linghang.payment.models import Scheme
from linghang.payment.validity import InForce, in_force

pytestmark = pytest.mark.django_db


def take(folder, day, **more):
    return schemes.import_scheme(folder, **({"code": "c", "title": "方案", "valid_from": day} | more))


def test_the_next_scheme_ends_the_one_before(scheme_folder, hospital):
    first = take(scheme_folder(), dt.date(2022, 1, 1))
    second = take(scheme_folder(name="second"), dt.date(2024, 1, 1), title="新方案")
    assert InForce().until(first) == dt.date(2023, 12, 31)
    found = [in_force("drg", hospital, dt.date(year, 6, 1)) for year in (2021, 2023, 2024)]
    assert found == [None, first, second]


def test_the_same_again_is_the_same(scheme_folder):
    folder = scheme_folder()
    assert take(folder, dt.date(2022, 1, 1)) == take(folder, dt.date(2022, 1, 1))
    with pytest.raises(InputError, match="从 2022-01-01 起施行"):
        take(folder, dt.date(2022, 1, 1), options=Options(ambiguous=False))
    assert Scheme.objects.count() == 1


def test_an_earlier_day_is_refused(scheme_folder):
    take(scheme_folder(), dt.date(2022, 1, 1))
    with pytest.raises(InputError, match="施行日期应在它之后"):
        take(scheme_folder(name="other"), dt.date(2021, 1, 1))


def test_the_nearest_place_decides(scheme_folder, hospital):
    everybody = take(scheme_folder(), dt.date(2022, 1, 1))
    region = take(scheme_folder(name="region"), dt.date(2022, 1, 1), institution=hospital.parent, title="县方案")
    own = take(scheme_folder(name="own"), dt.date(2023, 1, 1), institution=hospital, title="院方案")
    neighbour = Institution.objects.get(code="h2")
    far = Institution.objects.create(code="far", name="外县医院", kind="hospital")
    day = dt.date(2023, 5, 1)
    found = [in_force("drg", each, day) for each in (hospital, neighbour, far)]
    assert found == [own, region, everybody]


def test_a_broken_rule_leaves_nothing(scheme_folder, kept):
    folder = scheme_folder("kind,code,name,parent,rule,sort\nMDC,MDCE,,,ZYZD in NOWHERE,1\nADRG,E1,,MDCE,true,1\n")
    with pytest.raises(InputError, match="NOWHERE"):
        take(folder, dt.date(2022, 1, 1))
    assert not Scheme.objects.exists()
    assert not kept.exists()


def test_a_scheme_outlives_its_folder_and_says_when_it_is_gone(scheme_folder, kept):
    folder = scheme_folder()
    made = take(folder, dt.date(2022, 1, 1))
    shutil.rmtree(folder)
    assert {group.code for groups in schemes.rules_of(made).drgs.values() for group in groups} == {
        "ES31", "ES35", "GD19", "GX19"
    }  # fmt: skip
    assert made.groups == 4
    shutil.rmtree(kept)
    schemes._rules.cache_clear()
    with pytest.raises(InputError, match="分组方案的文件不在了"):
        schemes.rules_of(made)


def test_names_are_known_without_reading_the_rules_again(scheme_folder, monkeypatch):
    made = take(scheme_folder(), dt.date(2022, 1, 1))
    schemes._written.cache_clear()
    told = schemes.names_of(made)
    assert (told["MDCE"], told["ES3"], told["GD19"]) == ("呼吸", "肺炎", "阑尾切除")
    schemes._written.cache_clear()
    monkeypatch.setattr(schemes, "_rules", None)
    assert schemes.names_of(made) == told
