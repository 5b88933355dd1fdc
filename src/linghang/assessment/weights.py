"""What each item of a framework is worth after sharing. Pure.

What cannot be judged gives its weight to the rest of its group, in proportion; a group of which nothing can be judged
gives its own to the other groups, and so up the tree. So the effective weights always add up to the full marks when
anything is scored.
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext

from linghang.assessment.exact import GUARDED, ZERO
from linghang.packs.framework import Framework, Item


class Weights:
    """The weights of a framework. Units of which the same items count share one answer: it is found out once."""

    def __init__(self, framework: Framework) -> None:
        self._framework = framework
        self.full: dict[str, Decimal] = {item.code: item.full for item, _ in framework.walk()}
        self._known: dict[frozenset[str], dict[str, Decimal]] = {}

    def shared(self, counted: frozenset[str]) -> dict[str, Decimal]:
        """By item code, groups included: the effective weight, with guard digits, where these leaves keep their own."""
        if counted not in self._known:
            with localcontext(GUARDED):
                full = self._framework.full_marks or ZERO
                self._known[counted] = self._worths(self._framework.items, full, counted)
        return self._known[counted]

    def _worths(self, items: Sequence[Item], amount: Decimal, counted: frozenset[str]) -> dict[str, Decimal]:
        """Of items that are together worth `amount`, and of all below them."""
        full = {item.code: self.full[item.code] for item in items if self._counts(item, counted)}
        total = sum(full.values(), ZERO)
        found: dict[str, Decimal] = {}
        for item in items:
            found[item.code] = amount * full[item.code] / total if item.code in full else ZERO
            found |= self._worths(item.items, found[item.code], counted)
        return found

    def _counts(self, item: Item, counted: frozenset[str]) -> bool:
        if not item.items:
            return item.code in counted
        return bool(self.full[item.code]) and any(self._counts(each, counted) for each in item.items)
