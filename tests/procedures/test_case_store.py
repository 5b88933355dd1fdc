"""Writing cases: one event at a time, all of it or nothing, never changed afterwards."""

import pytest
from django.db import DatabaseError, connection, transaction
from tests.procedures.conftest import D

from linghang.core.errors import InputError
from linghang.organization.models import Person
from linghang.procedures import store
from linghang.procedures.models import Case, CaseDocument, CaseEvent
from linghang.procedures.signals import step_done
from linghang.site.append_only import allow_changes, forbid_changes

PDF = b"%PDF-1.4 synthetic"


@pytest.fixture
def upload():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("申请书.pdf", PDF)


def talk(case, people, **more):
    given = {"on": D(2024, 2, 5), "actor": people.secretary, "documents": {"first_talk_record": "支部档案柜"}, **more}
    given.setdefault("data", {"talkers": "secretary"})
    return store.record(case, "first_talk", **given)


def test_a_case_has_a_number_a_stage_and_what_may_be_done(case, people):
    assert (case.number, case.stage, case.current, case.revision) == ("2024-0001", "application", ["apply"], 1)
    assert [(event.step, event.position, event.actor) for event in case.events.all()] == [
        ("_opened", 1, people.secretary)
    ]


def test_a_step_moves_the_case_on_and_keeps_its_papers(case, people, upload):
    store.record(case, "apply", on=D(2024, 1, 10), actor=people.secretary, documents={"application": [upload]})
    assert case.current == ["first_talk"]
    assert case.revision == 2
    kept = CaseDocument.objects.get()
    assert (kept.code, kept.name, kept.bytes, kept.media_type) == (
        "application",
        "申请书.pdf",
        len(PDF),
        "application/pdf",
    )


def test_a_paper_that_is_missing_is_named(case, people):
    with pytest.raises(InputError, match="缺少材料“入党申请书"):
        store.record(case, "apply", on=D(2024, 1, 10), actor=people.secretary)
    assert CaseEvent.objects.count() == 1


def test_a_late_step_is_taken_and_the_rule_kept_with_it(applied, people):
    steps = {each.step.code: each for each in store.next_steps([applied], D(2024, 2, 20))[applied.pk]}
    assert steps["first_talk"].due == D(2024, 2, 10)
    assert steps["first_talk"].light.word == "逾期"
    event = talk(applied, people, on=D(2024, 2, 20))
    assert [warning["rule"] for warning in event.warnings] == ["MD02"]
    assert "最迟2024年2月10日（MD02）" in event.warnings[0]["text"]


def test_one_person_has_one_open_case(case, people, hospital, branches):
    with pytest.raises(InputError, match="已有一件没有办完（编号2024-0001"):
        store.open_case(
            "member_development",
            Person.objects.get(code="applicant"),
            hospital,
            on=D(2024, 3, 1),
            actor=people.other,
            branch=branches.two,
        )
    assert Case.objects.count() == 1


def test_whoever_comes_second_is_told_and_overwrites_nothing(applied, people):
    seen = applied.revision
    talk(Case.objects.get(pk=applied.pk), people)
    with pytest.raises(store.ConflictError) as late:
        talk(applied, people, revision=seen)
    assert late.value.current.revision == seen + 1
    assert "first_talk" in late.value.state.done
    assert CaseEvent.objects.filter(step="first_talk").count() == 1


def test_what_goes_wrong_half_way_leaves_nothing(applied, people, monkeypatch):
    """The listener stands for any subject above, or for a process that dies before the commit."""

    def broken(**_):
        raise RuntimeError("killed")

    step_done.connect(broken, weak=False)
    try:
        before = (Case.objects.values().get(), CaseEvent.objects.count())
        with pytest.raises(RuntimeError, match="killed"):
            talk(applied, people)
        assert (Case.objects.values().get(), CaseEvent.objects.count()) == before
    finally:
        step_done.disconnect(broken)
    talk(applied, people)
    assert Case.objects.get().current == applied.current


def test_listeners_learn_of_every_step_with_the_state_after_it(applied, people):
    heard = []

    def listen(**told):
        heard.append(
            (told["case"].pk, told["step"], told["on"], "first_talk" in told["state"].done, told["taken_back"])
        )

    step_done.connect(listen, weak=False)
    try:
        talk(applied, people)
        store.take_back(applied, on=D(2024, 2, 6), actor=people.secretary, text="日期填错")
    finally:
        step_done.disconnect(listen)
    assert heard == [
        (applied.pk, "first_talk", D(2024, 2, 5), True, ""),
        (applied.pk, "_taken_back", D(2024, 2, 6), False, "first_talk"),
    ]
    assert applied.current == ["first_talk"]


def test_an_ended_case_takes_no_step(applied, people):
    store.close(applied, on=D(2024, 2, 1), actor=people.office, text="调离")
    assert (applied.closed_on, applied.result, applied.current) == (D(2024, 2, 1), "ended", [])
    with pytest.raises(InputError, match="已于2024年2月1日办结"):
        talk(applied, people)
    store.take_back(applied, on=D(2024, 2, 2), actor=people.office, text="弄错了")
    assert Case.objects.get().closed_on is None


def test_a_case_moves_to_another_branch_of_the_house_only(applied, people, branches):
    from linghang.organization.models import Institution, PartyOrganization

    store.move(applied, branches.two, on=D(2024, 2, 1), actor=people.office, text="转接组织关系")
    assert applied.branch == branches.two
    elsewhere = PartyOrganization.objects.create(
        code="x", institution=Institution.objects.create(code="x", name="别家", kind="hospital")
    )
    with pytest.raises(InputError, match="不属于这个机构"):
        store.move(applied, elsewhere, on=D(2024, 2, 2), actor=people.office, text="转接")


def test_numbers_go_on_by_year_and_institution(case, people, hospital, branches):
    first, second = (
        store.open_case(
            "member_development",
            Person.objects.get(code=code),
            hospital,
            on=on,
            actor=people.office,
            branch=branches.one,
        )
        for code, on in (("viewer", D(2024, 2, 1)), ("head", D(2025, 1, 5)))
    )
    assert [first.number, second.number] == ["2024-0002", "2025-0001"]


@pytest.fixture
def guarded(db):
    """The triggers of the migration; the test session runs without them (tests/conftest.py)."""
    forbid_changes(connection)
    yield
    allow_changes(connection)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE procedures_caseevent SET text = 'x'",
        "DELETE FROM procedures_caseevent",
        "DELETE FROM procedures_casedocument",
    ],
)
def test_the_database_refuses_to_change_what_happened(guarded, case, people, upload, statement):
    store.record(case, "apply", on=D(2024, 1, 10), actor=people.secretary, documents={"application": [upload]})
    with pytest.raises(DatabaseError, match="不能修改或删除"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(TypeError):
        CaseEvent.objects.update(text="x")
