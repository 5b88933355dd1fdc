"""What is wrong with one sentence template: syntax, unknown indicators, senseless shares and conditions. Pure."""

from collections.abc import Callable, Iterable, Iterator

from linghang.core.errors import Fault, InputError
from linghang.core.figures import RATES
from linghang.packs.library import Library
from linghang.reports.conditions import DIRECTIONS, GOALS, PRESENCE, SIDES, Test
from linghang.reports.nodes import Choice, Figure, choices, figures
from linghang.reports.template import parse

Key = tuple[str | int, ...]
_CHANGES = ("yoy", "yoy_abs", "mom", "mom_abs")
_TARGETS = ("target", "target_abs")


def faults_of_sentence(
    text: str,
    of_figure: Callable[[Figure], Iterable[Fault]],
    of_choice: Callable[[Choice], Iterable[Fault]],
) -> Iterator[Fault]:
    """Its faults, those of figures as `of_figure` tells them and those of conditions as `of_choice` does."""
    try:
        sentence = parse(text)
    except InputError as error:
        yield from error.faults
        return
    for figure in figures(sentence):
        yield from of_figure(figure)
    for choice in choices(sentence):
        yield from of_choice(choice)


def faults_of_figure(library: Library, figure: Figure, allowed: bool = True) -> Iterator[Fault]:
    """Of the figure of an indicator."""
    if not allowed:
        yield fault_at(figure, "这里不能写数据", "请写在段落里")
        return
    unknown = [code for code in figure.indicators if not library.has("indicators", code)]
    for code in unknown:
        remedy = "可用 linghang packs list 查看全部；别的包的指标要在 pack.yaml 的 extends 里写上那个包"
        yield fault_at(figure, "没有这个指标", remedy, code)
    if unknown:
        return
    if figure.of and {library.indicator(code).unit for code in figure.indicators} & set(RATES):
        yield fault_at(figure, "百分比指标不能再算占比", "share_of 只用于数量")
    if figure.scale and library.indicator(figure.indicator).unit in RATES:
        yield fault_at(figure, "百分比不能换算成万、亿", "去掉 scale")


def faults_of_choice(choice: Choice, library: Library) -> Iterator[Fault]:
    """Conditions that the figure can never meet."""
    figure, known = choice.figure, library.has("indicators", choice.figure.indicator)
    for case in choice.cases:
        if case.test is None:
            continue
        if fault := _misplaced(figure, case.test):
            yield fault
        elif (
            known and case.test.word in (*SIDES, *GOALS) and library.indicator(figure.indicator).direction == "neutral"
        ):
            yield fault_at(figure, "这个指标没有好坏方向", "用 增长、下降、持平，或在指标里写 direction")


def _misplaced(figure: Figure, test: Test) -> Fault | None:
    if test.word in PRESENCE:
        return None
    if test.word in (*DIRECTIONS, *SIDES) and figure.kind not in _CHANGES:
        return fault_at(figure, f"“{test.word}”要写在同比或环比上", "例如 {?discharges|yoy:增长}", test.word)
    if test.word in GOALS and figure.kind not in _TARGETS:
        return fault_at(figure, f"“{test.word}”要写在目标上", "例如 {?discharges|target:达标}", test.word)
    if not test.word and figure.kind in (*_CHANGES, "target", "share_of") and test.unit not in ("%", "‰"):
        return fault_at(figure, "变化和占比的界限要写百分数", "例如 >=10%；比率指标的 1% 是 1 个百分点", str(test))
    return None


def fault_at(figure: Figure, reason: str, remedy: str, value: str = "") -> Fault:
    """A fault of the figure, at its place in the sentence."""
    return Fault(field=f"第 {figure.at} 个字", value=value or figure.indicator, reason=reason, remedy=remedy)
