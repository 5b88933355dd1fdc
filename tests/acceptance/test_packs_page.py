"""docs/packs.md is true: its examples load and check without a fault, and it leaves nothing out of the language."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from linghang.assessment.checking import check as check_frameworks
from linghang.duties.checking import check as check_duties
from linghang.expressions import parse, schema_of
from linghang.expressions.parse import FUNCTIONS
from linghang.indicators.definitions import check
from linghang.packs import framework, procedure
from linghang.packs.duty import Activity, Duty
from linghang.packs.kinds import KINDS
from linghang.packs.library import Entry, Library
from linghang.packs.load import pack_folders, read_packs
from linghang.packs.model import (
    Codeset,
    Indicator,
    Linked,
    Manifest,
    Measure,
    Register,
    RegisterField,
    Report,
    RowRule,
    Section,
)
from linghang.packs.programme import Aspect, Component, Layer, Objective, Phase, Programme
from linghang.packs.routing import Body, Matter, Routing, Rule
from linghang.procedures.check import check as check_procedures
from linghang.programmes.check import check as check_programmes
from linghang.reports.check import check as check_reports

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```(?:yaml|csv)\n# (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
MODELS = (
    Manifest, Codeset, Register, RegisterField, RowRule, Measure, Linked, Indicator, Section, Report,
    Programme, Layer, Component, Objective, Phase, Aspect, Routing, Body, Matter, Rule,
    framework.Framework, framework.Applies, framework.Item, framework.Grade, framework.Linear, framework.Steps,
    framework.Step, framework.Interval, framework.Percentile, framework.Standard, framework.Levels, framework.Points,
    framework.Veto, Duty, Activity,
    procedure.Procedure, procedure.Stage, procedure.Step, procedure.StepField, procedure.TimeRule, procedure.Document,
    procedure.VoteRule, procedure.Check, procedure.Outcome, procedure.Parameter, procedure.Profile,
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """What is in use at a reader's who copies every example of the page: those packs beside the shipped ones."""
    root = tmp_path_factory.mktemp("packs")
    for name, text in EXAMPLES:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    library, faults = read_packs(pack_folders(ROOT / "packs") + pack_folders(root))
    assert faults == []
    return library


def test_every_example_checks_without_a_fault(library: Library) -> None:
    assert check(library) == []
    assert check_programmes(library) == []
    assert check_procedures(library) == []
    assert check_duties(library) == []
    assert check_frameworks(library) == []
    assert check_reports(library) == []


def examples(library: Library) -> list[Entry]:
    return [entry for entry in library.entries if entry.pack in ("example", "local")]


def test_the_examples_hold_every_kind_of_thing(library: Library) -> None:
    assert {entry.kind for entry in examples(library)} == set(KINDS)


def test_the_examples_hold_every_kind_of_indicator(library: Library) -> None:
    kinds = {"count", "sum", "distinct", "average", "ratio", "derived", "reported", "level"}
    assert {entry.item.kind for entry in examples(library) if isinstance(entry.item, Indicator)} == kinds


def test_an_override_changes_what_it_names_and_nothing_else(library: Library) -> None:
    changed = library.indicator("example_mean_fee")
    assert (changed.decimals, changed.value, changed.unit) == (0, "fee", "元")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_explained(model: type[BaseModel]) -> None:
    keys = {field.alias or name for name, field in model.model_fields.items()}
    explained = set(re.findall(r"`([a-z_]+)`", PAGE)) | set(re.findall(r"^[ -]*([a-z_]+): ", PAGE, re.MULTILINE))
    assert keys - explained == set()


def test_every_function_is_explained() -> None:
    assert [name for name in FUNCTIONS if f"`{name}(" not in PAGE] == []


def test_every_expression_of_the_table_is_accepted(library: Library) -> None:
    """Each example stands for fields of one of the two registers of the page."""
    table = PAGE[PAGE.index("## 表达式") : PAGE.index("## 报告 reports")]
    examples = re.findall(r"\| `([^`]+)` \|$", table, re.MULTILINE)
    fields = {
        code: node
        for code in ("example_stay", "example_clinic")
        for code, node in schema_of(library.register(code)).items()
    }
    assert len(examples) == 23
    for text in examples:
        parse(text, fields, library)
