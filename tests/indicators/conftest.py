"""A tiny group of two hospitals, and batches drawn as tables in the tests."""

import json
import uuid
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linghang.core.periods import Month, Period
from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.packs.load import load_packs
from linghang.registers import content
from linghang.registers.models import Batch, CatalogueVersion, KeptRow
from linghang.registers.schema import arrow_schema

PACK = Path(__file__).parent / "packs" / "small"
MANIFEST = "pack: tried\ntitle: 试\nversion: '1'\nsource: 试\nextends: [small]\n"


@pytest.fixture(scope="session")
def library():
    return load_packs([PACK])


@pytest.fixture
def packs_in_use(library, monkeypatch):
    monkeypatch.setattr(content, "library", lambda: library)


@pytest.fixture
def group(db, packs_in_use):
    """group → east, west."""
    top = Institution.objects.create(code="group", name="示范集团", kind="group")
    Institution.objects.create(code="east", name="东院", kind="hospital", parent=top, position=1)
    Institution.objects.create(code="west", name="西院", kind="hospital", parent=top, position=2)
    return top


def cell(text, field):
    """What a drawn cell says, in the field's type."""
    if text in ("", "-"):
        return [] if field.list else None
    if field.list:
        return text.split("+")
    match field.type:
        case "integer":
            return int(text)
        case "decimal":
            return Decimal(text)
        case "date":
            return date.fromisoformat(text)
        case "boolean":
            return text == "yes"
    return text


def drawn(register, table):
    """Rows of a table drawn with a header line and columns parted by spaces."""
    lines = [line.split() for line in table.strip().splitlines()]
    for number, line in enumerate(lines[1:], start=2):
        assert len(line) == len(lines[0]), line
        given = dict(zip(lines[0], line, strict=True))
        yield {field.code: cell(given.get(field.code, ""), field) for field in register.fields} | {"_row": number}


@pytest.fixture
def load(group, library):
    """`load("east", "2022", table)` makes a batch of stays and returns it; `supersede` ends an earlier one."""

    def make(institution, period, table, *, register="stay", supersede=None, leave_out=()):
        definition = library.register(register)
        name = f"{register}/{institution}/{uuid.uuid4()}.parquet"
        path = Workspace.from_environment().lake / name
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = list(drawn(definition, table))
        pq.write_table(pa.Table.from_pylist(rows, arrow_schema(definition)).drop_columns(list(leave_out)), path)
        version, span = CatalogueVersion.objects.create(action="load"), Period.parse(period)
        batch = Batch.objects.create(
            register=register,
            institution=Institution.objects.get(code=institution),
            period_first=span.first.key,
            period_last=span.last.key,
            file_name=f"{institution}-{period}.csv",
            file_sha256="0" * 64,
            file_bytes=1,
            rows_accepted=len(rows),
            rows_rejected=0,
            data_path=name,
            register_fingerprint="x",
            created=version,
        )
        if supersede is not None:
            supersede.ended, supersede.superseded_by = version, batch
            supersede.save()
        return batch

    return make


@pytest.fixture
def keep(group, library):
    """`keep("talent", "east", number="a", from_date="2022-03-01")` types in a row and returns it."""

    def make(register, institution, **data):
        definition = library.register(register)
        day = date.fromisoformat(data[definition.date])
        return KeptRow.objects.create(
            register=register,
            institution=Institution.objects.get(code=institution),
            month=Month.of(day).key,
            key=json.dumps([data[name] for name in definition.key]),
            data=data,
            created=CatalogueVersion.objects.create(action="save"),
        )

    return make


@pytest.fixture
def library_with(tmp_path):
    """The small pack and one with these indicators `tried1`, `tried2` … on lines 2, 3 …"""

    def make(*bodies):
        (tmp_path / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
        lines = [f"  - {{code: tried{number}, title: 试, source: 试, {body}}}" for number, body in enumerate(bodies, 1)]
        (tmp_path / "indicators.yaml").write_text("\n".join(["indicators:", *lines]), encoding="utf-8")
        return load_packs([PACK, tmp_path])

    return make
