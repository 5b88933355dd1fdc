"""What a claim stands under: the year and the mode of its heading, and which year words of time mean there. Pure."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from linghang.documents.dating import Dating
from linghang.documents.moments import Moment, moments
from linghang.documents.outline import Node, Outline
from linghang.documents.places import Places
from linghang.documents.reach import REACH
from linghang.documents.reckoning import is_plan_period, shifted, up_to
from linghang.documents.telling import Status, demanded, reached, status
from linghang.documents.years import spoken

_AIMS = re.compile("目标|要求|思路|任务")
_PROBLEMS = re.compile("问题|不足|短板|困难")
_NUMBERED = ("part", "section", "subsection", "pseudo")
_WITHIN_YEAR = frozenset(("全年", "年内"))
_TOLD = 40


@dataclass(frozen=True)
class Standing:
    """The headings of a text as a claim sees them from its place: their years and their modes."""

    text: str
    outline: Outline
    places: Places
    counted_so: bool
    dating: Dating
    headed: dict[str, str] = field(default_factory=dict)
    """Node → the year of it and what is above it, as asked before."""

    def status(self, offset: int, words: str) -> Status:
        """By the mode of the heading, else by the words of the claim."""
        said = self.text[max(self.places.clause(offset), offset - REACH) : offset + len(words)]
        node = self.outline.node_at(offset)
        if node is not None and node.mode == "plan" and self._reached(offset):
            return "actual"
        return status(node, said)

    def governing(self, offset: int) -> str:
        """The year of the heading that a claim stands under, else that of the review or of the plans of the text."""
        if headed := self.of_heading(offset):
            return headed
        node = self.outline.node_at(offset)
        mode = node.mode if node is not None else "mixed"
        aims = mode == "background" and self._aims_above(node)
        if mode == "plan" and self._plans_ahead() and self._reached(offset):
            mode = "done"
        if aims or (mode == "mixed" and self.dating.done != self.dating.planned and self.aimed(offset)):
            mode = "plan"
        if mode in ("plan", "done"):
            return self.dating.planned if mode == "plan" else self.dating.done
        return self.dating.done or self.dating.default

    def of_heading(self, offset: int) -> str:
        innermost = self.outline.node_at(offset)
        if innermost is None:
            return ""
        if offset - innermost.start <= len(innermost.marker) + len(innermost.heading):
            return self._headed(innermost, offset)  # a claim inside its own heading
        if innermost.id not in self.headed:
            self.headed[innermost.id] = self._headed(innermost, offset)
        return self.headed[innermost.id]

    def _headed(self, innermost: Node, offset: int) -> str:
        for node in self.outline.above(innermost):
            told = node.heading[: max(0, offset - node.start - len(node.marker))]
            year, said = _heading(told, self.counted_so)
            if year:
                return year
            by_mode = self.dating.planned if node.mode == "plan" else self.dating.done
            for moment in said:
                if moment.kind in ("this", "last", "next", "review", "back") and by_mode:
                    return self.resolved(moment, offset, by_mode)
        return ""

    def resolved(self, moment: Moment, offset: int, governing: str = "") -> str:
        """The years that words of time mean at a place; 五年来 in a text without a year stays as it is said."""
        dated = self.dating
        now = governing or self.governing(offset)
        written = dated.written or now
        if dated.guessed and not governing and moment.kind not in ("this", "base", "review"):
            return "" if self.of_heading(offset) else moment.said  # 去年 in a text that nothing dates
        if moment.kind == "review":
            return self.of_heading(offset) if not governing and self.of_heading(offset) else dated.done
        if moment.kind == "back" and self.status(offset, "") == "target":
            return now  # 三年累计4500名 in a plan
        if moment.kind == "back":
            return up_to(dated.done if dated.sure else shifted(dated.default, -1), moment.years) or moment.said
        if not now[:4].isdigit():
            return moment.said if moment.kind == "ago" else ""
        match moment.kind:
            case "this":
                return written
            case "now" if moment.said.startswith("截") and moment.said.endswith("时"):
                return dated.done
            case "now" if moment.said not in _WITHIN_YEAR and now == dated.planned and self._plans_ahead():
                return dated.done
            case "last":
                return shifted(written, -1)
            case "base":
                return shifted(now, -1)
            case "before_last":
                return shifted(written, -2)
            case "ago":
                return shifted(written, -moment.years)
            case "next":
                return shifted(dated.written or dated.default, 1)
        return ""

    def _aims_above(self, node: Node | None) -> bool:
        """Whether a heading above names aims, and none names problems (监管力量与任务不匹配)."""
        above = [each.heading for each in self.outline.above(node) if each.kind in _NUMBERED]
        return any(map(_AIMS.search, above)) and not any(map(_PROBLEMS.search, above))

    def among_aims(self, offset: int) -> bool:
        """Whether a heading above names aims by that very word."""
        return any("目标" in node.heading for node in self.outline.above(self.outline.node_at(offset)))

    def aimed(self, offset: int) -> bool:
        """Whether this member of the sentence tells what shall be."""
        start = max(self.places.clause(offset), offset - REACH)
        return demanded(self.text[start : min(self.places.clause_end(offset), offset + _TOLD)])

    def _plans_ahead(self) -> bool:
        """Whether the plans are for a later year than that of the paper, so that what has come about was before it."""
        dated = self.dating
        return dated.planned != dated.written and (dated.planned != dated.default or is_plan_period(dated.planned))

    def _reached(self, offset: int) -> bool:
        """Whether the sentence tells what has come about."""
        return reached(self.sentence(offset, self.text[offset : min(self.places.clause_end(offset), offset + _TOLD)]))

    def sentence(self, offset: int, words: str) -> str:
        """What stands before the end of a claim in its sentence."""
        return self.text[max(self.places.sentence(offset), offset - REACH) : offset + len(words)]


@lru_cache(1024)
def _heading(told: str, counted_so: bool) -> tuple[str, tuple[Moment, ...]]:
    """The year and the words of time in a heading, which is asked for every claim under it."""
    return spoken(told, counted_so=counted_so), tuple(moments(told))
