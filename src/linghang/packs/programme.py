"""What a hospital set out to do: numbered programmes (1+6, 11235, 党建六融 …) as data.

The number in a name is a promise: “11235” says one, one, two, three and five things. Each digit is a layer of the
programme; a layer whose components the document does not list stays open (`listed: false`) and says so.
"""

import datetime as dt
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from linghang.packs.model import Code, Name, PackObject, Part, Text

Digit = int | Literal["N"]
Comparator = Literal["ge", "gt", "le", "lt", "eq"]
FORMS = {
    "strategy": "战略",
    "plan": "规划",
    "project": "工程",
    "action": "行动",
    "model": "模式",
    "mechanism": "机制",
    "theme": "主题",
}


class Objective(Part):
    """What a component is to reach.

    `indicator`: the code of the indicator that shows it; without one the objective is judged by evidence. `target` is
    in the indicator's base unit (a rate as a plain ratio: 1 is 100 %), or in `unit` where no indicator measures it.
    `status` says what the document itself claims: `target` (aimed at) or `achieved`; what was reached is never read
    from here but from the ledger. `by`: the day it is due.
    """

    code: Name
    title: Text
    indicator: Name | None = None
    comparator: Comparator = "ge"
    target: Decimal | None = None
    unit: str = ""
    by: dt.date | None = None
    status: Literal["target", "achieved"] = "target"
    quote: str = ""
    source_line: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _measurable(self) -> Self:
        if self.target is not None and not self.indicator and not self.unit:
            raise ValueError("写了 target 就要写 indicator，或至少写 unit")
        return self


class Aspect(Part):
    """A field of work that several components may act through (建立常态化学习机制, 人才建设 …)."""

    code: Name
    title: Text


class Component(Part):
    """One of the counted things.

    `aspects`: through which aspects it acts (many-to-many). `measures`: what is to be done. `owner`: the office or
    department the document names, in words. `programmes`: the numbered programmes that carry it out in their turn
    (党建融合 → 1+6 → 1531). `quote` and `source_line`: the words of the document and where they stand.
    """

    code: Name
    title: Text
    slogan: str = ""
    owner: str = ""
    aspects: tuple[Name, ...] = ()
    measures: tuple[Text, ...] = ()
    objectives: tuple[Objective, ...] = ()
    programmes: tuple[Code, ...] = ()
    quote: str = ""
    source_line: int | None = Field(default=None, gt=0)


class Layer(Part):
    """One digit of the programme's number, or the listed parts of one without a number. `count` is that digit, None
    for an open “N”.

    `listed: false`: the document gives the number but not (all of) the components.
    """

    code: Name
    title: Text
    count: int | None = Field(default=None, ge=1)
    listed: bool = True
    components: tuple[Component, ...] = ()

    @model_validator(mode="after")
    def _counted(self) -> Self:
        found = len(self.components)
        if self.count is not None and self.listed and found != self.count:
            raise ValueError(f"“{self.title}”应有 {self.count} 项，列出了 {found} 项；原文没有列全请写 listed: false")
        if self.count is not None and found > self.count:
            raise ValueError(f"“{self.title}”应有 {self.count} 项，列出了 {found} 项")
        return self


class Phase(Part):
    """A stretch of years (“三年基础”). `first_year` is the calendar year it begins with."""

    title: Text
    years: int = Field(gt=0)
    first_year: int | None = None


class Programme(PackObject):
    """A numbered programme, strategy, action or year theme of a document.

    `digits`: the numbers in the name, in order ("1+7+N" → [1, 7, N]); each has its layer. `years`: the length that
    the phases must add up to. `theme_year`: the year whose theme it is. `counted: false`: the numerals in the title
    count nothing of the programme (一院一品牌), so `digits` need not repeat them. `source_line`: the line of the
    document on which `quote` stands.
    """

    form: Literal["strategy", "plan", "project", "action", "model", "mechanism", "theme"]
    digits: tuple[Digit, ...] = ()
    layers: tuple[Layer, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    phases: tuple[Phase, ...] = ()
    years: int | None = Field(default=None, gt=0)
    theme_year: int | None = None
    counted: bool = True
    requirement: str = ""
    quote: str = ""
    source_line: int | None = Field(default=None, gt=0)

    @property
    def form_title(self) -> str:
        """The form in words."""
        return FORMS[self.form]

    @property
    def components(self) -> tuple[Component, ...]:
        """All components, layer by layer."""
        return tuple(component for layer in self.layers for component in layer.components)

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """The objectives of all components."""
        return tuple(objective for component in self.components for objective in component.objectives)

    def component(self, code: str) -> Component:
        """The component of that code; KeyError when there is none."""
        for component in self.components:
            if component.code == code:
                return component
        raise KeyError(code)

    @property
    def open_layers(self) -> tuple[Layer, ...]:
        """The layers whose components the document does not (fully) list."""
        return tuple(layer for layer in self.layers if not layer.listed or layer.count is None)

    @model_validator(mode="after")
    def _number_kept(self) -> Self:
        counts = tuple("N" if layer.count is None else layer.count for layer in self.layers)
        if self.digits and self.digits != counts:
            said, found = ("+".join(map(str, numbers)) for numbers in (self.digits, counts))
            raise ValueError(f"名称中的数字是 {said}，各层的数目是 {found}")
        if self.years is not None and self.phases and sum(phase.years for phase in self.phases) != self.years:
            raise ValueError(f"各阶段合计 {sum(phase.years for phase in self.phases)} 年，应为 {self.years} 年")
        return self

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        for title, codes in (
            ("层", [layer.code for layer in self.layers]),
            ("组成", [component.code for component in self.components]),
            ("方面", [aspect.code for aspect in self.aspects]),
            ("目标", [objective.code for objective in self.objectives]),
        ):
            if twice := sorted({code for code in codes if codes.count(code) > 1}):
                raise ValueError(f"{title}的代码重复：{'、'.join(twice)}")
        known = {aspect.code for aspect in self.aspects}
        if unknown := sorted({code for part in self.components for code in part.aspects} - known):
            raise ValueError(f"没有这些方面：{'、'.join(unknown)}")
        return self


def key(programme: str, component: str = "") -> str:
    """How a task names what it serves: `six_fusions` or `six_fusions/core`."""
    return f"{programme}/{component}" if component else programme
