"""Fast readers beside slow, obvious ones, on made-up text: they must agree."""

import csv
import io
from datetime import datetime
from decimal import Decimal, InvalidOperation

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.packs.model import Register, RegisterField
from linghang.registers.cells import CellError, read_cell
from linghang.registers.checks import Checks
from linghang.registers.columns import Cells
from linghang.registers.layout import Group, Layout, layout
from linghang.registers.lists import elongate, gather
from linghang.registers.pseudonym import pseudonymise, pseudonymise_all
from linghang.registers.records import read_records
from linghang.registers.source import last_record_end
from linghang.registers.validation import check
from linghang.registers.values import read_values, storage_type, to_storage

FIELDS = {kind: RegisterField(code="x", title="x", type=kind) for kind in ("integer", "decimal", "date", "datetime")}
CELL = st.text(alphabet='ab,"\n -甲', max_size=4)
WIDTH = 3
COLUMNS = ("_row", "0", "1", "2")
LAYOUT = Layout(
    tuple("abc"),
    tuple((RegisterField(code=name, title=name, type="text"), number) for number, name in enumerate("abc")),
    (),
)


HOSTILE = st.text(alphabet='ab,"\n\r -甲', max_size=60).map(lambda text: f"{text}\n".replace("\r\n", "\n"))
"""Not written by any program: quotes in the middle of a cell, or never closed; returns (only among quotes do they get
past the source)."""


def by_csv_module(text, missing):
    """Records as Python reads them: of the right length and with something in a cell, and of other lengths."""
    records = list(enumerate(csv.reader(io.StringIO(text, newline="")), 2))
    whole = {
        number: [None if cell in ("", *missing) else cell for cell in record]
        for number, record in records
        if len(record) == WIDTH and any(record)
    }
    ragged = {number: len(record) for number, record in records if len(record) != WIDTH and any(map(str.strip, record))}
    return whole, ragged, len(records)


def found_in(records, width=WIDTH):
    slots = records.slots[:width]
    texts = [[None] * len(records.rows) if slot < 0 else records.cells.texts(slot).to_list() for slot in slots]
    return dict(zip(records.rows.to_list(), map(list, zip(*texts, strict=True)), strict=True))


@given(
    st.lists(st.lists(CELL, min_size=1, max_size=WIDTH + 1), min_size=1, max_size=6),
    st.sampled_from([("", "-"), ("",), ("-", "a b"), ("b", "--", "甲")]),
)
@settings(deadline=None)
def test_records_are_those_of_the_csv_module(rows, missing):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    found = read_records(out.getvalue().encode(), LAYOUT, missing, 2)
    assert (found_in(found), dict(found.ragged), found.height) == by_csv_module(out.getvalue(), missing)


@given(HOSTILE.filter(lambda text: '"' in text or "\r" not in text))
@settings(deadline=None)
def test_hostile_text_is_read_as_the_csv_module_does(text):
    found = read_records(text.encode(), LAYOUT, ("", "-"), 2)
    assert (found_in(found), dict(found.ragged), found.height) == by_csv_module(text, ("", "-"))


@pytest.mark.parametrize("missing", [("", "-"), ("",), ("-", "NULL")])
@given(st.lists(st.lists(st.sampled_from(["-", "", "NULL", "--", "x", "长一些的内容"]), min_size=20, max_size=22)))
@settings(deadline=None, max_examples=30)
def test_runs_of_missing_cells_are_passed_over_as_they_stand(missing, rows):
    """Several at a time, where they come in runs."""
    width = 21
    wide = Layout(tuple(map(str, range(width))), tuple((item, n) for n, (item, _) in enumerate(LAYOUT.scalars * 7)), ())
    found = read_records("".join(",".join(row) + "\n" for row in rows).encode(), wide, missing, 0)
    said = [row for row in rows if len(row) == width and any(row)]
    assert list(found_in(found, width).values()) == [
        [None if cell in ("", *missing) else cell for cell in row] for row in said
    ]


