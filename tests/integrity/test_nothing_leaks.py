"""After a full day at the discipline desk nothing of it is anywhere else: not on the disk, not in a log, on no page."""

import logging
import re
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import NoReverseMatch, reverse
from integrity_house import MARK, ROLES

from linghang.core.errors import InputError
from linghang.core.workspace import Workspace
from linghang.integrity import keyring, vault
from linghang.integrity.models import Deed, SealedRow
from linghang.organization.models import Institution
from linghang.registers import content, loading
from linghang.registers.kept import rows_table, save_row

pytestmark = pytest.mark.django_db
BOOK = "discipline_clue"
TITLES = ("问题线索", "违规处理", "纪检表单", "插手干预重大事项记录", "领导干部亲属从业")


def url(name, *more):
    return reverse(f"discipline-{name}", args=[BOOK, *more])


def version():
    return SealedRow.objects.filter(ended_at=None).latest("created_at").version


def a_day_at_the_desk(client, clue, row):
    """Everything that the officer can do, right and wrong, with the mark in every text."""
    head = f"线索编号,受理日期,来源,反映的主要问题,{MARK}列"
    good, bad = f"XS-2,2026-03-05,来信,{MARK}", f"XS-3,{MARK},来信,{MARK}"
    client.get(reverse("discipline"))
    client.get(url("ledger"))
    client.post(url("ledger"), {"q": MARK})
    client.post(url("new"), clue)  # stands already
    client.post(url("new"), clue | {"received_on": MARK, "clue_no": MARK * 30})
    client.get(url("row", row))
    client.post(url("row", row), clue | {"_opened": version(), "result": MARK, "decided_on": "2026-03-01"})
    client.post(url("row", row), clue | {"_opened": version(), "result": MARK, "handling": "谈话函询"})
    client.post(url("row", row), clue | {"_opened": MARK})
    client.get(url("history", row))
    for rows in ([head, good], [head, bad], [MARK]):
        file = SimpleUploadedFile(f"{MARK}.csv", "\n".join(rows).encode("utf-8-sig"))
        client.post(url("import"), {"institution": "h1", "file": file})
    large = SimpleUploadedFile(f"{MARK}.csv", (MARK * 300_000).encode())
    client.post(url("import"), {"institution": "h1", "file": large})
    client.get(reverse("discipline-used"))
    client.get(url("template"))
    client.post(url("remove", row), {"_opened": MARK})
    client.post(url("remove", row), {"_opened": SealedRow.objects.get(row=row, ended_at=None).version})
    client.post(url("restore", row))


