"""An institution's own page layouts: which counts on a day, one more written into the file, and the page for it."""

import datetime as dt
import io
import os

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from linghang.core.errors import InputError
from linghang.organization.models import Institution
from linghang.reports.layout import Layout, layout, layouts
from linghang.reports.own_layouts import add, own_code
from linghang.reports.styles import LAYOUTS_FILE, style_of


def own(begins):
    mine = {"code": own_code("yunxi", begins), "title": "自己的", "institutions": ("yunxi",), "valid_from": begins}
    return Layout.model_validate(layout("gb9704").model_dump() | mine)


def test_of_several_in_force_the_one_begun_last_counts(tmp_path):
    path = tmp_path / LAYOUTS_FILE
    for day in (dt.date(2023, 7, 1), dt.date(2022, 1, 1)):
        add(own(day), path)
    begun = [
        layout("gb9704", path, institutions=["yunxi"], on=dt.date(year, 12, 31)).code for year in (2021, 2022, 2023)
    ]
    assert begun == ["gb9704", "yunxi-20220101", "yunxi-20230701"]


@pytest.mark.parametrize("margin", ["", "  ", "    "])
def test_what_was_written_by_hand_stays_as_it_is(tmp_path, margin):
    path = tmp_path / LAYOUTS_FILE
    add(own(dt.date(2022, 1, 1)), path)
    item = path.read_text(encoding="utf-8").split("layouts:\n")[1]
    hand = "# 院办手写\nlayouts: # 在下面\n\n" + "".join(margin + line[2:] + "\n" for line in item.splitlines())
    path.write_text(hand + "# 末尾的话\n", encoding="utf-8")
    add(own(dt.date(2023, 1, 1)), path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(hand + "# 末尾的话")
    assert [each.code for each in layouts(path) if each.institutions] == ["yunxi-20220101", "yunxi-20230101"]


def test_the_same_day_twice_and_a_file_of_another_form_are_refused_and_nothing_changes(tmp_path):
    path = tmp_path / LAYOUTS_FILE
    add(own(dt.date(2022, 1, 1)), path)
    before = path.read_bytes()
    with pytest.raises(InputError, match="已经有了"):
        add(own(dt.date(2022, 1, 1)), path)
    assert path.read_bytes() == before
    path.write_text("layouts: []\n", encoding="utf-8")
    with pytest.raises(InputError):
        add(own(dt.date(2023, 1, 1)), path)
    assert path.read_text(encoding="utf-8") == "layouts: []\n"
    assert [each.name for each in tmp_path.iterdir()] == [LAYOUTS_FILE]


def test_two_at_once_do_not_lose_one(tmp_path):
    path = tmp_path / LAYOUTS_FILE
    (tmp_path / f".{LAYOUTS_FILE}.part").touch()
    with pytest.raises(InputError, match="别人正在添加"):
        add(own(dt.date(2022, 1, 1)), path)
    assert not path.exists()


def test_who_comes_next_is_not_put_out_by_the_one_before(tmp_path, monkeypatch):
    path, part = tmp_path / LAYOUTS_FILE, tmp_path / f".{LAYOUTS_FILE}.part"
    replace = os.replace

    def and_next(*names):
        replace(*names)
        part.touch()

    monkeypatch.setattr(os, "replace", and_next)
    add(own(dt.date(2022, 1, 1)), path)
    assert part.exists()
    with pytest.raises(InputError, match="别人正在添加"):  # though this day is taken: that is asked when alone
        add(own(dt.date(2022, 1, 1)), path)


@pytest.fixture
def page(client, person, hospital, workspace):
    yield client
    (workspace / LAYOUTS_FILE).unlink(missing_ok=True)


def fill(client, **changed):
    """What a person sends who changes only this."""
    form = client.get(reverse("report-layouts") + "?institution=yunxi").context["form"]
    data = {name: form.initial.get(name, "") for name in form.fields} | {"institution": "yunxi"} | changed
    return client.post(reverse("report-layouts"), {name: value for name, value in data.items() if value is not False})


@pytest.mark.django_db
def test_an_administrator_changes_the_layout_from_a_day_on(page, person):
    page.force_login(person("administrator"))
    today = timezone.localdate()
    answer = fill(page, valid_from=f"{today}", number_1="第一部分　", place="centre")
    assert answer.status_code == 302
    place = Institution.objects.get(code="yunxi")
    assert style_of(place, today - dt.timedelta(days=1)).code == "gb9704"
    now = style_of(place, today)
    assert (now.numbering[0], now.signature.place, now.lines) == ("第一部分　", "centre", 22)
    sample = page.get(reverse("report-layout-sample", args=[now.code]) + "?institution=yunxi")
    words = [each.text for each in docx.Document(io.BytesIO(b"".join(sample.streaming_content))).paragraphs]
    assert "第一部分　一级标题" in words
    assert not any("数据版本" in each for each in words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lines": "30"}, "每页是 22 行，不是 30 行"),
        ({"margin_left": "2"}, "左边距不到"),
        ({"valid_from": "明天"}, "不是日期"),
        ({"valid_from": "2023-01-01"}, "不能早于今天"),
        ({"fonts_table": "、，"}, "请写出至少一种字体"),
        ({"size_body": "40"}, "字会被切掉：正文"),
    ],
)
def test_what_cannot_be_printed_is_not_saved_and_stays_in_the_form(page, person, workspace, changed, said):
    page.force_login(person("administrator"))
    answer = fill(page, **changed)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert all(value in answer.content.decode() for value in changed.values())
    assert not (workspace / LAYOUTS_FILE).exists()


@pytest.mark.django_db
def test_a_layout_written_by_hand_may_have_any_code(page, person, workspace):
    page.force_login(person("administrator"))
    mine = own(dt.date(2022, 1, 1)).model_copy(update={"code": "云溪/旧.1"})
    add(mine, workspace / LAYOUTS_FILE)
    address = reverse("report-layout-sample", args=[mine.code])
    assert address in page.get(reverse("report-layouts") + "?institution=yunxi").content.decode()
    assert page.get(address + "?institution=yunxi").status_code == 200


@pytest.mark.django_db
def test_who_writes_reports_sees_layouts_and_only_the_administrator_adds_one(page, person, workspace):
    page.force_login(person("office"))
    assert "由本单位系统管理员添加" in page.get(reverse("report-layouts")).content.decode()
    assert page.post(reverse("report-layouts"), {"institution": "yunxi"}).status_code == 403
    page.force_login(person("viewer"))
    assert page.get(reverse("report-layouts")).status_code == 403
    assert page.get(reverse("report-layout-sample", args=["gb9704"])).status_code == 403
    assert not (workspace / LAYOUTS_FILE).exists()
