"""What is wrong with stored data is said where it matters, and no page falls with it."""

import shutil

import pytest
from django.urls import path

from linghang.core.errors import refuse
from linghang.core.workspace import Workspace
from linghang.indicators import failing
from linghang.registers.models import Batch
from linghang.site import urls


def text(response):
    return response.content.decode()


@pytest.fixture
def lost_file(visits):
    """The stored visits of 2022 are gone, and nothing of them is kept elsewhere."""
    lake = Workspace.from_environment().lake
    batch = Batch.objects.get(file_name="visits-2022.csv")
    (lake / batch.data_path).unlink()
    shutil.rmtree(lake / "_cube" / "outpatient_visit", ignore_errors=True)
    return batch


def test_the_catalogue_stands_and_says_why(as_, hospital, lost_file):
    answer = as_("quality", hospital).get("/indicators/?institution=h1&period=2022")
    assert answer.status_code == 200
    assert "无法计算" in text(answer)
    assert "请从备份恢复数据文件夹" in text(answer)


def test_the_page_of_the_indicator_says_it_in_words(as_, hospital, lost_file):
    answer = as_("quality", hospital).get("/indicators/outpatient_visits/?institution=h1&period=2022")
    assert answer.status_code == 500
    assert "批次的数据文件不见了" in text(answer)
    assert "请从备份恢复数据文件夹" in text(answer)
    assert "驾驶舱" in text(answer)


def test_the_cockpit_stands_and_names_what_cannot_be_computed_and_a_mended_one_shows_at_once(as_, hospital, visits):
    lake = Workspace.from_environment().lake
    stored = lake / Batch.objects.get(file_name="visits-2022.csv").data_path
    away = stored.rename(stored.with_suffix(".away"))
    shutil.rmtree(lake / "_cube" / "outpatient_visit", ignore_errors=True)
    client = as_("quality", hospital)
    answer = client.get("/institutions/h1/?period=2022")
    assert answer.status_code == 200
    assert "无法计算" in text(answer)
    assert "批次的数据文件不见了" in text(answer)
    away.rename(stored)
    page = text(client.get("/institutions/h1/?period=2022"))
    assert "无法计算" not in page
    assert ">37<span" in page


class Indicator:
    def __init__(self, code):
        self.code = code


def test_by_halves_only_when_all_at_once_fails():
    calls = []

    def make(some):
        calls.append([each.code for each in some])
        if any(each.code == "b" for each in some):
            raise refuse("坏了", "修好它") if len(calls) < 9 else ValueError
        return [each.code.upper() for each in some]

    found = failing.each_for_itself([Indicator(code) for code in "abc"], make)
    assert found == (["A", "C"], {"b": "坏了。修好它"})
    assert calls == [["a", "b", "c"], ["a"], ["b", "c"], ["b"], ["c"]]
    assert failing.each_for_itself([Indicator("a")], make) == (["A"], {})
    assert failing.each_for_itself([], make) == ([], {})


def test_of_many_each_at_fault_is_named_in_few_tries():
    codes, broken, tries = [f"i{number}" for number in range(800)], {"i0", "i399", "i400", "i799"}, []

    def make(some):
        tries.append(len(some))
        if any(each.code in broken for each in some):
            raise refuse("坏了", "修好它")
        return [each.code for each in some]

    made, failed = failing.each_for_itself([Indicator(code) for code in codes], make)
    assert made == [code for code in codes if code not in broken]
    assert failed.keys() == broken
    assert len(tries) < 90


def test_what_nobody_foresaw_stays_in_the_log():
    assert failing.reason_of(ValueError("secret path")) == failing.UNEXPECTED


def unforeseen(request):
    raise refuse("文件第三列不对", "请改好再传", field="金额", value="<b>x</b>")


@pytest.fixture
def failing_page(settings):
    settings.ROOT_URLCONF = type("Addresses", (), {"urlpatterns": [*urls.urlpatterns, path("x/", unforeseen)]})


@pytest.mark.parametrize(("method", "status"), [("get", 500), ("post", 400)])
def test_a_fault_that_no_page_dealt_with(as_, region, failing_page, method, status):
    answer = getattr(as_("viewer", region), method)("/x/")
    assert answer.status_code == status
    assert "文件第三列不对" in text(answer)
    assert "请改好再传" in text(answer)
    assert "<b>x</b>" not in text(answer)


def test_a_drawer_that_cannot_open_leads_to_the_page_that_says_why(as_, region, failing_page):
    answer = as_("viewer", region).get("/x/?a=1", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/x/?a=1"
