"""The whole matrix of role × object × action, through the real addresses, against the table written by hand."""

import datetime as dt
import io
import re
import zipfile
from collections import defaultdict
from types import SimpleNamespace

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from privacy_table import TABLE

from linghang.integrity import vault
from linghang.integrity.models import SealedRow
from linghang.membership.models import Candidate, DuesBase, Election, Member, Membership
from linghang.organization.models import Institution, PartyOrganization, Person
from linghang.procedures import store
from linghang.registers import content
from linghang.registers.kept import save_row
from linghang.registers.kept.store import entry_reader
from linghang.registers.models import KeptRow

pytestmark = pytest.mark.django_db

HEADER, *LINES = [line.split() for line in TABLE.strip().splitlines()]
PERSONS = HEADER[2:]
NAME, MASKED, NUMBER, MASKED_NUMBER = "欧阳某甲", "欧**", "Z843", "***"
FIELDS = {"contact": "138-7766", "identity": "9513"}
REGISTERS = {
    "letters": "responsibility_letter",
    "risk_points": "integrity_risk",
    "ethics": "ethics_appraisal",
    "activity": "party_activity",
    "attendance": "party_attendance",
}
SEALED = {"clue": "discipline_clue", "violation": "discipline_record"}
ROWS = {
    "letters": {
        "kind": "党风廉政建设责任书",
        "signer_kind": "科室负责人",
        "unit": "内科某乙",
        "department": "A01",
        "issued_on": "2026-01-15",
    },
    "risk_points": {
        "point_no": "F某乙",
        "rated_on": "2026-01-15",
        "department": "A01",
        "power_kind": "采购招标",
        "power": "选型",
        "risk": "泄露标底",
        "level": "低",
        "owner": "科主任",
        "supervisor": "科室",
    },
    "ethics": {"year": "2026", "appraised_on": "2026-11-01", "person_no": "某乙", "department": "A01", "score": "95"},
    "activity": {"activity_no": "H某乙", "kind": "党课", "held_on": "2026-01-15", "topic": "讲课", "branch": "b1"},
    "attendance": {"activity_no": "H某乙", "person": NUMBER, "kind": "党课", "held_on": "2026-01-15", "branch": "b1"},
    "clue": {"clue_no": "XS某乙", "received_on": "2026-03-05", "source": "来信", "content": "问题"},
    "violation": {
        "record_no": "CL某乙",
        "decided_on": "2026-03-05",
        "person": "某",
        "facts": "事实",
        "decision": "处理",
    },
}
TELLING = dict.fromkeys([*REGISTERS, *SEALED], "某乙") | {
    "duty_matrix": "第一党支部",
    "branch": "第一党支部",
    "development": NUMBER,
    "roll": "第一党支部",
    "ballots": "换届选举",
}


@pytest.fixture
def persons(person, hospital, neighbour):
    whole = ("quality", "leader", "viewer", "office", "discipline")
    found = {role: person(role) for role in whole}
    found |= {"admin": person("administrator"), "comm": person("commission"), "disc": found["discipline"]}
    found |= {"head": person("department_head"), "head2": person("department_head", department="A02")}
    found |= {"sec": person("secretary"), "sec2": person("secretary", branch="b2")}
    found |= {"out": person("office", institution=neighbour), "disc2": person("discipline", institution=neighbour)}
    found["self"] = get_user_model().objects.create_user("self")
    Person.objects.create(code=NUMBER, name=NAME, institution=hospital, user=found["self"])
    return found


@pytest.fixture
def things(persons, hospital):
    """One of each object, of 第一党支部 and 内科; by name the row id, or the case."""
    library, made = content.library(), {}
    for name, cells in ROWS.items():
        register = library.register((REGISTERS | SEALED)[name])
        entry = entry_reader(register, library, hospital).read(cells)
        assert not entry.faults, entry.faults
        if name in SEALED:
            [made[name]] = vault.enter(register, hospital, [entry.values], actor=persons["disc"])
        else:
            made[name] = save_row(register, hospital, entry.values, actor=persons["office"]).row
    made["development"] = store.open_case(
        "member_development",
        Person.objects.get(code=NUMBER),
        hospital,
        on=dt.date(2026, 1, 15),
        actor=persons["office"],
        branch=PartyOrganization.objects.get(code="b1"),
    )
    made["member"] = Person.objects.get(code=NUMBER)
    branch = PartyOrganization.objects.get(code="b1")
    Member.objects.create(person=made["member"], contact=FIELDS["contact"], identity_hint=FIELDS["identity"])
    Membership.objects.create(person=made["member"], organization=branch, status="full", valid_from=dt.date(2020, 1, 1))
    DuesBase.objects.create(person=made["member"], base=5000, valid_from=dt.date(2020, 1, 1))
    made["election"] = Election.objects.create(organization=branch, on=dt.date(2026, 3, 1), title="换届选举", seats=1)
    Candidate.objects.create(election=made["election"], person=made["member"])
    return SimpleNamespace(**made)


