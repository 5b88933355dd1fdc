"""A ledger with a `branch`: its secretary sees and edits the rows of that branch on the general pages, nothing else."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from linghang.core.errors import InputError
from linghang.organization.models import Assignment, PartyOrganization, PartyOrganizationForm
from linghang.packs.load import load_packs
from linghang.registers import content
from linghang.registers.kept import save_row
from linghang.registers.kept.store import entry_reader
from linghang.registers.models import KeptRow

pytestmark = pytest.mark.django_db

PACK = """
pack: branches
title: 支部台账
version: "1"
source: 测试
"""
BOOK = """
registers:
  - code: lesson
    title: 党课
    kind: kept
    grain: 每次党课一行
    key: [day, organization]
    date: day
    branch: organization
    fields:
      - {code: day, title: 日期, type: date, required: true}
      - {code: organization, title: 党组织, type: text, required: true}
      - {code: topic, title: 题目, type: text}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("branches")
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    (folder / "registers.yaml").write_text(BOOK, encoding="utf-8")
    return load_packs([folder])


@pytest.fixture
def branches(hospital):
    found = []
    for code, name in (("b1", "第一党支部"), ("b2", "第二党支部")):
        found.append(PartyOrganization.objects.create(institution=hospital, code=code))
        PartyOrganizationForm.objects.create(organization=found[-1], name=name, kind="branch")
    return found


@pytest.fixture
def secretary(hospital, branches):
    user = get_user_model().objects.create_user("secretary")
    Assignment.objects.create(user=user, institution=hospital, role="secretary", party_organization=branches[0])
    return user


@pytest.fixture
def write(library, hospital, branches):
    def store(day, organization, topic):
        lesson = library.register("lesson")
        entry = entry_reader(lesson, library, hospital).read({"day": day, "organization": organization, "topic": topic})
        if entry.faults:
            raise InputError(entry.faults)
        return save_row(lesson, hospital, entry.values, actor=None)

    return store


def url(name, *more):
    return reverse(name, args=["lesson", *more])


def test_the_list_shows_the_rows_of_his_branch_only(client, secretary, write):
    write("2026-03-05", "第一党支部", "自家的课")
    write("2026-03-06", "b2", "别家的课")
    client.force_login(secretary)
    for address in (url("register"), url("register-export", "csv"), url("register") + "?f_organization=b2"):
        assert "别家的课" not in client.get(address).content.decode()
    page = client.get(url("register")).content.decode()
    assert "自家的课" in page
    assert "第一党支部" in page
    assert "1 条" in page
    assert KeptRow.objects.filter(data__organization="b1").exists()  # the name was stored as the code


def test_a_row_of_another_branch_can_be_neither_opened_nor_changed(client, secretary, write):
    row = write("2026-03-06", "b2", "别家的课")
    client.force_login(secretary)
    for name in ("register-row", "register-history"):
        assert client.get(url(name, row.row)).status_code == 403
    for name in ("register-row", "register-remove", "register-restore"):
        assert client.post(url(name, row.row), {"_opened": row.pk}).status_code == 403
    assert KeptRow.objects.get().ended is None


def test_he_edits_his_own_and_cannot_hand_a_row_to_another_branch(client, secretary, write):
    row = write("2026-03-05", "b1", "旧题目")
    client.force_login(secretary)
    sent = {"_opened": row.pk, "day": "2026-03-05", "organization": "b1", "topic": "新题目"}
    assert client.post(url("register-row", row.row), sent).status_code == 302
    standing = KeptRow.objects.get(ended=None)
    assert standing.data["topic"] == "新题目"
    sent |= {"_opened": standing.pk, "organization": "b2"}
    assert client.post(url("register-row", row.row), sent).status_code == 403
    assert KeptRow.objects.get(ended=None).data["organization"] == "b1"


def test_the_form_offers_him_his_branch_only(client, secretary):
    client.force_login(secretary)
    page = client.get(url("register-new")).content.decode()
    assert "第一党支部" in page
    assert "第二党支部" not in page


def test_a_party_organization_that_does_not_exist_is_refused(write):
    with pytest.raises(InputError):
        write("2026-03-05", "第九党支部", "课")


def test_a_ledger_that_names_no_branch_is_closed_to_a_secretary(client, secretary, library, monkeypatch):
    bare = library.register("lesson").model_copy(update={"branch": None})
    entry = next(each for each in library.entries if each.item.code == "lesson")
    from dataclasses import replace

    closed = replace(library, entries=(replace(entry, item=bare),))
    monkeypatch.setattr(content, "library", lambda: closed)
    client.force_login(secretary)
    assert client.get(url("register")).status_code == 403


def test_a_loaded_ledger_may_name_no_branch(tmp_path):
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "registers.yaml").write_text(BOOK.replace("kind: kept", "kind: loaded"), encoding="utf-8")
    with pytest.raises(InputError, match="branch 只用于 kept"):
        load_packs([tmp_path])
