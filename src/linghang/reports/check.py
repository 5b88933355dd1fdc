"""What is wrong with the report templates of a library, with file and line. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from linghang.core.errors import Fault
from linghang.packs.library import Entry, Library
from linghang.packs.model import Report, ReportBlock, ReportList, ReportTable
from linghang.reports.checking_rows import faults_of_list, faults_of_table
from linghang.reports.checking_sentences import Key, faults_of_choice, faults_of_figure, faults_of_sentence


def check(library: Library) -> list[Fault]:
    """Every fault of every report: syntax, unknown indicators, figures where none may stand, senseless shares."""
    found: list[Fault] = []
    for entry in library.entries:
        if isinstance(entry.item, Report):
            for place, key, block, figures_allowed in _blocks(entry.item):
                found += [
                    _at(entry, place, (*key, *inside), fault)
                    for inside, fault in _faults_of(library, block, figures_allowed=figures_allowed)
                ]
    return found


def _blocks(report: Report) -> Iterator[tuple[str, Key, ReportBlock, bool]]:
    """Where each template stands (for people and in the YAML), what it is, and whether it may hold figures."""
    for key, place in (("heading", "标题"), ("salutation", "称呼"), ("signed_by", "落款")):
        yield place, (key,), getattr(report, key), False
    for key, place in (("opening", "开头"), ("closing", "结尾")):
        for index, text in enumerate(getattr(report, key)):
            yield f"{place}第 {index + 1} 段", (key, index), text, True
    for number, section in enumerate(report.sections):
        yield f"“{section.heading}”的标题", ("sections", number, "heading"), section.heading, False
        for index, block in enumerate(section.paragraphs):
            yield f"“{section.heading}”第 {index + 1} 段", ("sections", number, "paragraphs", index), block, True


def _at(entry: Entry, place: str, key: Key, fault: Fault) -> Fault:
    return replace(
        fault, file=entry.file, line=entry.line_of(*key), subject=f"报告 {entry.item.code}", field=place + fault.field
    )


def _faults_of(library: Library, block: ReportBlock, *, figures_allowed: bool) -> Iterator[tuple[Key, Fault]]:
    """Each fault with the keys inside the block where it stands."""
    match block:
        case ReportTable():
            yield from faults_of_table(library, block)
        case ReportList():
            yield from faults_of_list(library, block)
        case _:
            of_figure = partial(faults_of_figure, library, allowed=figures_allowed)
            of_choice = partial(faults_of_choice, library=library)
            for fault in faults_of_sentence(block, of_figure, of_choice):
                yield (), fault
