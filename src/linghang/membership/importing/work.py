"""What a workbook wants written: collected while it is read, compared with what stands, and written in bulk."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils import timezone

from linghang.core.errors import InputError
from linghang.core.workbook import Row
from linghang.membership.models import DuesPayment, Member
from linghang.organization.importing.reading import Reading
from linghang.organization.models import Institution, PartyOrganization, PartyOrganizationForm, Person

_LARGEST = 1_000_000
Key = tuple[Any, ...]


@dataclass
class Work:
    """A workbook under way. `wanted`: model → key → (fields of the key, other values).

    `stored`: what stands, by the same key; a model is read once. `payments` are only ever added. `places`: institution
    → lines about it.
    """

    reading: Reading
    within: Collection[int] | None
    today: dt.date
    forms: dict[int, list[PartyOrganizationForm]] = field(default_factory=dict)
    files: dict[int, Member] = field(default_factory=dict)
    wanted: dict[type[models.Model], dict[Key, tuple[dict[str, Any], dict[str, Any]]]] = field(default_factory=dict)
    stored: dict[type[models.Model], dict[Key, Any]] = field(default_factory=dict)
    payments: list[DuesPayment] = field(default_factory=list)
    places: Counter[str] = field(default_factory=Counter)
    new: int = 0
    changed: int = 0
    same: int = 0

    @classmethod
    def begin(cls, reading: Reading, within: Collection[int] | None) -> "Work":
        work = cls(reading, within, timezone.localdate())
        for form in PartyOrganizationForm.objects.all():
            work.forms.setdefault(form.organization_id, []).append(form)
        work.files = {each.person_id: each for each in Member.objects.all()}
        return work

    # Looking up

    def form(self, organization: PartyOrganization, day: dt.date) -> PartyOrganizationForm | None:
        return next((each for each in self.forms.get(organization.pk, []) if each.valid_on(day)), None)

    def person(self, row: Row) -> Person | None:
        """The person of the row, if the file may be about him."""
        found = self.reading.person(row)
        return found if found is not None and self.allowed(row, "工号", found.institution) else None

    def party(self, row: Row) -> PartyOrganization | None:
        found = self.reading.party(row)
        return found if found is not None and self.allowed(row, "党组织代码", found.institution) else None

    def allowed(self, row: Row, column: str, institution: Institution) -> bool:
        """Whether the file may be about this institution; its lines are counted for the log."""
        if self.within is not None and institution.pk not in self.within:
            self.reading.fault(row, column, "不在您可办理的机构", "请只写本机构的内容")
            return False
        self.places[institution.code] += 1
        return True

    # Cells

    def past(self, row: Row, column: str) -> dt.date | None:
        """A date that is not in the future (ML02)."""
        day = self.reading.date(row, column)
        if day is not None and not dt.date(1900, 1, 1) <= day <= self.today:
            self.reading.fault(row, column, "在今天之后，或早于 1900 年（ML02）", "请核对日期")
            return None
        return day

    def period(self, row: Row) -> tuple[dt.date | None, dt.date | None]:
        """The validity of the row: its beginning is past, its end may lie ahead."""
        first = self.past(row, "有效期起")
        last = self.reading.date(row, "有效期止")
        if first and last and last < first:
            self.reading.fault(row, "有效期止", "早于有效期起（ML02）", "请核对两个日期")
        return first, last

    def whole(self, row: Row, column: str) -> int | None:
        """A whole number of nought or more; None when the cell is empty or wrong."""
        text = row.text(column)
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and int(text) <= _LARGEST):
            self.reading.fault(row, column, "不是整数", "请写 0 或正整数")
            return None
        return int(text)

    def yuan(self, row: Row, column: str) -> Decimal | None:
        """An amount to the cent, nought or more."""
        try:
            value = Decimal(row.text(column))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value <= _LARGEST * 10 or value != value.quantize(Decimal("0.01")):
            self.reading.fault(row, column, "不是金额", "请写不小于 0、到分为止的数，如 32.00")
            return None
        return value.quantize(Decimal("0.01"))

    def judge(self, row: Row, deed: Callable[[], object]) -> None:
        """Ask a rule; what it refuses is a fault of the row, in the column it names when the sheet has it."""
        try:
            deed()
        except InputError as error:
            for each in error.faults:
                columns = self.reading.book.sheets[row.sheet]
                column = each.field if each.field in columns else next(iter(self.reading.book.keys[row.sheet]))
                reason = each.reason if column == each.field else "：".join(filter(None, (each.field, each.reason)))
                self.reading.fault(row, column, reason, each.remedy)

    # Writing

    def want(self, model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> None:
        self.wanted.setdefault(model, {})[key_of(key.values())] = (key, values)

    def standing(self, model: type[models.Model], names: Collection[str]) -> dict[Key, Any]:
        """What stands of a model, by the fields that make its key."""
        if model not in self.stored:
            self.stored[model] = {
                key_of(getattr(each, _column(model, name)) for name in names): each
                for each in model._default_manager.all()
            }
        return self.stored[model]

    def put(self, model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> Any:
        """Write one row at once, for others that name it; with any fault the transaction is undone."""
        stored = self.standing(model, key.keys())
        found = stored.get(key_of(key.values()))
        if found is None:
            found = stored[key_of(key.values())] = model._default_manager.create(**key, **values)
            self.new += 1
        else:
            self._change(found, values)
        return found

    def write(self) -> None:
        """Changes first, for a span that ends makes room for the one that begins; then what is new, in bulk."""
        for model, wanted in self.wanted.items():
            names = next(iter(wanted.values()))[0].keys()
            stored = self.standing(model, names)
            made = []
            for key, (identity, values) in wanted.items():
                found = stored.get(key)
                if found is None:
                    made.append(model(**identity, **values))
                else:
                    self._change(found, values)
            model._default_manager.bulk_create(made)
            self.new += len(made)
        DuesPayment.objects.bulk_create(self.payments)
        self.new += len(self.payments)

    def _change(self, found: Any, values: dict[str, Any]) -> None:
        changed = [name for name, value in values.items() if getattr(found, name) != value]
        for name in changed:
            setattr(found, name, values[name])
        if changed:
            found.save(update_fields=changed)
            self.changed += 1
        else:
            self.same += 1


def key_of(values: Any) -> Key:
    """Objects by their primary key, everything else by itself."""
    return tuple(each.pk if isinstance(each, models.Model) else each for each in values)


def _column(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).attname)
