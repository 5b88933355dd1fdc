"""What a pack holds about records and figures, as frozen, self-validating models; and what every object states.

A pack is a folder: `pack.yaml` (its manifest) and any number of YAML files whose top-level keys are kinds
(`kinds.py`), each a list of objects. Field by field meaning is in docs/packs.md.
"""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    field_validator,
    model_validator,
)

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", max_length=64)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=64)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Confidence = Literal["high", "medium", "low"]


class Part(BaseModel):
    """A part of an object: frozen, and nothing in it that is not meant."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True, coerce_numbers_to_str=True
    )


class Manifest(Part):
    """`pack.yaml`. `source` and the validity period are the default of every object in the pack."""

    pack: Code
    title: Text
    version: Text
    source: Text
    extends: tuple[Code, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    author: str = ""
    notes: str = ""


class PackObject(Part):
    """What every object of every kind states. `overrides` merges the given keys over the object of an extended pack."""

    code: Code
    title: Text
    source: Text
    edition: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    confidence: Confidence = "high"
    provenance: str = ""
    overrides: bool = False
    notes: str = ""

    @model_validator(mode="after")
    def _validity_in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("有效期止早于有效期起")
        return self

    def in_force(self, day: dt.date) -> bool:
        """Whether the object is valid on `day`; an open end is unlimited."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    @property
    def unverified(self) -> bool:
        """A low-confidence object may warn, never block, and says so wherever it is shown."""
        return self.confidence == "low"


class Codeset(PackObject):
    """Which codes count. `values` in the YAML, or `file`: a CSV beside it with the columns `code,name`.

    `match: prefix` means that a code belongs when it begins with one of the values (ICD categories).
    """

    values: dict[str, str] = Field(default_factory=dict)
    file: str = ""
    match: Literal["exact", "prefix"] = "exact"

    @field_validator("values", mode="before")
    @classmethod
    def _codes_are_text(cls, values: object) -> object:
        """YAML reads 06.20 as the number 6.2 and 010 as 8: a code that is not quoted may have become another."""
        if isinstance(values, dict) and (numbers := [code for code in values if not isinstance(code, str)]):
            raise ValueError(f"代码要加引号，否则开头和末尾的 0 会丢：{'、'.join(map(str, numbers[:5]))}")
        return values

    @model_validator(mode="after")
    def _has_values(self) -> Self:
        if bool(self.values) == bool(self.file):
            raise ValueError("代码集要么写 values，要么写 file，二者取一")
        return self


FieldType = Literal["text", "integer", "decimal", "date", "datetime", "boolean", "code"]


class RegisterField(Part):
    """One field of a register.

    `columns`: the names it may have in a source file. For a scalar the first one present is read; for a `list` field
    all are read in order, and `C06x{01..40}C` stands for the forty names. Code and title are always accepted too.
    `decimals`: places kept of a `decimal`. `identifier`: names a person; stored only as a keyed hash, never shown.
    `aligned_with`: a list field whose present elements decide which elements of this list are kept, so that both stay
    in step.
    """

    code: Name
    title: Text
    type: FieldType
    list: bool = False
    columns: tuple[str, ...] = ()
    required: bool = False
    codeset: Code | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    decimals: int = Field(default=2, ge=0, le=6)
    length: int | None = Field(default=None, gt=0)
    unit: str = ""
    identifier: bool = False
    aligned_with: Name | None = None
    hint: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.type == "code" and not self.codeset:
            raise ValueError("代码型字段必须写 codeset")
        if self.codeset and self.type != "code":
            raise ValueError("只有代码型字段可以写 codeset")
        if self.aligned_with and not self.list:
            raise ValueError("aligned_with 只用于 list 字段")
        if self.identifier and (self.type != "text" or self.list):
            raise ValueError("identifier 只用于单值的 text 字段")
        if self.min is not None and self.max is not None and self.max < self.min:
            raise ValueError("max 小于 min")
        return self


class RowRule(Part):
    """A condition that every row must meet, in the expression language. Rows that break a `reject` rule are rejected,
    rows that break a `warn` rule are kept and counted."""

    code: Name
    check: Text
    fields: tuple[Name, ...]
    message: Text
    remedy: str = ""
    severity: Literal["reject", "warn"] = "reject"


