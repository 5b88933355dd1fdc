"""coverage.csv names only what exists, and docs/coverage.md says what it says."""

from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from acceptance.coverage_page import KINDS, PAGE, PART, Coverage, coverage, page, practices
from linghang.cli import app
from linghang.packs.library import Library
from shipped import shipped_library

ROOT = Path(__file__).resolve().parents[2]
IN_PACKS = {"register": "registers", "indicator": "indicators", "report": "reports", "codeset": "codesets"}
IN_PACKS |= {"programme": "programmes", "routing": "routings", "framework": "frameworks"}
IN_PACKS |= {"duty": "duties", "procedure": "procedures"}


def rows(*kinds: str) -> list[Coverage]:
    return [row for row in coverage() if row.kind in kinds]


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped_library()


def test_the_list_of_practices_is_whole() -> None:
    assert Counter(practice.document for practice in practices()) == {
        "S000": 50, "S001": 93, "S002": 93, "S003": 148, "S004": 73,
    }  # fmt: skip


def test_every_row_is_of_a_practice_and_of_a_known_kind() -> None:
    known = {practice.id for practice in practices()}
    assert [row for row in coverage() if row.id not in known or row.kind not in KINDS] == []


def test_nothing_is_named_twice() -> None:
    counts = Counter((row.id, row.kind, row.code) for row in coverage())
    assert [row for row, count in counts.items() if count > 1] == []


def test_a_practice_is_whole_or_in_part_but_not_both() -> None:
    whole = {row.id for row in coverage() if not row.note.startswith(PART)}
    assert whole & {row.id for row in coverage() if row.note.startswith(PART)} == set()


def test_what_packs_should_hold_they_hold(library: Library) -> None:
    assert [row for row in rows(*IN_PACKS) if not library.has(IN_PACKS[row.kind], row.code)] == []


@pytest.mark.parametrize("row", rows("command"), ids=lambda row: row.code)
def test_commands_answer(row: Coverage) -> None:
    assert CliRunner().invoke(app, [*row.code.split(), "--help"]).exit_code == 0


def test_named_tests_exist() -> None:
    assert [row for row in rows("test") if not (ROOT / row.code.partition("::")[0]).is_file()] == []


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(practices(), coverage()), (
        "请运行 python tests/acceptance/coverage_page.py"
    )
