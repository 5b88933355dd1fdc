"""A responsibility letter and an ethics appraisal are written once: the case's steps write the row of the ledger."""

import datetime as dt
from decimal import Decimal

import pytest

from linghang.core.errors import InputError
from linghang.integrity import ethics, letters
from linghang.organization.models import Department, Person
from linghang.procedures import store
from linghang.registers import content
from linghang.registers.catalogue import withdraw
from linghang.registers.kept import history, import_file, save_row
from linghang.registers.kept.store import current_rows, entry_reader, values_of
from linghang.registers.models import Batch

pytestmark = pytest.mark.django_db
D = dt.date
SAID = {"letter": "党风廉政建设责任书", "year": 2024}


@pytest.fixture
def head(hospital):
    return Person.objects.create(code="F1", name="示例人", institution=hospital)


@pytest.fixture
def case(hospital, head, person):
    return opened(hospital, person("office"))


def opened(hospital, actor):
    unit = Department.objects.get(code="A01")
    return store.open_case(letters.PROCEDURE, unit, hospital, on=D(2024, 1, 8), actor=actor, data=SAID)


def do(case, step, on, outcome="", **data):
    procedure = content.library().procedure(case.procedure)
    papers = {each.code: "档案柜" for each in procedure.step(step).documents}
    return store.record(case, step, on=on, outcome=outcome, actor=case.created_by, data=data, documents=papers)


def issue(case):
    do(case, "template", D(2024, 1, 8), template="责任书")
    do(case, "issue", D(2024, 1, 15), kind="integrity", signer=["F1"])


def rows(code, hospital):
    register = content.library().register(code)
    return [values_of(register, each) for each in current_rows(register, [hospital])]


def typed(hospital, code, **cells):
    register = content.library().register(code)
    entry = entry_reader(register, content.library(), hospital).read(cells)
    assert not entry.faults, entry.faults
    return save_row(register, hospital, entry.values, actor=None)


def test_every_step_writes_the_one_row(case, hospital):
    do(case, "template", D(2024, 1, 8), template="责任书")
    assert rows(letters.REGISTER, hospital) == []
    do(case, "issue", D(2024, 1, 15), kind="integrity", signer=["F1"])
    row = {"kind": "integrity", "signer_kind": "department", "unit": "内科", "department": "A01",
           "issued_on": D(2024, 1, 15), "case_no": case.number}  # fmt: skip
    assert rows(letters.REGISTER, hospital) == [row]
    do(case, "sign", D(2024, 1, 20), "signed")
    do(case, "mid_year", D(2024, 7, 5), findings="已落实")
    do(case, "year_end", D(2024, 12, 20), "scored", score="95.25")
    told = {"signed_on": D(2024, 1, 20), "half_year_on": D(2024, 7, 5), "half_year_found": "已落实",
            "checked_on": D(2024, 12, 20), "score": Decimal("95.25")}  # fmt: skip
    assert rows(letters.REGISTER, hospital) == [row | told]


def test_what_is_taken_back_is_taken_out_of_the_row(case, hospital):
    issue(case)
    do(case, "sign", D(2024, 1, 20), "signed")
    store.take_back(case, on=D(2024, 1, 21), actor=case.created_by, text="签错了")
    assert "signed_on" not in rows(letters.REGISTER, hospital)[0]
    store.take_back(case, on=D(2024, 1, 21), actor=case.created_by, text="发错了")
    assert rows(letters.REGISTER, hospital) == []


def test_a_letter_sent_back_is_issued_anew_and_stands_once(case, hospital):
    issue(case)
    do(case, "sign", D(2024, 1, 20), "returned")
    assert rows(letters.REGISTER, hospital) == []
    do(case, "template", D(2024, 1, 22), template="责任书")
    do(case, "issue", D(2024, 1, 25), kind="integrity", signer=["F1"])
    assert [each["issued_on"] for each in rows(letters.REGISTER, hospital)] == [D(2024, 1, 25)]


def test_a_row_typed_before_becomes_the_row_of_the_case(case, hospital):
    common = {"kind": "integrity", "signer_kind": "department"}
    typed(hospital, letters.REGISTER, unit="内科", issued_on="2024-01-12", on_stage="是", **common)
    typed(hospital, letters.REGISTER, unit="外科", issued_on="2024-01-12", **common)
    typed(hospital, letters.REGISTER, unit="内科", issued_on="2023-01-12", **common)
    issue(case)
    found = [each for each in rows(letters.REGISTER, hospital) if each.get("case_no")]
    assert len(rows(letters.REGISTER, hospital)) == 3
    assert [(each["unit"], each["issued_on"], each["on_stage"]) for each in found] == [("内科", D(2024, 1, 15), True)]


