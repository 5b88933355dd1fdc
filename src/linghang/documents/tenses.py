"""Whether prose tells what was done or what is to be done, by the words that only one of the two uses. Pure."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Tense = Literal["done", "plan", "mixed"]

# Each alternative begins with a character of its own: such places are found at the speed of a search in memory.
_DONE = re.compile(
    "了(?<![为除]了)(?![解望])|已(?!知)|同比|环比|累计|先后|截至|圆满|顺利|成功|取得|曾|荣获|获(?:得|评|批|颁)|入选|跃居|位[列居]|录得|"
    "投入使用|近年来|一年来|五年来|去年|上年(?<=[较比]上年)|前一年(?<=[较比]前一年)|被(?:评|授|列|确定)|共(?:计)?\\d|连续.{1,3}年|"
    "通过.{0,12}(?:验收|测评|评审|认证|评定)"
)
_OPENS = "(?<![^。;；,，、:：\\s].)"
"""Behind the first character of a word: it opens a clause."""
_PLAN = re.compile(
    f"要{_OPENS}|继{_OPENS}续|计{_OPENS}划|拟{_OPENS}|政府会(?!议)|我们会|联网会|本[局院]会(?!议)|力争|确保|争取|必须|预[计定估]|到20\\d\\d年|年底前|月底前|明年|今年要|"
    "将(?:坚[定持]|继续|进一步|全面|深入|以|持续|[于在]\\d|达)|下一步|赓续|不(?:低于|少于|超过|高于)|以内|控制在|原则上"
)
_DATED = re.compile(
    "(?:预[计定][于在]?|将[于在])(?:\\d{4}年|[二一][○〇零一二三四五六七八九]{3}年|今年|明年|年底|\\d{1,2}月)(?P<day>\\d{1,2}月|底|前)*"
    "(?P<step>[^。；;，,]{0,24})"
)
"""A step to come that has its day already and says how much: 预计年底前再增设3处, 其余9家将在今年6月底前上线."""
_GOES_ON = re.compile(
    "[今明]年(?:(?<=[。；;].年)(?:要(?!求)|得(?!到|益|分)|必须)|再[^，,。；;]{0,4}\\d)|\\d月底?前必须"
)
"""去年建成，今年要把路线跑通: what was begun and is to be ended."""
_COUNTED, _OF_HOW_MANY = re.compile("\\d(?!年)"), 6
_CLEARLY = 2
"""How many times oftener the words of one side must be than those of the other."""
_SELDOM, _ENOUGH = 250, 5
"""One such word in so many characters says little; so many say enough however long the part is."""


@dataclass(frozen=True)
class Tenses:
    """Where a text says that something was done, and where that it is to be done; asked once for all of its parts."""

    text: str

    @cached_property
    def _done(self) -> list[int]:
        return [found.start() for found in _DONE.finditer(self.text)]

    @cached_property
    def _plan(self) -> list[int]:
        return [found.start() for found in _PLAN.finditer(self.text)]

    @cached_property
    def _dated(self) -> list[int]:
        dated = [found.start() for found in _DATED.finditer(self.text) if self._counts(found)]
        return sorted([*dated, *(found.start() for found in _GOES_ON.finditer(self.text))])

    def _counts(self, found: re.Match[str]) -> bool:
        """Right before the day, or in what is said behind it."""
        before = self.text[max(0, found.start() - _OF_HOW_MANY) : found.start()]
        return _COUNTED.search(found["step"]) is not None or _COUNTED.search(before) is not None

    def is_dated(self, start: int, end: int) -> bool:
        """Whether the part names a step to come with its day and its number."""
        return bisect_left(self._dated, end) > bisect_left(self._dated, start)

    def of(self, start: int = 0, end: int | None = None) -> Tense:
        """What the part between two offsets tells; "mixed" when neither side is clearly the stronger."""
        stop = len(self.text) if end is None else end
        done = bisect_left(self._done, stop) - bisect_left(self._done, start)
        plan = bisect_left(self._plan, stop) - bisect_left(self._plan, start)
        if max(done, plan) < min(_ENOUGH, 1 + (stop - start) / _SELDOM):
            return "mixed"
        return "done" if done > _CLEARLY * plan else "plan" if plan > _CLEARLY * done else "mixed"
