"""What is wrong with the report templates of a library, with file and line. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from linghang.core.errors import Fault, InputError
from linghang.packs.library import Entry, Library
from linghang.packs.model import Report
from linghang.reports.template import Figure, figures, parse

_WHOLE_UNITS = ("%", "‰")
Key = tuple[str | int, ...]


def check(library: Library) -> list[Fault]:
    """Every fault of every report: syntax, unknown indicators, figures where none may stand, senseless shares."""
    found: list[Fault] = []
    for entry in library.entries:
        if isinstance(entry.item, Report):
            for place, key, text, figures_allowed in _sentences(entry.item):
                found += [
                    _at(entry, place, key, fault)
                    for fault in _faults_of(library, text, figures_allowed=figures_allowed)
                ]
    return found


def _sentences(report: Report) -> Iterator[tuple[str, Key, str, bool]]:
    """Where each template stands (for people and in the YAML), its text, and whether it may hold figures."""
    for key, place in (("heading", "标题"), ("salutation", "称呼"), ("signed_by", "落款")):
        yield place, (key,), getattr(report, key), False
    for key, place in (("opening", "开头"), ("closing", "结尾")):
        for index, text in enumerate(getattr(report, key)):
            yield f"{place}第 {index + 1} 段", (key, index), text, True
    for number, section in enumerate(report.sections):
        yield f"“{section.heading}”的标题", ("sections", number, "heading"), section.heading, False
        for index, text in enumerate(section.paragraphs):
            yield f"“{section.heading}”第 {index + 1} 段", ("sections", number, "paragraphs", index), text, True


def _at(entry: Entry, place: str, key: Key, fault: Fault) -> Fault:
    return replace(
        fault, file=entry.file, line=entry.line_of(*key), subject=f"报告 {entry.item.code}", field=place + fault.field
    )


def _faults_of(library: Library, text: str, *, figures_allowed: bool) -> Iterator[Fault]:
    try:
        sentence = parse(text)
    except InputError as error:
        yield from error.faults
        return
    for figure in figures(sentence):
        if figures_allowed:
            yield from _faults_of_figure(library, figure)
        else:
            yield Fault(field=_position(figure), value=figure.indicator, reason="这里不能写数据", remedy="请写在段落里")


def _faults_of_figure(library: Library, figure: Figure) -> Iterator[Fault]:
    unknown = [code for code in figure.indicators if not library.has("indicators", code)]
    for code in unknown:
        yield Fault(
            field=_position(figure),
            value=code,
            reason="没有这个指标",
            remedy="可用 linghang packs list 查看全部；别的包的指标要在 pack.yaml 的 extends 里写上那个包",
        )
    if not unknown and figure.of:
        units = {library.indicator(code).unit for code in figure.indicators}
        if units & set(_WHOLE_UNITS):
            yield Fault(
                field=_position(figure),
                value=figure.indicator,
                reason="百分比指标不能再算占比",
                remedy="share_of 只用于数量",
            )
    if not unknown and figure.scale and library.indicator(figure.indicator).unit in _WHOLE_UNITS:
        yield Fault(
            field=_position(figure), value=figure.indicator, reason="百分比不能换算成万、亿", remedy="去掉 scale"
        )


def _position(figure: Figure) -> str:
    return f"第 {figure.at} 个字"