@pytest.fixture
def on_disk(tmp_path, monkeypatch):
    """Every byte below the workspace and in the folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

    def read():
        roots = (Workspace.from_environment().root, folder, tmp_path)
        return b"".join(path.read_bytes() for root in roots for path in root.rglob("*") if path.is_file())

    return read


def database():
    return connection.connection.serialize()


def assert_absent(where, haystack):
    for word in (MARK, "XS-2026-001", "反映的问题"):
        for encoded in (word.encode(), word.encode("utf-16-le"), ascii(word)[1:-1].encode()):
            assert encoded not in haystack, f"{word} stands in {where}"


def test_not_in_the_database_on_the_disk_or_in_a_log(client, entered, clue, on_disk, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    a_day_at_the_desk(client, clue, entered)
    assert SealedRow.objects.count() >= 4
    assert_absent("the database", database())
    assert_absent("a file", on_disk())
    assert_absent("a log", caplog.text.encode())
    assert_absent("the output", "".join(capfd.readouterr()).encode())


def test_the_search_would_find_the_mark_where_it_is(hospital, tmp_path, on_disk):
    """The test above can fail: what another table or file holds is found."""
    Institution.objects.filter(pk=hospital.pk).update(short_name=MARK)
    with pytest.raises(AssertionError):
        assert_absent("the database", database())
    (tmp_path / "temporary" / "x").write_text(MARK)
    with pytest.raises(AssertionError):
        assert_absent("a file", on_disk())


@pytest.mark.parametrize("trouble", ["broken content", "missing key", "broken code"])
def test_not_in_a_log_or_on_a_page_when_something_fails(client, entered, clue, caplog, monkeypatch, key_file, trouble):
    caplog.set_level(logging.DEBUG)
    if trouble == "broken content":
        SealedRow.objects.update(content=b"\x01" + b"x" * 300)
    elif trouble == "missing key":
        key_file.unlink()
    else:
        monkeypatch.setattr(vault, "_open", lambda *_: {}[MARK])
    answers = [client.get(url("ledger")), client.get(url("row", entered)), client.post(url("ledger"), {"q": MARK})]
    for answer in answers:
        assert answer.status_code in (400, 500)
        assert MARK not in answer.content.decode()
    assert MARK not in caplog.text
    assert "KeyError" in caplog.text or trouble != "broken code"


PAGES = (
    *(
        "home",
        "institutions",
        "registers",
        "desk",
        "desk-upload",
        "indicators",
        "quality",
        "audit",
        "accounts",
        "reports",
    ),
    *("tasks", "my-desk", "meetings", "programmes", "organization", "organization-search", "notices", "party"),
    *("procedures", "duties", "members", "integrity", "tokens", "wall-home"),
)
"""Where things of all subjects come together: lists, counts, choices, what changed last."""


def addresses(*more):
    """The addresses of PAGES that exist, and those of the API that need no more words."""
    for name in PAGES:
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue
    yield from ("/api/openapi.json", "/api/indicators", "/api/institutions", "/api/tasks", *more)


@pytest.mark.parametrize("role", ["administrator", "office", "leader", "department_head", "secretary"])
def test_on_no_page_of_anybody_else(client, person, entered, role):
    client.force_login(person(role))
    searches = ("/organization/search/?q=反映", f"/audit/?q={BOOK}", f"/data/?register={BOOK}", "/institutions/h1/")
    asked = list(addresses(*searches))
    assert len(asked) > 20
    for address in asked:
        page = b"".join(client.get(address)).decode(errors="replace")
        assert MARK not in page, address
        assert "XS-2026-001" not in page, address
        assert not any(title in page for title in TITLES), address


def _said(answer):
    """A page without the token of its forms, which is new every time."""
    return re.sub(r'"\w{64}"', "", answer.content.decode())


@pytest.mark.parametrize("role", [role for role in ROLES if role != "discipline"])
def test_to_everybody_else_the_desk_does_not_exist(client, person, entered, role):
    """The same answer for what is there, what is not there, and a ledger that never was."""
    client.force_login(person(role))
    absent = client.get("/integrity/no-such-page/")
    reads = [reverse("discipline"), reverse("discipline-used"), url("ledger"), url("new"), url("template")]
    reads += [url("import"), url("row", entered), url("history", entered)]
    reads += [reverse("discipline-ledger", args=["no_such_ledger"])]
    for address in reads:
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert _said(answer) == _said(absent), address
    for address in (url("ledger"), url("new"), url("import"), *(url(x, entered) for x in ("row", "remove", "restore"))):
        assert client.post(address, {"_opened": version()}).status_code == 404, address
    assert SealedRow.objects.get().ended_at is None
    assert not Deed.objects.exclude(kind="enter").exists()


@pytest.mark.parametrize("role", ROLES)
def test_the_general_pages_of_ledgers_know_no_such_ledger(client, person, entered, role):
    """Not even for the officer: there they would be listed, exported and imported in clear."""
    client.force_login(person(role, name="again"))
    uploads = Workspace.from_environment().uploads
    before = {path for path in uploads.rglob("*") if path.is_file()}
    for name, more in (
        ("register", ()),
        ("register-new", ()),
        ("register-template", ()),
        ("register-import", ()),
        ("register-export", ("csv",)),
        ("register-row", (entered,)),
        ("register-history", (entered,)),
    ):
        assert client.get(reverse(name, args=[BOOK, *more])).status_code == 404, name
    sent = {"register": BOOK, "institution": "h1", "file": SimpleUploadedFile("a.csv", MARK.encode())}
    assert client.post(reverse("desk-upload"), sent).status_code in (400, 403)
    assert {path for path in uploads.rglob("*") if path.is_file()} == before


def test_the_audit_page_says_nothing_of_it(client, person, entered):
    client.force_login(person("administrator"))
    page = client.get(reverse("audit")).content.decode()
    assert str(entered) not in page
    assert BOOK not in page


def test_nothing_reads_or_writes_it_in_clear(hospital, officer, tmp_path):
    register = content.library().register(BOOK)
    file = tmp_path / "a.csv"
    file.write_text("线索编号\nXS-1\n", encoding="utf-8")
    for attempt in (
        lambda: save_row(register, hospital, {}, actor=officer),
        lambda: rows_table(register),
        lambda: loading.load(file, BOOK, "h1"),
        lambda: loading.load(file, BOOK, "h1", dry_run=True),
    ):
        with pytest.raises(InputError, match="纪检工作台"):
            attempt()


def test_pages_of_the_desk_stay_in_no_cache(client, entered):
    for address in (reverse("discipline"), url("ledger"), url("row", entered), url("history", entered)):
        assert "no-store" in client.get(address).headers["Cache-Control"]


def test_forms_of_the_desk_leave_no_draft_in_the_browser(client, entered):
    page = client.get(url("row", entered)).content.decode()
    assert "data-draft" not in page


def test_the_key_file_is_not_in_the_workspace(entered, key_file):
    assert keyring.place() == key_file
    assert not key_file.is_relative_to(Workspace.from_environment().root)
