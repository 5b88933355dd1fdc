"""What a trace says: plain data for pages, the command line and auditors. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from linghang.core.periods import Period
from linghang.packs.model import Confidence


@dataclass(frozen=True)
class Defined:
    """The version of the definition that was used, and where it is written."""

    code: str
    title: str
    kind: str
    unit: str
    in_words: str
    meaning: str
    source: str
    edition: str
    confidence: Confidence
    unverified: bool
    valid_from: date | None
    valid_to: date | None
    pack: str
    file: str
    line: int
    fingerprint: str


@dataclass(frozen=True)
class BatchLine:
    """A batch whose rows were looked at."""

    id: int
    institution: str
    period: str
    file_name: str
    file_sha256: str
    rows_accepted: int
    rows_rejected: int
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True)
class SampleRow:
    """A row as its owner may see it: `row` is its row in the source file (0: typed in), identifiers are masked."""

    batch: int | None
    institution: str
    file_name: str
    row: int
    row_id: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One total that the figure is made of. `value` is what the cube says, `recount` what counting the rows again says;
    both None when there is no data. `scan_sql` gives what the cube holds; `rows_sql` selects
    the contributing rows."""

    role: str
    indicator: str
    in_words: str
    register: str
    register_title: str
    value: Decimal | None
    recount: Decimal | None
    rows: int
    scan_sql: str
    rows_sql: str
    batches: tuple[BatchLine, ...]
    columns: tuple[str, ...]
    sample: tuple[SampleRow, ...]

    @property
    def equal(self) -> bool:
        return self.value == self.recount


@dataclass(frozen=True)
class Statement:
    """One typed-in row that the figure rests on; `evidence` and `row_id` are "" for those who may not see rows."""

    role: str
    indicator: str
    institution: str
    first: date
    last: date
    value: Decimal
    evidence: str
    row_id: str


@dataclass(frozen=True)
class Trace:
    """A figure and everything it rests on. `equal` says whether counting the rows again gives the same figure."""

    indicator: str
    period: Period
    institution: str
    department: str | None
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: str
    text: str
    definition: Defined
    parts: tuple[Part, ...]
    statements: tuple[Statement, ...]
    version: int
    version_at: datetime | None
    engine: str
    recount: Decimal | None

    @property
    def equal(self) -> bool:
        return self.value == self.recount and all(part.equal for part in self.parts)

    @property
    def batches(self) -> tuple[BatchLine, ...]:
        """Every batch once, over all parts."""
        return tuple({batch.id: batch for part in self.parts for batch in part.batches}.values())

    def to_json(self) -> dict[str, Any]:
        """Plain data: exact numbers as text, days and times in ISO form."""
        parts = [_plain(part) | {"equal": part.equal} for part in self.parts]
        return _plain(self) | {"parts": parts, "equal": self.equal}

    def __str__(self) -> str:
        """For the command line."""
        made, place = self.definition, f"{self.institution} {self.department or ''}".strip()
        again = "一致" if self.equal else f"不一致：{self.recount}"
        head = [
            f"{made.title} {self.period.label} {place}：{self.text}",
            f"算法：{made.in_words}",
            f"定义：{made.file}:{made.line}（{made.source}）版本 {made.fingerprint}",
            f"数据版本 {self.version}，{self.engine}；从原始行重算{again}",
        ]
        for part in self.parts:
            head += [
                "",
                f"{part.role}：{part.in_words}",
                f"  值 {part.value}，重算 {part.recount}，{part.rows} 行",
                *(
                    f"  批次 {line.id} {line.file_name} {line.file_sha256[:12]} {line.rows_accepted} 行"
                    for line in part.batches
                ),
                part.rows_sql,
            ]
        head += [f"{each.role}：{each.first}至{each.last} {each.value}（{each.evidence}）" for each in self.statements]
        return "\n".join(head)


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case Period():
            return str(value)
        case Mapping():
            return {key: _plain(each) for key, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
