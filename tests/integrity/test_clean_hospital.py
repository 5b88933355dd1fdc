"""The whole way of a province's clean-hospital standard: the empty sheet, filled, imported, seen and rated."""

import io
import re
import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linghang.assessment.standards import BOOK
from linghang.core.workbook import write_workbook
from linghang.core.workspace import Workspace
from linghang.registers import content

pytestmark = pytest.mark.django_db
CODE = "clean_hospital"
SHARES = {"A得几成": 1, "B得几成": "0.8", "C得几成": "0.5", "D得几成": 0}
ABOUT = {"名称": "某省清廉医院建设标准", "版本": "2024版", "依据": "某卫发〔2024〕演示1号", "施行日期": "2024-01-01"}


@pytest.fixture
def office(client, person, hospital, tmp_path, monkeypatch):
    content.library()
    shared = Workspace.from_environment().parsed_packs  # so that the shipped packs are not parsed again
    monkeypatch.setenv("LINGHANG_WORKSPACE", str(tmp_path))
    shutil.copy(shared, Workspace.from_environment().parsed_packs)
    client.force_login(person("office"))
    return client


def sheet(*items):
    stream = io.BytesIO()
    lines = [{"一级": first, "考核点": point, "分值": weight, **SHARES} for first, point, weight in items]
    about = [{"内容": name, "填写": said} for name, said in ABOUT.items()]
    write_workbook(stream, BOOK, {"项目": lines, "说明": about, "等级": []})
    return SimpleUploadedFile("本省标准.xlsx", stream.getvalue())


def test_from_the_link_to_a_rating(office):
    overview = reverse("integrity") + "?year=2026"
    page = office.get(overview).content.decode()
    assert "还没有导入本省的标准" in page
    assert reverse("assessment-standards") in page
    assert office.get(reverse("assessment-standard-template", args=[CODE])).status_code == 200
    wrong = {"standard": CODE, "file": sheet(("党风清正", "责任书签订", "很多"))}
    refused = office.post(reverse("assessment-standards"), wrong)
    assert refused.status_code == 400
    assert "本省标准.xlsx" in refused.content.decode()
    right = {"standard": CODE, "file": sheet(("党风清正", "责任书签订", 60), ("医风清新", "九项准则培训", 40))}
    assert office.post(reverse("assessment-standards"), right).status_code == 302
    page = office.get(overview).content.decode()
    said = re.search(r"<h2>清廉医院建设标准</h2></div>\s*<p>(.*?)<a", page, re.DOTALL)[1]
    assert said == "某省清廉医院建设标准（2024版，2024-01-01 起施行），2 项。"
    link = re.search(r'<a href="([^"]+)">自评和佐证</a>', page)
    found = office.get(link[1].replace("&amp;", "&"), follow=True)
    assert found.status_code == 200
    assert "九项准则培训" in found.content.decode()


def test_who_does_not_assess_everything_is_told_whom_to_ask(office, neighbour):
    page = office.get(reverse("integrity") + "?year=2026").content.decode()
    assert reverse("assessment-standards") not in page
    assert "请有全系统考核权限的人" in page