def ask(client, thing, action, things):
    """The answer to one action with one object."""
    if thing in REGISTERS:
        return _register(client, thing, action, getattr(things, thing))
    if thing in SEALED:
        return _sealed(client, thing, action, getattr(things, thing))
    match thing, action:
        case "duty_matrix", "list":
            return client.get(reverse("duties"), {"institution": "h1", "year": 2026})
        case "duty_matrix", "open":
            sent = {"institution": "h1", "year": 2026, "row": "b1", "duty": "branch_lesson"}
            return client.get(reverse("duties-cell"), sent)
        case "duty_matrix", "export":
            return client.get(reverse("duties-export"), {"institution": "h1", "year": 2026})
        case "duty_matrix", "API":
            return client.get("/api/duties/h1/matrix", {"year": 2026})
        case "development", "list":
            return client.get(reverse("procedure-board", args=["h1", "member_development"]))
        case "development", "open":
            return client.get(reverse("case", args=["h1", "member_development", things.development.number]))
        case "development", "API":
            return client.get(f"/api/procedures/h1/member_development/{things.development.number}")
        case "development", "dossier":
            address = reverse("case-dossier", args=["h1", "member_development", things.development.number])
            return client.post(address, {"reason": "核对"})
        case "development", "export":
            return client.post(reverse("cases-export", args=["h1", "member_development"]), {"reason": "核对"})
        case "development", "edit":
            address = reverse("case-act", args=["h1", "member_development", things.development.number, "apply"])
            return client.post(address)
        case "roll", "list":
            return client.get(reverse("members"))
        case "roll", "open":
            return client.get(reverse("members-branch", args=["b1"]))
        case "roll", "reveal":
            return _revealed(client, reverse("members-branch", args=["b1"]))
        case "roll", "export":
            return client.get(reverse("members-export"), {"institution": "h1", "reason": "核对"})
        case "file", "open":
            return client.get(reverse("members-person", args=[things.member.pk]))
        case "file", "contact" | "identity":
            return _revealed(client, reverse("members-person", args=[things.member.pk]))
        case "dues", "list":
            return client.get(reverse("members-dues", args=["b1"]))
        case "dues", "export":
            return client.get(reverse("members-dues-export", args=["b1"]), {"reason": "核对"})
        case "dues", "edit":
            return client.post(reverse("members-dues", args=["b1"]))
        case "ballots", "list":
            return client.get(reverse("members-elections", args=["b1"]))
        case "ballots", "open":
            return client.get(reverse("members-election", args=[things.election.pk]))
        case "ballots", "edit":
            return client.post(reverse("members-election-count", args=[things.election.pk]))
        case "branch", "open":
            return client.get(reverse("party-branch", args=["b1"]))
        case "branch", "API":
            return client.get("/api/party/branches/b1")
    raise AssertionError(f"the table asks for {thing} {action}, which nothing here does")


def _revealed(client, address):
    """The page after its names were asked for with a reason; of oneself there is nothing to ask for."""
    sent = {"reason": "核对名册", "next": address}
    answer = client.post(reverse("members-reveal", args=["h1"]) + "?branch=b1", sent)
    own = client.get(reverse("members-mine"))
    if answer.status_code == 403 and own.status_code == 302 and own.headers["Location"] == address:
        return client.get(address)
    return client.get(address) if answer.status_code == 302 else answer


def _register(client, thing, action, row):
    code = REGISTERS[thing]
    match action:
        case "list":
            return client.get(reverse("register", args=[code]))
        case "API":
            return client.get("/api/integrity/h1/2026")
        case "overview":
            return client.get(reverse("integrity") + "?year=2026")
        case "open":
            return client.get(reverse("register-row", args=[code, row]))
        case "history":
            return client.get(reverse("register-history", args=[code, row]))
        case "export":
            return client.get(reverse("register-export", args=[code, "xlsx"]))
        case "edit":
            opened = KeptRow.objects.get(row=row, ended=None).pk
            return client.post(reverse("register-row", args=[code, row]), ROWS[thing] | {"_opened": opened})
    raise AssertionError(action)