class Register(PackObject):
    """What happened, one row each.

    `kind`: `loaded` (bulk files, stored as Parquet) or `kept` (rows typed in or uploaded, stored by the site with
    history). `grain` says what one row is. `key`: fields that together name a row. `date`: the field whose month the
    row counts in. `department`: the field that names the department, if rows have one; `branch`: the one that holds the
    code of the Party organisation (kept registers only), so that its secretary reaches its rows. `sensitivity` decides
    who may see rows; rows of `discipline` are kept sealed, by `integrity` alone. `missing`: cell texts that mean "not
    given". `reject_share`: a load with a larger share of rejected rows is refused as a whole.
    """

    kind: Literal["loaded", "kept"]
    grain: Text
    sensitivity: Literal["public", "internal", "patient", "member", "discipline"] = "internal"
    key: tuple[Name, ...]
    date: Name
    department: Name | None = None
    branch: Name | None = None
    missing: tuple[str, ...] = ("", "-")
    reject_share: Decimal = Field(default=Decimal("0.05"), ge=0, le=1)
    fields: tuple[RegisterField, ...] = Field(min_length=1)
    rules: tuple[RowRule, ...] = ()

    @property
    def sealed(self) -> bool:
        """Discipline records: encrypted, and opened by `integrity` alone. No list, export, figure or page else."""
        return self.sensitivity == "discipline"

    def field(self, code: str) -> RegisterField:
        """The field of that code; KeyError when there is none."""
        for field in self.fields:
            if field.code == code:
                return field
        raise KeyError(code)

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        codes = [field.code for field in self.fields]
        if twice := {code for code in codes if codes.count(code) > 1}:
            raise ValueError(f"字段重复：{'、'.join(sorted(twice))}")
        named = [*self.key, self.date, *filter(None, [self.department, self.branch])]
        named += [name for rule in self.rules for name in rule.fields]
        named += [field.aligned_with for field in self.fields if field.aligned_with]
        if unknown := sorted(set(named) - set(codes)):
            raise ValueError(f"没有这些字段：{'、'.join(unknown)}")
        if not self.key:
            raise ValueError("key 不能为空")
        if self.field(self.date).type not in ("date", "datetime"):
            raise ValueError(f"date 指向的字段 {self.date} 不是日期")
        if not self.field(self.date).required:
            raise ValueError(f"date 指向的字段 {self.date} 必须 required")
        if self.department and (
            self.field(self.department).list or self.field(self.department).type not in ("text", "code")
        ):
            raise ValueError("department 指向的字段应为单值的文本或代码")
        return self

    @model_validator(mode="after")
    def _kept_with_care(self) -> Self:
        if self.branch and self.kind != "kept":
            raise ValueError("branch 只用于 kept（逐条登记）的登记表")
        if self.branch and (self.field(self.branch).type != "text" or self.field(self.branch).list):
            raise ValueError("branch 指向的字段应为单值的文本，填党组织代码或名称")
        if self.sensitivity == "discipline" and self.kind != "kept":
            raise ValueError("纪检登记表只能是 kept：成批导入的文件不加密")
        return self


class Linked(Part):
    """Only rows that another row of the same patient and institution follows, or went before (readmission).

    `when`: `followed` (another row begins after this one ended) or `preceded` (another row ended before this began).
    `patient`: the field that names the patient; rows without it are linked with none. `days`: from the end of the
    earlier to the beginning of the later row, both included, by the calendar; 0 is the same day. `begins`, `ends`: the
    dates of the row. `where`: what the other row must meet.
    """

    when: Literal["followed", "preceded"] = "followed"
    patient: Name
    days: tuple[int, int]
    begins: Name
    ends: Name
    where: Text | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        first, last = self.days
        if not 0 <= first <= last <= 366:
            raise ValueError("days 应为起止两个天数，如 [0, 31]，不超过 366 天")
        return self


