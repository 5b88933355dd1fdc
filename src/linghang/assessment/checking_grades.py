"""What is wrong with the grades of a framework: out of order, of two kinds, or with a hole. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from linghang.core.errors import Fault
from linghang.core.figures import write_figure
from linghang.packs.framework import Framework, Grade

Found = tuple[tuple[str | int, ...], Fault]


def grade_faults(framework: Framework) -> Iterator[Found]:
    """The faults of the grades, each with its key path."""
    grades = framework.grades
    if framework.clusters is not None:
        yield from _clustered(framework)
        return
    if not grades:
        return
    if framework.full_marks is None:
        yield _fault(("grades",), "", "写了等级，没有写满分，无从定等级", "写上 full_marks 和各项的 weight")
    seen: set[str] = set()
    for index, grade in enumerate(grades):
        yield from _one(grades, index)
        if grade.grade in seen:
            yield _fault(("grades", index), grade.grade, "等级写了两次", "去掉一个")
        seen.add(grade.grade)
    if _mixed(grades):
        yield _fault(
            ("grades",), "", "有的等级写 top，有的写 at_least", "全写 top（按名次），或全写 at_least（按得分率）"
        )
    else:
        yield from _order(grades)


def _fault(path: tuple[str | int, ...], value: str, reason: str, remedy: str) -> Found:
    return path, Fault(field="grades", value=value, reason=reason, remedy=remedy)


def _clustered(framework: Framework) -> Iterator[Found]:
    if len(framework.grades) != framework.clusters:
        reason = f"聚成 {framework.clusters} 组，写了 {len(framework.grades)} 个等级"
        yield _fault(("clusters",), str(framework.clusters), reason, "有几组就由高到低写几个等级")
    for index, grade in enumerate(framework.grades):
        if grade.top is not None or grade.at_least is not None:
            yield _fault(
                ("grades", index), grade.grade, "由聚类定等级，不能再写 top 或 at_least", "去掉它，或去掉 clusters"
            )


def _one(grades: tuple[Grade, ...], index: int) -> Iterator[Found]:
    grade, last = grades[index], index == len(grades) - 1
    if grade.top is not None and grade.at_least is not None:
        yield _fault(("grades", index), grade.grade, "同时写了 top 和 at_least", "只写一个")
    elif grade.top is None and grade.at_least is None and not last:
        yield _fault(("grades", index), grade.grade, "没有写 top 或 at_least", "只有最后一个等级可以不写，表示其余全部")
    if last and (grade.top not in (None, 1) or grade.at_least not in (None, 0)):
        limit = f"前 {_percent(grade)} 之后" if grade.top is not None else f"得分率不到 {_percent(grade)}"
        remedy = "再写一个等级（不写 top 和 at_least 表示其余全部）；公布的规则没有规定的，加 undefined: true"
        yield _fault(("grades", index), grade.grade, f"等级有空档：{limit}没有等级", remedy)


def _percent(grade: Grade) -> str:
    return write_figure(grade.top if grade.top is not None else grade.at_least, "%", 4, trim=True)


def _mixed(grades: tuple[Grade, ...]) -> bool:
    return any(grade.top is not None for grade in grades) and any(grade.at_least is not None for grade in grades)


def _order(grades: tuple[Grade, ...]) -> Iterator[Found]:
    """From best to worst: `top` grows, `at_least` falls."""
    for index, (better, worse) in enumerate(pairwise(grades), start=1):
        rising = better.top is not None and worse.top is not None and better.top >= worse.top
        falling = better.at_least is not None and worse.at_least is not None and better.at_least <= worse.at_least
        if rising or falling:
            rule = "top 要一个比一个大" if rising else "at_least 要一个比一个小"
            reason = f"排在“{better.grade}”之后，{_percent(worse)} 却不在它的 {_percent(better)} 之后"
            yield _fault(("grades", index), worse.grade, reason, f"由好到差写，{rule}")