def _sealed(client, thing, action, row):
    code = SEALED[thing]
    match action:
        case "list":
            return client.get(reverse("discipline-ledger", args=[code]))
        case "open":
            return client.get(reverse("discipline-row", args=[code, row]))
        case "history":
            return client.get(reverse("discipline-history", args=[code, row]))
        case "export":
            return client.get(reverse("register-export", args=[code, "csv"]))
        case "import":
            return client.get(reverse("discipline-import", args=[code]))
        case "edit":
            opened = SealedRow.objects.get(row=row, ended_at=None).version
            return client.post(reverse("discipline-row", args=[code, row]), ROWS[thing] | {"_opened": opened})
    raise AssertionError(action)


def seen(answer, thing, action):
    """What the answer is, in the letters of the table."""
    if answer.status_code in (403, 404):
        return "-" if answer.status_code == 403 else "?"
    if action in ("edit", "import"):
        assert answer.status_code in (200, 302, 400, 409), answer.status_code  # let in, and told what is missing
        return "y"
    assert answer.status_code == 200, answer.status_code
    text = _text(answer)
    if thing in ("file", "roll", "dues", "ballots") and action in FIELDS:
        return "y" if FIELDS[action] in text else "m" if MASKED_NUMBER in text else "0"
    named = {("roll", "open"), ("roll", "reveal"), ("roll", "export"), ("file", "open"), ("ballots", "open")}
    if thing == "dues" or (thing, action) in named:
        return "y" if NAME in text else "m" if MASKED in text else "0"
    if thing == "development" and action != "export":
        full, masked = (NUMBER, MASKED_NUMBER) if action == "API" else (NAME, MASKED)
        return "y" if full in text else "m" if masked in text else "0"
    return "y" if TELLING[thing] in text else "0"


def _text(answer):
    """The words of a page, without the boxes in which one chooses; of a workbook, of JSON."""
    content_of = b"".join(answer)
    if content_of.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content_of)) as package:
            if "word/document.xml" in package.namelist():
                return package.read("word/document.xml").decode()
        book = openpyxl.load_workbook(io.BytesIO(content_of))
        return " ".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None)
    text = content_of.decode()
    if "json" in answer.headers.get("Content-Type", ""):
        return text.encode().decode("unicode_escape") if "\\u" in text else text
    return re.sub(r"<(select|option|datalist)\b.*?</\1>", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("thing", dict.fromkeys(line[0] for line in LINES))
def test_everybody_gets_what_the_table_says(persons, things, thing):
    different, clients = defaultdict(list), {who: Client() for who in PERSONS}
    for who, client in clients.items():
        client.force_login(persons[who])
    for _, action, *cells in (line for line in LINES if line[0] == thing):
        assert len(cells) == len(PERSONS), f"{thing} {action}"
        for who, expected in zip(PERSONS, cells, strict=True):
            got = seen(ask(clients[who], thing, action, things), thing, action)
            if got != expected:
                different[action].append(f"{who}: table {expected}, house {got}")
    assert not different, "\n".join(f"{thing} {action}: {told}" for action, told in different.items())


def test_a_stranger_is_led_to_the_door(things):
    for thing, action, *_ in LINES:
        answer = ask(Client(), thing, action, things)
        assert answer.status_code == (401 if action == "API" else 302), f"{thing} {action}"


def test_the_table_asks_for_every_object_that_has_a_cell_of_its_own(things):
    assert {line[0] for line in LINES} >= {*REGISTERS, *SEALED, "duty_matrix", "development", "branch"}


def test_nobody_may_do_what_the_table_refuses_by_naming_another_place(persons, things, neighbour):
    """Whoever is of another house gets no further by writing this house, or its own, into the address."""
    for who in ("out", "disc2"):
        client = Client()
        client.force_login(persons[who])
        for thing, code in REGISTERS.items():
            for place in ("h1", "h2", "nowhere"):
                answer = client.get(reverse("register", args=[code]), {"institution": place})
                assert TELLING[thing] not in _text(answer), f"{who} {thing} {place}"
    assert Institution.objects.count() == 2
