"""The workbook under way into the database: faults by row, what the rows refer to, and one way to write."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from linghang.core.errors import Fault, InputError
from linghang.core.workbook import Book, Row
from linghang.organization.models import Department, Institution, PartyOrganization, Person, Post
from linghang.organization.workbook import BOOK

POSITION_DIGITS = 6
Stored = TypeVar("Stored", bound=models.Model)


@dataclass
class Reading:
    """A file on its way in. Rows are written as they are read; with any fault the transaction is undone.

    `book`: which workbook it is; other subjects read theirs with the same faults and the same look-ups.
    `unfit`: (sheet, number) of rows that cannot be written, for a fault of their own or of a row that they refer to;
    `spoilt`: (sheet, code) of the same rows, so that rows referring to them are not blamed too.
    """

    file: str
    book: Book = BOOK
    faults: list[Fault] = field(default_factory=list)
    unfit: set[tuple[str, int]] = field(default_factory=set)
    spoilt: set[tuple[str, str]] = field(default_factory=set)
    institutions: dict[str, Institution] = field(default_factory=dict)
    departments: dict[tuple[int, str], list[Department]] = field(default_factory=dict)
    parties: dict[str, PartyOrganization] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    alone: list[tuple[Row, models.Model, dict[str, Any]]] = field(default_factory=list)

    @classmethod
    def begin(cls, file: str, book: Book = BOOK) -> "Reading":
        """With everything that stands in the database already."""
        reading = cls(file, book)
        reading.institutions = {each.code: each for each in Institution.objects.all()}
        for each in Department.objects.all():
            reading.departments.setdefault((each.institution_id, each.code), []).append(each)
        reading.parties = {each.code: each for each in PartyOrganization.objects.select_related("institution")}
        reading.people = {each.code: each for each in Person.objects.select_related("institution")}
        reading.posts = {each.code: each for each in Post.objects.all()}
        return reading

    # Faults

    def fault(self, row: Row, column: str, reason: str, remedy: str = "") -> None:
        """Note what is wrong; the row will not be written."""
        self.faults.append(Fault(self.file, row.number, row.sheet, column, row.text(column), reason, remedy))
        self._pass_over(row)

    def _pass_over(self, row: Row) -> None:
        self.unfit.add((row.sheet, row.number))
        self.spoilt.add((row.sheet, row.text(self.book.keys[row.sheet][0])))

    def sound(self, row: Row) -> bool:
        """Whether nothing was found so far that keeps the row from being written."""
        return (row.sheet, row.number) not in self.unfit

    def required(self, row: Row) -> bool:
        """Whether every column is filled in that its note calls 必填."""
        for column in self.book.must(row.sheet):
            if not row.text(column):
                self.fault(row, column, "没有填写", "这一列必填")
        return self.sound(row)

    def refuse_repeats(self, rows: Iterable[Row]) -> None:
        """Two rows of one sheet that say the same thing, or contradict each other about it."""
        seen: dict[tuple[str, ...], int] = {}
        for row in rows:
            columns = self.book.keys[row.sheet]
            key = tuple(_normal(row, column) for column in columns)
            if key in seen and any(key):
                self.fault(row, columns[0], f"与第 {seen[key]} 行重复", "请删去一行")
            seen.setdefault(key, row.number)

    def refuse_overlaps(self) -> None:
        """Periods of one thing that share a day, whether both stand in the file or one stood there before."""
        for row, stored, same in self.alone:
            others = type(stored)._default_manager.filter(**same).exclude(pk=stored.pk)
            if others.filter(_sharing_a_day(stored)).exists():
                self.fault(row, "有效期起", "与已有的一段有效期重叠", "前一段的有效期止应早于后一段的有效期起")

    def raise_faults(self) -> None:
        """InputError with every fault, by sheet and row; nothing when there is none."""
        if self.faults:
            order = list(self.book.sheets)
            raise InputError(sorted(self.faults, key=lambda fault: (order.index(fault.subject), fault.line)))

    # Cells

    def date(self, row: Row, column: str) -> dt.date | None:
        try:
            return row.date(column)
        except ValueError:
            self.fault(row, column, "不是日期", "请写成 2022-01-31 的形式")
            return None

    def validity(self, row: Row) -> dict[str, dt.date | None]:
        """The period of the row; its end may not come before its beginning."""
        first, last = self.date(row, "有效期起"), self.date(row, "有效期止")
        if first and last and last < first:
            self.fault(row, "有效期止", "早于有效期起", "请核对两个日期")
        return {"valid_from": first, "valid_to": last}

    def choice(self, row: Row, column: str, choices: Iterable[tuple[str, str]]) -> str:
        """The code of a choice, written by its title (or by the code itself)."""
        codes = {str(title): value for value, title in choices}
        text = row.text(column)
        if text in codes.values():
            return text
        if text not in codes:
            self.fault(row, column, "没有这个选项", f"可填：{'、'.join(codes)}")
        return codes.get(text, "")

    def position(self, row: Row) -> int:
        text = row.text("次序") or "0"
        if not (text.isascii() and text.isdecimal() and len(text) <= POSITION_DIGITS):
            self.fault(row, "次序", "不是整数", f"请写 0 到 {'9' * POSITION_DIGITS} 之间的整数")
            return 0
        return int(text)

    def code(self, row: Row, column: str) -> str:
        """A code that goes into addresses of pages."""
        text = row.text(column)
        bare = text.replace("-", "").replace("_", "")
        if not (bare.isascii() and bare.isalnum()):
            self.fault(row, column, "只能用字母、数字、- 和 _", "例如 renmin 或 township-01")
        return text

    def texts(self, row: Row, model: type[models.Model], columns: dict[str, str]) -> dict[str, str]:
        """Columns as the fields of `model` that they fill; what is too long is a fault."""
        found = {}
        for column, name in columns.items():
            found[name] = text = row.text(column)
            longest = model._meta.get_field(name).max_length
            if longest is not None and len(text) > longest:
                self.fault(row, column, f"超过 {longest} 个字", "请缩短")
        return found

    # What a row refers to

    def institution(self, row: Row, column: str = "机构代码") -> Institution | None:
        return self._find(row, column, "机构", self.institutions)

    def party(self, row: Row, column: str = "党组织代码") -> PartyOrganization | None:
        return self._find(row, column, "党组织", self.parties)

    def person(self, row: Row, column: str = "工号") -> Person | None:
        return self._find(row, column, "人员", self.people)

    def post(self, row: Row, column: str = "职务代码") -> Post | None:
        return self._find(row, column, "职务", self.posts)

    def _find(self, row: Row, column: str, sheet: str, known: dict[str, Stored]) -> Stored | None:
        code = row.text(column)
        found = known.get(code)
        if found is None and (sheet, code) in self.spoilt:
            self._pass_over(row)
        elif found is None:
            self.fault(row, column, f"没有这个{sheet}", self._unknown(sheet))
        return found

    def _unknown(self, sheet: str) -> str:
        where = f"在“{sheet}”表中写上它" if sheet in self.book.sheets else "在“组织机构”中建立"
        return f"请先{where}，或改正代码"

    def department(
        self, row: Row, institution: Institution | None, day: dt.date | None, column: str = "科室代码"
    ) -> Department | None:
        """The row of the department in force on `day`, or the one nearest before, or its first."""
        if institution is None or not row.text(column):
            return None
        rows = self.departments.get((institution.pk, row.text(column)), [])
        if not rows:
            if ("科室", institution.code) in self.spoilt:
                self._pass_over(row)
            else:
                self.fault(row, column, "这个机构没有这个科室", self._unknown("科室"))
            return None
        begun = [each for each in rows if each.valid_from is None or (day is not None and each.valid_from <= day)]
        return max(begun, key=_start) if begun else min(rows, key=_start)

    # Writing

    def put(
        self,
        row: Row,
        model: type[Stored],
        match: dict[str, Any],
        values: dict[str, Any],
        *,
        alone: dict[str, Any] | None = None,
    ) -> Stored:
        """Create what `match` names, or change it where `values` differ: reading a file twice writes once.

        Keys of `match` that follow a relation (`department__code`) only find; the value to create is in `values`.
        `alone`: names the things of which only one may be in force on a day (see `refuse_overlaps`).
        """
        stored = model._default_manager.filter(**match).first()
        if stored is None:
            stored = model(**{name: value for name, value in match.items() if "__" not in name}, **values)
            stored.save()
        elif changed := [name for name, value in values.items() if getattr(stored, name) != value]:
            for name in changed:
                setattr(stored, name, values[name])
            stored.save()
        if alone is not None:
            self.alone.append((row, stored, alone))
        return stored


def _normal(row: Row, column: str) -> str:
    try:
        return str(row.date(column) or "") if column in ("有效期起", "变更日期") else row.text(column)
    except ValueError:
        return row.text(column)


def _start(department: Department) -> dt.date:
    return department.valid_from or dt.date.min


def _sharing_a_day(stored: Any) -> Q:
    found = Q()
    if stored.valid_to is not None:
        found &= Q(valid_from=None) | Q(valid_from__lte=stored.valid_to)
    if stored.valid_from is not None:
        found &= Q(valid_to=None) | Q(valid_to__gte=stored.valid_from)
    return found
