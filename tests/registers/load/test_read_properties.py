"""Fast readers beside slow, obvious ones, on made-up text: they must agree."""

import csv
import io
from datetime import datetime
from decimal import Decimal, InvalidOperation

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.packs.model import Register, RegisterField
from linghang.registers.cells import CellError, read_cell
from linghang.registers.checks import Checks
from linghang.registers.layout import Group, Layout, layout
from linghang.registers.lists import elongate, gather
from linghang.registers.pseudonym import pseudonymise, pseudonymise_all
from linghang.registers.records import Seen, cells_said, read_records
from linghang.registers.source import last_record_end
from linghang.registers.validation import check
from linghang.registers.values import read_values, to_storage

FIELDS = {kind: RegisterField(code="x", title="x", type=kind) for kind in ("integer", "decimal", "date", "datetime")}
CELL = st.text(alphabet='ab,"\n -甲', max_size=4)
WIDTH = 3
COLUMNS = ("_row", "0", "1", "2")
LAYOUT = Layout(
    tuple("abc"),
    tuple((RegisterField(code=name, title=name, type="text"), number) for number, name in enumerate("abc")),
    (),
)


@given(
    st.lists(st.lists(CELL, min_size=1, max_size=WIDTH + 1), min_size=1, max_size=6),
    st.sets(st.sampled_from(COLUMNS[1:])),
)
@settings(deadline=None)
def test_records_are_those_of_the_csv_module(rows, filled):
    """Whatever columns held something before."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    text = out.getvalue()
    expected = list(csv.reader(io.StringIO(text, newline="")))
    found = read_records(text.encode(), LAYOUT, ("", "-"), 2, Seen(filled))
    cells = found.cells.select(
        pl.col(name) if name in found.cells.columns else pl.lit(None, pl.String).alias(name) for name in COLUMNS
    )
    whole = [
        (number, *(None if cell in ("", "-") else cell for cell in row))
        for number, row in enumerate(expected, 2)
        if len(row) == WIDTH
    ]
    assert [row for row in cells.rows() if any(row[1:])] == [row for row in whole if any(row[1:])]
    assert dict(found.ragged) == {
        number: len(row) for number, row in enumerate(expected, 2) if len(row) != WIDTH and any(map(str.strip, row))
    }
    assert found.height == len(expected)


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


@given(st.lists(AMOUNT, min_size=1, max_size=5), st.booleans())
@settings(deadline=None)
def test_numbers_read_at_once_are_those_read_as_text(amounts, quoted):
    """Rows, faults and their words are the same whether Arrow read the numbers or Polars did."""
    out = io.StringIO()
    rows = [[str(number), "2022-01-01", amount] for number, amount in enumerate(amounts)]
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(rows)
    found = layout(REGISTER, ("number", "day", "fee"), "")
    checks = Checks(REGISTER, {}, (), b"")
    at_once, as_text = (
        check(read_records(out.getvalue().encode(), found, REGISTER.missing, 2, seen), found, checks)
        for seen in (Seen(), Seen(unusual={"2"}))
    )
    assert at_once.rows.equals(as_text.rows)
    assert at_once.rows.schema == as_text.rows.schema
    assert at_once.faults == as_text.faults


def test_a_column_with_one_odd_number_is_text_from_then_on():
    """What is dirty costs one more reading, not one a block."""
    found, seen = layout(REGISTER, ("number", "day", "fee"), ""), Seen()
    read = [
        read_records(f"1,2022-01-01,{amount}\n".encode(), found, ("", "-"), 2, seen).cells.schema["2"]
        for amount in ("1.5", "-1", "2.5")
    ]
    assert read == [pl.Decimal(18, 2), pl.String, pl.String]


@given(
    st.lists(st.lists(CELL | st.just("--"), min_size=1, max_size=5), min_size=1, max_size=6),
    st.sampled_from(["-", "--"]),
)
@settings(deadline=None)
def test_cells_that_say_something_are_never_too_few_and_exact_without_quotes(rows, mark):
    """The reader trusts it that columns it passed over hold nothing."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    text = out.getvalue()
    expected = sum(cell not in ("", mark) for row in csv.reader(io.StringIO(text, newline="")) for cell in row)
    found = cells_said(text.encode(), ("", mark))
    assert found >= expected
    assert found == expected or '"' in text


@pytest.mark.parametrize("missing", [("", "-"), ("",), ("-", "NULL")])
def test_cells_are_counted_across_windows(missing):
    """Counted in pieces, whose edges fall anywhere among the cells; here beside a count of the split text."""
    text = "".join(f"{'甲' * (number % 5)},-,NULL,,{number}\n" for number in range(60_000))
    expected = sum(cell not in ("", *missing) for line in text.splitlines() for cell in line.split(","))
    assert cells_said(text.encode(), missing) == expected


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
    group = Group((master, other), ((0, 1), (2, 3), (4, 5)))
    cells = pl.DataFrame(
        [[cell for pair in row for cell in pair] for row in rows],
        schema=dict.fromkeys(map(str, range(6)), pl.String),
        orient="row",
    )
    long = elongate(cells, group)
    masters, others = gather(long, long.texts, cells.height)
    assert masters.to_list() == [[first for first, _ in row if first] for row in rows]
    assert others.to_list() == [[second for first, second in row if first] for row in rows]
