"""The minutes say what happened, and the paper has 22 lines of 28 characters."""

import datetime as dt
import os
import shutil
import subprocess
import zipfile

import docx
import pypdfium2
import pytest
from tests.decisions.conftest import at
from tests.reports.samples import FULL_LINE

from linghang.core.errors import InputError
from linghang.decisions import items, meetings, minutes, minutes_paper, resolutions
from linghang.reports.layout import layout

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture
def issued(carried):
    actor, people = carried.office, carried.people
    resolutions.resolve(carried.meeting.items.get(kind="first_topic"), "information", "传达学习会议精神。", actor=actor)
    meetings.recuse(carried.item, people["106"], "本人亲属参与", actor=actor)
    resolutions.resolve(carried.item, "decision", "同意党建工作要点。\n由党办组织实施。", actor=actor)
    meetings.close(carried.meeting, actor=actor, at=at("2023-05-17T17:20"))
    meetings.issue(carried.meeting, actor=actor, on=dt.date(2023, 5, 19))
    return carried


def test_what_the_minutes_say(issued):
    paper = minutes.document(issued.meeting)
    assert (paper.title, paper.number) == ("党委会会议纪要", "党委会纪要〔2023〕1号")
    assert dict(paper.facts)["时间"] == "2023年5月17日15:00—17:20"
    assert dict(paper.facts)["出席"] == "人101、人102、人103、人104、人105、人106"
    assert dict(paper.facts)["请假"] == "人107"
    assert paper.opening.startswith("2023年5月17日，人101主持召开2023年第1次党委会，应到7人，实到6人")
    first, second = paper.items
    assert first.paragraphs == ("传达学习会议精神。",)
    assert second.paragraphs == (
        "回避：人106（本人亲属参与）。",
        "会议决定：同意党建工作要点。",
        "由党办组织实施。",
        "表决：赞成4票，反对1票，弃权0票，通过。",
    )


def test_what_was_not_reached_stands_at_the_end(opened):
    item = items.submit(opened.institution, actor=opened.office, matter="ideology", title="统战工作")
    assert item.meeting is None
    meetings.close(opened.meeting, actor=opened.office)
    opened.meeting.refresh_from_db()
    assert minutes.document(opened.meeting).closing == "未议及的议题：第一议题；党建工作要点。"


def test_there_are_no_minutes_before_the_meeting(planned):
    with pytest.raises(InputError, match="会议筹备，不能生成纪要"):
        minutes.document(planned.meeting)


def test_the_word_file(issued):
    file = docx.Document(minutes.docx(issued.meeting))
    texts = [paragraph.text for paragraph in file.paragraphs]
    assert texts[:3] == ["示范市人民医院", "党委会会议纪要", "党委会纪要〔2023〕1号"]
    assert "二、党建工作要点" in texts
    assert texts[-1] == "示范市人民医院办公室　　2023年5月19日印发"
    assert texts[-2].startswith("分送：人101、人102")
    with zipfile.ZipFile(minutes.docx(issued.meeting)) as package:
        assert 'w:color="FF0000"' in package.read("word/document.xml").decode()


def test_minutes_that_are_not_issued_say_so_and_have_no_imprint(opened):
    texts = [paragraph.text for paragraph in docx.Document(minutes.docx(opened.meeting)).paragraphs]
    assert texts[2] == "（未印发）"
    assert not any("印发" in text for text in texts[3:])


@pytest.mark.skipif(
    OFFICE is None and os.environ.get("LINGHANG_REQUIRE_BROWSER") != "1", reason="LibreOffice 不在这台机器上"
)
def test_a_full_page_has_22_lines_of_28_characters(tmp_path):
    paper = minutes_paper.Minutes(
        institution="示范市人民医院",
        title="党委会会议纪要",
        number="党委会纪要〔2023〕1号",
        facts=(("时间", "2023年5月17日15:00"), ("出席", "赵一、钱二")),
        opening="会议议定事项如下。",
        items=(minutes_paper.ItemMinutes("年度工作要点", (FULL_LINE * 60,)),),
        closing="",
        distribution="赵一、钱二",
        printed_by="示范市人民医院办公室",
        issued_on=dt.date(2023, 5, 19),
    )
    minutes_paper.write(paper, tmp_path / "minutes.docx", layout("gb9704"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "minutes.docx")], check=True, timeout=300, capture_output=True)
    pages = pypdfium2.PdfDocument(tmp_path / "minutes.pdf")
    *text, number = pages[1].get_textpage().get_text_range().splitlines()
    assert [len(line) for line in text] == [28] * 22
    assert number == "— 2 —"
    first = pages[0].get_textpage().get_text_range().replace(" ", "").splitlines()
    assert first[:3] == ["示范市人民医院", "党委会会议纪要", "党委会纪要〔2023〕1号"]