class Measure(Part):
    """An aggregate over the rows of one register.

    `count` counts rows, `sum` adds `value`, `distinct` counts different values of `value` (not additive: it is
    rescanned at the grain asked for). `where`: which rows count. `date`: another date field than the register's.
    `stock`: rows counted from their date on, and no longer once `until` is past: the value at a period's end.
    `linked`: only rows linked with another row of the same patient.
    """

    register_code: Name = Field(alias="register")
    aggregate: Literal["count", "sum", "distinct"] = "count"
    value: Text | None = None
    where: Text | None = None
    date: Name | None = None
    stock: bool = False
    until: Name | None = None
    linked: Linked | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.linked and (self.aggregate != "count" or self.stock):
            raise ValueError("linked 只用于 count，不能是 stock")
        if (self.aggregate == "count") != (self.value is None):
            raise ValueError("count 不写 value；sum 和 distinct 必须写 value")
        if self.until and not self.stock:
            raise ValueError("until 只用于 stock")
        if self.stock and self.aggregate == "distinct":
            raise ValueError("distinct 不能是 stock")
        return self


Direction = Literal["higher", "lower", "neutral"]


class Indicator(PackObject):
    """How something is measured.

    Kinds: `count`, `sum`, `distinct` (the fields of a measure, written in place), `average` (sum of `value` over the
    rows that have it), `ratio` (`numerator` over `denominator`, each a measure or the code of another indicator),
    `derived` (`formula`: + - * / and parentheses over indicator codes and numbers), `reported` (typed in with its
    evidence in the register of reported values; `rollup` says whether months and institutions add up), `level` (a grade
    held at the period's end: `value` of the latest row of a kept register, its number and name from the codeset
    `levels`, or from the field's own).
    `mixed`: why a ratio holds a stock against what happened within the period, or the reverse, or a share counts rows
    of one register in those of another of a different grain; such a ratio needs it.
    `unit` % or ‰ shows the ratio times 100 or 1000. `decimals`, `scale`: display only. `small_below`: a value whose
    denominator is below this number is marked small.
    """

    kind: Literal["count", "sum", "distinct", "average", "ratio", "derived", "reported", "level"]
    unit: str = ""
    decimals: int = Field(default=0, ge=0, le=6)
    scale: Literal["", "万", "亿"] = ""
    direction: Direction = "neutral"
    subject: str = ""
    register_code: Name | None = Field(default=None, alias="register")
    value: Text | None = None
    where: Text | None = None
    date: Name | None = None
    stock: bool = False
    until: Name | None = None
    linked: Linked | None = None
    numerator: Measure | Name | None = None
    denominator: Measure | Name | None = None
    formula: Text | None = None
    rollup: Literal["sum", "last", "none"] = "none"
    levels: Code | None = None
    mixed: Text | None = None
    small_below: int | None = Field(default=None, gt=0)
    meaning: str = ""
    why: str = ""
    exclusions: str = ""
    author: str = ""
    checker: str = ""
    reviewed: dt.date | None = None
    next_review: dt.date | None = None

    @property
    def unverified(self) -> bool:
        """Not held against the official text: of less than high confidence, or only remembered. It blocks nothing, and
        says so wherever it or its value is shown."""
        return self.confidence != "high" or self.provenance.startswith("recalled")

    @property
    def good(self) -> str:
        """Which direction is good, in words."""
        return {"higher": "越高越好", "lower": "越低越好", "neutral": "不分高低"}[self.direction]

    @field_validator("code")
    @classmethod
    def _no_hyphen(cls, code: str) -> str:
        if "-" in code:
            raise ValueError("指标代码用下划线，不用连字符（公式中连字符是减号）")
        return code

    @model_validator(mode="after")
    def _fields_of_kind(self) -> Self:
        rows = {"register_code", "where", "date", "stock", "until"}
        allowed = {
            "count": rows | {"linked"},
            "sum": rows | {"value"},
            "distinct": {"register_code", "where", "date", "value"},
            "average": {"register_code", "where", "date", "value"},
            "ratio": {"numerator", "denominator", "mixed"},
            "derived": {"formula"},
            "reported": {"rollup"},
            "level": {"register_code", "where", "date", "until", "value", "levels"},
        }[self.kind]
        needed = {
            "count": {"register_code"},
            "sum": {"register_code", "value"},
            "distinct": {"register_code", "value"},
            "average": {"register_code", "value"},
            "ratio": {"numerator", "denominator"},
            "derived": {"formula"},
            "reported": set[str](),
            "level": {"register_code", "value"},
        }[self.kind]
        specific = rows | {"linked", "value", "numerator", "denominator", "formula", "rollup", "levels", "mixed"}
        given = {name for name in specific & self.model_fields_set if getattr(self, name) not in (None, False)}
        if extra := sorted(given - allowed):
            raise ValueError(f"{self.kind} 类指标不能写 {'、'.join(extra)}")
        if lacking := sorted(needed - given):
            raise ValueError(f"{self.kind} 类指标必须写 {'、'.join(lacking)}")
        if self.until and not self.stock and self.kind != "level":
            raise ValueError("until 只用于 stock")
        if self.linked and self.stock:
            raise ValueError("linked 只用于 count，不能是 stock")
        return self