@pytest.fixture
def imported(hospital, tmp_path):
    """imported(lines of unit and day, supersede=…) → the batch of a file of letters."""

    def load(*lines, supersede=None):
        file = tmp_path / "责任书.csv"
        head = "责任书类别,签订人类别,科室或单位,下达日期,是否现场签订"
        file.write_text("\n".join([head, *(f"integrity,department,{unit},{day},是" for unit, day in lines)]), "utf-8")
        result = import_file(file, content.library().register(letters.REGISTER), hospital, supersede=supersede)
        return Batch.objects.get(pk=result.batch_id)

    return load


def said(hospital):
    found = rows(letters.REGISTER, hospital)
    return sorted(
        (each["unit"], str(each["issued_on"]), each.get("case_no", ""), "signed_on" in each) for each in found
    )


def test_the_row_of_a_case_outlives_the_file_it_came_with(case, hospital, imported):
    batch = imported(("内科", "2024-01-12"), ("外科", "2024-01-12"))
    issue(case)
    do(case, "sign", D(2024, 1, 20), "signed")
    own = ("内科", "2024-01-15", case.number, True)
    assert said(hospital) == [own, ("外科", "2024-01-12", "", False)]
    corrected = imported(("外科", "2024-01-13"), supersede=batch)
    assert said(hospital) == [own, ("外科", "2024-01-13", "", False)]
    withdraw(corrected, None, "导错了")
    assert said(hospital) == [own]
    do(case, "mid_year", D(2024, 7, 5), findings="已落实")
    assert said(hospital) == [own]


def test_the_letter_of_a_case_is_not_imported_a_second_time(case, hospital, imported):
    issue(case)
    with pytest.raises(InputError) as refused:
        imported(("内科", "2024-01-15"))
    assert "台账里已有相同的记录" in str(refused.value)
    assert said(hospital) == [("内科", "2024-01-15", case.number, False)]


def test_taken_back_it_gives_the_row_back_as_it_was_entered(case, hospital):
    entered = typed(
        hospital, letters.REGISTER, kind="integrity", signer_kind="department", unit="内科", issued_on="2024-01-12",
        on_stage="是",
    )  # fmt: skip
    (before,) = rows(letters.REGISTER, hospital)
    issue(case)
    store.take_back(case, on=D(2024, 1, 16), actor=case.created_by, text="发错了")
    assert rows(letters.REGISTER, hospital) == [before]
    do(case, "issue", D(2024, 1, 18), kind="integrity", signer=["F1"])
    assert said(hospital) == [("内科", "2024-01-18", case.number, False)]
    told = history(content.library().register(letters.REGISTER), entered.row)
    assert [each.action for each in told] == ["enter", "edit", "edit", "edit"]


def test_what_was_corrected_by_hand_stays_until_a_step_says_otherwise(case, hospital):
    issue(case)
    register = content.library().register(letters.REGISTER)
    (held,) = current_rows(register, [hospital])
    by_hand = values_of(register, held) | {"on_stage": True, "signed_on": D(2024, 1, 19)}
    save_row(register, hospital, by_hand, actor=None, row=held.row, opened=held.pk)
    do(case, "sign", D(2024, 1, 20), "signed")
    (row,) = rows(letters.REGISTER, hospital)
    assert (row["on_stage"], row["signed_on"], row["case_no"]) == (True, D(2024, 1, 20), case.number)


def test_a_second_case_for_the_same_letter_is_refused(case, hospital, person):
    issue(case)
    second = opened(hospital, case.created_by)
    do(second, "template", D(2024, 1, 8), template="责任书")
    with pytest.raises(InputError, match="已有相同的记录"):
        do(second, "issue", D(2024, 1, 15), kind="integrity", signer=["F1"])
    second.refresh_from_db()
    assert second.current == ["issue"]
    assert len(rows(letters.REGISTER, hospital)) == 1


def test_an_appraisal_is_in_the_ledger_once_the_unit_has_spoken(hospital, head, person):
    case = store.open_case(
        ethics.PROCEDURE, head, hospital, on=D(2024, 12, 2), actor=person("office"), data={"year": 2024}
    )
    do(case, "self", D(2024, 12, 3), grade="good")
    do(case, "department", D(2024, 12, 5), "appraised", grade="fair")
    assert rows(ethics.REGISTER, hospital) == []
    do(case, "unit", D(2024, 12, 10), "undefined", score="72", deducted="27", veto=False)
    (row,) = rows(ethics.REGISTER, hospital)
    assert (row["person_no"], row["year"], row["deducted"], row.get("grade")) == ("F1", 2024, Decimal(27), None)
    do(case, "unit", D(2024, 12, 12), "fair", score="72", deducted="24", veto=False)
    do(case, "file", D(2024, 12, 20), "filed")
    (row,) = rows(ethics.REGISTER, hospital)
    assert (row["grade"], row["appraised_on"], row["published_on"]) == ("fair", D(2024, 12, 12), D(2024, 12, 20))


def test_indicators_are_told_once_of_all_that_a_transaction_wrote(case, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as told:
        issue(case)
        do(case, "sign", D(2024, 1, 20), "signed")
    assert len([each for each in told if getattr(each, "register", "") == letters.REGISTER]) == 1
