"""Which mode each heading of an outline has: by its words, what stands above and before it, its prose. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from linghang.documents.headings import RANKS, Head
from linghang.documents.modes import Mode, led_by_problems, mode_of_item, mode_of_text
from linghang.documents.naming import Said, is_aim, is_framing, is_lack, is_modal, mode_of_heading, tells_an_act
from linghang.documents.tenses import Tenses

_ANSWER = 4000
"""How many characters of an answer decide whether it tells what was done."""


def settle_modes(text: str, heads: Sequence[Head], title_mode: Mode | None) -> None:
    """Give every heading its mode; `heads` are nested and in the order of the text."""
    settling = _Settling(text, title_mode)
    for head in heads:
        if head.mode is None:
            head.mode = settling.mode(head)
    _before_what_is_to_come(heads)
    for head in heads:  # what announces only things to be done is itself to be done
        if head.mode == "mixed" and len(head.children) > 1:
            modes = {each.mode for each in head.children}
            head.mode = modes.pop() if modes in ({"plan"}, {"done"}) else "mixed"
    for head in heads:  # what was done, with a step to come that has its day, is told from both sides
        if head.mode == "done" and not head.children and settling.tenses.is_dated(head.start, head.end):
            head.mode = "mixed"
    for head in reversed(heads):  # what names nothing is told as all that stands below it
        silent = head.kind in ("pseudo", "section", "subsection") and _said(head) is None
        if head.mode == "done" and head.children and silent and _all(head, "mixed"):
            head.mode = "mixed"


def _all(head: Head, mode: Mode) -> bool:
    return all(each.mode == mode for each in head.children)


def _before_what_is_to_come(heads: Sequence[Head]) -> None:
    """An unmarked heading that says nothing of itself was done when one behind it asks 下一步怎么干."""
    coming: set[int] = set()
    for head in reversed(heads):
        if head.kind != "pseudo":
            continue
        if head.mode == "mixed" and id(head.parent) in coming:
            head.mode = "done"
        said = mode_of_heading(head.heading)
        if said is not None and said.mode == "plan":
            coming.add(id(head.parent))


@dataclass(frozen=True)
class _Settling:
    text: str
    title_mode: Mode | None

    lacking: set[int] = field(default_factory=set)
    """Heads of lists that problems lead in."""

    @cached_property
    def tenses(self) -> Tenses:
        return Tenses(self.text)

    @cached_property
    def whole(self) -> Mode:
        told = self.tenses.of()
        return mode_of_text(self.text) if told == "mixed" else told

    def mode(self, head: Head) -> Mode:
        """A firm word of its own, what it lacks, what stands above, a loose word, what stands before, the prose."""
        if is_framing(head.heading) and _frames(head):
            return "background"
        if head.kind == "pseudo" and head.children and all(each.kind == "qa" for each in head.children):
            return "background"
        if head.kind == "measure":
            return next((each.implied for each in _above(head) if each.implied), "done")
        said = _said(head)
        parent = head.parent
        under = parent.mode if parent is not None and parent.kind not in ("qa", "speech") else None
        if said is not None and under == "background" and parent is not None and not is_lack(parent.heading):
            return said.mode
        if said is not None and said.firm and (under != "background" or said.mode == "plan"):
            return said.mode
        if under == "background" or self._lists_problems(head):
            return "background"
        if must := mode_of_item(head.kind, head.marker, head.heading):
            return must
        if under == "mixed" and parent is not None and is_lack(parent.heading) and is_lack(head.heading):
            return "background"
        if head.kind == "item" and parent is not None and parent.kind == "measure" and self._answer(head) == "mixed":
            return "mixed"  # measures taken, told as what they aim at
        return self._above(head) or self._loose(head, said) or self._before(head) or self._prose(head)

    def _lists_problems(self, head: Head) -> bool:
        """存在的问题：一是 …, and what follows it in the same list."""
        if head.rank < RANKS["point"]:
            return False
        brother = head.brother
        follows = brother is not None and brother.kind == head.kind and id(brother) in self.lacking
        if follows or led_by_problems(self.text, head.start):
            self.lacking.add(id(head))
            return True
        return False

    def _above(self, head: Head) -> Mode | None:
        """What the nearest heading above that is done or plan says of all below it."""
        above = (each.implied or each.mode for each in _above(head))
        return next((mode for mode in above if mode in ("done", "plan")), None)

    def _loose(self, head: Head, said: Said | None) -> Mode | None:
        """重点工作 in the first section of a review is what was worked at; behind the review it is to be done."""
        if said is None or said.mode == "background" or self.title_mode is None or head.brother is not None:
            return said.mode if said is not None else None
        return self.title_mode

    def _before(self, head: Head) -> Mode | None:
        """What follows the plans or the problems is to be done."""
        brother = head.brother
        if brother is None or head.rank > RANKS["subsection"] or head.kind in ("qa", "speech"):
            return None
        return "plan" if brother.mode == "plan" or _names_problems(brother) else None

    def _prose(self, head: Head) -> Mode:
        """By the headings below that say what must be, the title, the words of its own part, of the whole text."""
        must = sum(is_modal(each.heading) or each.marker.endswith("要") for each in head.children)
        if len(head.children) > 1 and 2 * must > len(head.children):
            return "plan"
        told: Mode | None = self._answer(head)
        if told is None:
            own = self.tenses.of(head.start, head.end) if head.rank <= RANKS["subsection"] else "mixed"
            told = own if own != "mixed" else self.whole
        return self.title_mode or told

    def _answer(self, head: Head) -> Mode | None:
        """What the answer tells in which a heading stands."""
        asked = next((each for each in _above(head) if each.kind == "qa"), None)
        return None if asked is None else mode_of_text(self.text[asked.start : min(asked.end, asked.start + _ANSWER)])


def _said(head: Head) -> Said | None:
    """What its own words say; of a run-in or a point only the firm words count, of an item none."""
    if head.rank > RANKS["point"] or (head.kind == "speech" and head.marker == ""):
        return None
    said = mode_of_heading(head.heading)
    return said if said is not None and (said.firm or head.rank <= RANKS["subsection"]) else None


def _frames(head: Head) -> bool:
    """总体要求 frames unless tasks stand below it; below 主要目标 stand the aims, unless they are acts."""
    if is_aim(head.heading) and 2 * sum(tells_an_act(each.heading) for each in head.children) <= len(head.children):
        return True
    return 2 * sum(is_framing(each.heading) for each in head.children) >= len(head.children)


def _names_problems(head: Head) -> bool:
    said = mode_of_heading(head.heading)
    return said is not None and said.firm and said.mode == "background" and is_lack(head.heading)


def _above(head: Head) -> Iterator[Head]:
    while head.parent is not None:
        head = head.parent
        yield head