class ReportColumn(Part):
    """A column of a table in a report: its head, and the sentence template of its cells."""

    head: Text
    cell: Text


class _Rows(Part):
    """Rows of a ledger, or of what else a report may list (`reports.sources`), in a report.

    `where`: a condition in the expression language over the fields of a row, `period_first` and `period_last`.
    `sort`: fields, `-` before one for the greatest first. `limit`: how many rows are shown at most.
    """

    where: str = ""
    sort: tuple[Text, ...] = ()
    limit: int = Field(default=10, ge=1, le=60)


class ReportTable(_Rows):
    """`table`: the caption, "" for none. `rows`: `indicators` (those of `of`, `{this}` in the cells), `departments`,
    `institutions`, `months`, or a ledger (fields of a row in the cells). Left out when no row has data."""

    table: str
    rows: Name
    first: str = ""
    of: tuple[Text, ...] = ()
    columns: tuple[ReportColumn, ...] = Field(min_length=1, max_length=12)

    @model_validator(mode="after")
    def _of_indicators(self) -> Self:
        if (self.rows == "indicators") != bool(self.of):
            raise ValueError("rows: indicators 的表要用 of 列出指标，别的表不写 of")
        return self


class ReportList(_Rows):
    """`list`: the ledger whose rows are told, each by the sentence `item`. `lead` stands before them, `more` after them
    when not all are shown, `empty` in their place when there are none: sentences in which `{count}`, `{shown}` and
    `{rest}` may stand. `marks`: what numbers the items."""

    list: Name
    item: Text
    lead: str = ""
    more: str = ""
    empty: str = ""
    marks: Literal["一是", "1.", "（1）", "无"] = "一是"


def _block_kind(block: Any) -> str:
    """By its own key: a faulty block is then told as what it was meant to be."""
    if isinstance(block, dict):
        return "tagged-table" if "table" in block else "tagged-list"
    if isinstance(block, ReportTable):
        return "tagged-table"
    return "tagged-list" if isinstance(block, ReportList) else "tagged-text"


ReportBlock = Annotated[
    Annotated[Text, Tag("tagged-text")]
    | Annotated[ReportTable, Tag("tagged-table")]
    | Annotated[ReportList, Tag("tagged-list")],
    Discriminator(_block_kind),
]


class Section(Part):
    """A heading of a report and what stands under it. Each paragraph is a sentence template, a table or a list
    (docs/reports.md).

    `optional`: left out, with the sections of deeper level that follow it, when none of their figures has data.
    """

    heading: Text
    level: Literal[1, 2, 3] = 1
    paragraphs: tuple[ReportBlock, ...] = ()
    optional: bool = False


class Report(PackObject):
    """How it is told: sections of sentence templates with figures bound to indicators.

    `heading`, `salutation` and `signed_by` are sentence templates without figures. `layout`: the page layout of the
    Word file (docs/reports.md).
    """

    heading: Text
    salutation: str = ""
    opening: tuple[Text, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)
    closing: tuple[Text, ...] = ()
    signed_by: str = ""
    layout: str = "gb9704"