MONEY = RegisterField(code="fee", title="fee", type="decimal", decimals=2, min=Decimal(0), required=True)
REGISTER = Register(
    code="bill",
    title="bill",
    kind="loaded",
    source="test",
    grain="a bill",
    date="day",
    key=["number"],
    fields=[
        RegisterField(code="number", title="number", type="text", required=True),
        RegisterField(code="day", title="day", type="date", required=True),
        MONEY,
    ],
)
AMOUNT = (
    st.decimals(min_value=0, max_value=10**5, places=2).map(lambda number: f"{number:f}")
    | st.sampled_from(
        ["0", "-", "", " ", " 7.5", "8 ", "\t9", "-0", "-1", "1.005", "1.5000", "1e2", "1e30", "１", "0x1F"]
    )
    | st.sampled_from(["9" * 16, "9" * 17, "9" * 19, "inf", "nan", "+3", ".5", "5.", "1,0", "1.0000000000000000001"])
    | st.text(alphabet="0123456789.-+eE ", max_size=6)
)


KINDS = (*FIELDS.values(), RegisterField(code="x", title="x", type="text"), MONEY)
WRITTEN = (
    AMOUNT
    | st.dates().map(str)
    | st.datetimes().map(lambda moment: moment.isoformat(" ", "seconds"))
    | st.text(alphabet="0123456789-: .T", max_size=19)
    | st.sampled_from(["2022-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "2022-04-31", "2022-13-01"])
    | st.sampled_from(["2022-03-05 24:00:00", "2022-03-05 23:59:60", "2022-03-05 8:30:00", "2022/03/05", "0900-01-01"])
    | st.text(alphabet="0123456789-: ", min_size=10, max_size=10)
    | st.text(max_size=20)
)


@pytest.mark.parametrize("field", KINDS, ids=lambda field: field.type + field.code)
@given(texts=st.lists(st.none() | WRITTEN, min_size=1, max_size=5))
@settings(deadline=None, max_examples=150)
def test_what_is_read_at_once_is_what_is_read_with_care(field, texts):
    """Of a column that is written the usual way; any other is left to the careful reading."""
    texts = [text or None for text in texts]
    encoded = [(text or "").encode() for text in texts]
    ends = 1 + np.cumsum([len(text) for text in encoded])
    places = [(end - len(text), end) if text else (0, 0) for text, end in zip(encoded, ends, strict=True)]
    cells = Cells(np.frombuffer(b"," + b"".join(encoded), np.uint8), np.array([places], np.int32))
    column = pl.Series("x", texts, pl.String)
    assert cells.texts(0).to_list() == texts
    found = cells.usual({"x": (field, 0)})
    if found.columns:
        careful = column.str.strip_chars() if field.type == "text" else read_values(column, field)
        assert found["x"].to_list() == careful.to_list()
        assert found["x"].dtype == storage_type(field)


@pytest.mark.parametrize(
    ("kind", "text"),
    [("decimal", "-12.50"), ("integer", "007"), ("date", "2024-02-29"), ("datetime", "2022-03-05 23:59:59")],
)
def test_the_usual_way_of_writing_is_read_at_once(kind, text):
    """Else nothing above would tell that everything is left to the careful reading."""
    cells = Cells(np.frombuffer(text.encode(), np.uint8), np.array([[(0, len(text))]], np.int32))
    assert cells.usual({"x": (FIELDS[kind], 0)}).columns == ["x"]


@given(st.lists(AMOUNT, min_size=1, max_size=5), st.booleans())
@settings(deadline=None)
def test_amounts_are_judged_as_one_by_one(amounts, quoted):
    """Rows, faults and their words are the same whatever stands in the same column."""
    found, checks = layout(REGISTER, ("number", "day", "fee"), ""), Checks(REGISTER, {}, (), b"")

    def judged(numbered):
        out = io.StringIO()
        quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        csv.writer(out, lineterminator="\n", quoting=quoting).writerows(
            [str(number), "2022-01-01", amount] for number, amount in numbered
        )
        return check(read_records(out.getvalue().encode(), found, REGISTER.missing, numbered[0][0]), found, checks)

    together, alone = judged(list(enumerate(amounts))), [judged([each]) for each in enumerate(amounts)]
    assert together.rows.equals(pl.concat([each.rows for each in alone]))
    ordered = sorted(together.faults, key=lambda fault: fault.line)
    assert ordered == [fault for each in alone for fault in each.faults]


@given(st.lists(st.text(alphabet="a,\n", max_size=6) | st.just('"x\ny"'), max_size=8))
def test_a_block_never_ends_inside_a_quoted_cell(pieces):
    text = "".join(pieces)
    cut = last_record_end(text.encode())
    assert text[:cut].count('"') % 2 == 0
    assert cut == 0 or text[cut - 1] == "\n"
    assert "\n" not in text[cut:].replace('"x\ny"', "") or text[cut:].count('"') % 2


NUMBER = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**14), max_value=10**14)


