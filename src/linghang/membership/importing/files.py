"""The files of members: what stays with the person."""

import datetime as dt

from linghang.core.workbook import Row
from linghang.membership import roll
from linghang.membership.importing.work import Work
from linghang.membership.models import Member
from linghang.membership.workbook import FILES, PEOPLE
from linghang.organization.importing.reading import Reading
from linghang.organization.models import Person

_TEXTS = {"党员编号": "number", "身份证号后四位": "identity_hint", "学历": "education", "联系方式": "contact"}


_DATES = {
    "joined_on": "入党日期",
    "party_since": "转正日期",
    "birthday": "出生日期",
    "golden_mark_on": "五十年纪念章",
}


def read(work: Work, rows: dict[str, list[Row]]) -> None:
    made = [person for row in rows[PEOPLE] if (person := _read_person(work, row))]
    work.new += len(Person.objects.bulk_create(made))
    numbers = {each.number: each.person_id for each in work.files.values() if each.number}
    for row in rows[FILES]:
        _read_file(work, row, numbers)


def _read_person(work: Work, row: Row) -> Person | None:
    """Somebody whom the organisation does not know yet; whom it knows must be the same person, and is left alone."""
    reading = work.reading
    if not reading.required(row):
        return None
    institution = reading.institution(row)
    department = reading.department(row, institution, None)
    texts = reading.texts(row, Person, {"工号": "code", "姓名": "name", "职称": "title"})
    if institution is None or not work.allowed(row, "机构代码", institution) or not reading.sound(row):
        return None
    known = reading.people.get(texts["code"])
    if known is not None:
        if (known.name, known.institution_id) != (texts["name"], institution.pk):
            reading.fault(row, "工号", "这个工号在组织机构中是另一个人", "请核对工号、姓名和机构")
        else:
            work.same += 1
        return None
    made = Person(institution=institution, department=department, **texts)
    reading.people[made.code] = made
    return made


def _read_file(work: Work, row: Row, numbers: dict[str, int]) -> None:
    reading = work.reading
    if not reading.required(row):
        return
    person = work.person(row)
    dates = {name: work.past(row, column) for name, column in _DATES.items()}
    texts = reading.texts(row, Member, _TEXTS)
    if person is None:
        return
    if person.name != row.text("姓名"):
        reading.fault(row, "姓名", f"工号 {person.code} 在组织机构中是另一个姓名", "请核对工号和姓名")
    _check_dates(work, row, dates)
    number = texts["number"]
    if number and numbers.setdefault(number, person.pk) != person.pk:
        reading.fault(row, "党员编号", "这个编号是另一个人的", "请核对党员编号")
    _check_hint(reading, row, texts["identity_hint"])
    if reading.sound(row):
        work.want(Member, {"person": person}, {**texts, **dates})
        before = work.files.get(person.pk)
        work.files[person.pk] = Member(person=person, revision=before.revision if before else 0, **texts, **dates)


def _check_dates(work: Work, row: Row, dates: dict[str, dt.date | None]) -> None:
    found = roll.impossible(
        born=dates["birthday"], joined=dates["joined_on"], full=dates["party_since"], today=work.today
    )
    for column, reason in found:
        said = reason if reason.endswith("）") else f"{reason}（ML02）"
        work.reading.fault(row, column, said, "请核对日期")


def _check_hint(reading: Reading, row: Row, hint: str) -> None:
    if hint and not (len(hint) == 4 and hint[:3].isdigit() and (hint[3].isdigit() or hint[3] in "Xx")):
        reading.fault(row, "身份证号后四位", "不是身份证号的后四位", "请写 3 位数字加末位数字或 X")