@given(
    st.lists(
        NUMBER.map(lambda number: f"{number:f}") | st.integers(-(10**9), 10**9).map(str) | st.text(max_size=5),
        min_size=1,
        max_size=20,
    )
)
@settings(deadline=None)
def test_decimals_are_read_exactly_or_not_at_all(texts):
    values = to_storage(read_values(pl.Series(texts, dtype=pl.String), FIELDS["decimal"]), FIELDS["decimal"])
    wide = read_values(pl.Series(texts, dtype=pl.String), FIELDS["decimal"])
    for text, value, full in zip(texts, values, wide, strict=True):
        try:
            exact = Decimal(text) if text.isascii() and text == text.strip() and "_" not in text else None
        except InvalidOperation:
            exact = None
        if full is not None:
            assert exact == full
            assert value is None or abs(value - exact) < Decimal("0.01")
        elif exact is not None and exact.is_finite():
            assert not set(text) <= set("0123456789.-"), text


@given(st.lists(st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31)), min_size=1, max_size=20))
@settings(deadline=None)
def test_times_come_back_as_they_were_written(times):
    times = [each.replace(microsecond=0) for each in times]
    for form in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"):
        texts = pl.Series([each.strftime(form) for each in times])
        assert read_values(texts, FIELDS["datetime"]).to_list() == times
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"):
        texts = pl.Series([each.strftime(form) for each in times])
        assert read_values(texts, FIELDS["date"]).to_list() == [each.date() for each in times]


@pytest.mark.parametrize("kind", list(FIELDS))
@given(text=st.text(alphabet="0123456789-/: .T", max_size=19))
@settings(deadline=None, max_examples=150)
def test_a_file_never_reads_a_cell_otherwise_than_a_form_does(kind, text):
    """Where both understand a cell they agree; a file may understand less (no Chinese dates), never something else."""
    field = FIELDS[kind]
    text = text.strip()
    value = to_storage(read_values(pl.Series([text or None], dtype=pl.String), field), field)[0]
    try:
        expected = read_cell(field, text, None, ("", "-"))
    except CellError:
        return
    if value is not None and expected is not None:
        assert value == expected


@given(st.lists(st.text(min_size=1, max_size=20) | st.none(), max_size=10), st.binary(max_size=64))
@settings(deadline=None)
def test_a_column_is_hashed_as_its_cells_are(texts, key):
    for text, found in zip(texts, pseudonymise_all(pl.Series("x", texts, pl.String), key), strict=True):
        assert found == (None if text is None else pseudonymise(text, key))


def test_pseudonyms_are_keyed_blake2b():
    """Expected value from OpenSSL 3.0: openssl mac -macopt hexkey:0001…1f -macopt size:16 BLAKE2BMAC."""
    expected = "62ba3acc07857b12a653b39c1bd5e227"
    assert pseudonymise("11010119900101123x ", bytes(range(32))) == expected
    assert pseudonymise("11010119900101123x", bytes(32)) != expected


PAIR = st.tuples(st.sampled_from(["A", "B", None]), st.sampled_from(["1", None]))


@given(st.lists(st.lists(PAIR, min_size=3, max_size=3), max_size=8))
@settings(deadline=None)
def test_lists_keep_order_and_stay_in_step(rows):
    master = RegisterField(code="m", title="m", type="text", list=True)
    other = RegisterField(code="o", title="o", type="text", list=True, aligned_with="m")
    group = Group((master, other), ((1, 2), (3, 4), (5, 6)))
    records = read_records(
        "".join("#," + ",".join(cell or "" for pair in row for cell in pair) + "\n" for row in rows).encode(),
        Layout(tuple("#012345"), ((master, 0),), (group,)),
        ("",),
        0,
    )
    long = elongate(records, group)
    masters, others = gather(long, [long.cells.texts(0), long.cells.texts(1)], len(rows))
    assert masters.to_list() == [[first for first, _ in row if first] for row in rows]
    assert others.to_list() == [[second for first, second in row if first] for row in rows]
