"""How everybody stands with everything: one institution, all its duties, the periods of some time.

A fixed number of queries: the organisation (7), settings and exemptions (2), one for each register that duties read.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from linghang.duties import keeping, ledger
from linghang.duties.asked import Asked, Owed, owed, stretches
from linghang.duties.clock import Standing, deadline, stand
from linghang.duties.facts import FACTS, schema_of_base
from linghang.duties.keeping import Exemption
from linghang.duties.owners import Holder, Owner, holders
from linghang.duties.periods import ALWAYS, Span
from linghang.duties.roster import Roster
from linghang.expressions import Node, evaluate, parse_condition
from linghang.organization.models import Institution
from linghang.packs.duty import Duty
from linghang.packs.library import Library
from linghang.registers.content import library


@dataclass(frozen=True)
class Line:
    """One owner, one duty, one period: how he stands. `row`: the key of the row of the matrix in which it is shown."""

    owner: Owner
    owed: Owed
    standing: Standing

    @property
    def duty(self) -> Duty:
        return self.owed.asked.duty

    @property
    def row(self) -> str:
        return f"department:{self.owner.key}" if self.duty.base == "department" else self.owner.branch


def reckon(
    institution: Institution,
    first: dt.date,
    last: dt.date,
    today: dt.date,
    *,
    line: str | None = None,
    codes: Iterable[str] | None = None,
    branch: str | None = None,
    due_from: dt.date | None = None,
    adopted: bool = False,
) -> list[Line]:
    """Every period that begins from `first` to `last`, of every duty (of one `line`, of these `codes`), for everybody
    who might owe it (for what is shown under one Party organisation: `branch`, "" for the house itself). `due_from`:
    without the periods whose last day in time lies before it. `adopted`: without the duties that nobody here is asked.
    """
    wanted = None if codes is None else set(codes)
    chosen = {
        code: versions
        for code, versions in versions_of(library()).items()
        if (wanted is None or code in wanted) and (line is None or versions[-1].line == line)
    }
    reckoning = Reckoning(institution, first, last, today)
    asked = [each for each in chosen.values() if not adopted or reckoning.asks(each)]
    return list(reckoning.lines(asked, branch, due_from))


def versions_of(packs: Library) -> dict[str, list[Duty]]:
    """The versions of every duty in the order of their days, duties as first written."""
    found: dict[str, list[Duty]] = {}
    for entry in packs.entries:
        if isinstance(entry.item, Duty):
            found.setdefault(entry.item.code, []).append(entry.item)
    for versions in found.values():
        versions.sort(key=lambda each: each.valid_from or dt.date.min)
    return found


def lines_of(packs: Library) -> list[str]:
    """The lines (组织生活, 教育培训 …) in the order in which packs first name them."""
    return list(dict.fromkeys(versions[-1].line for versions in versions_of(packs).values()))


def _shown_in(duty: Duty, holder: Holder, branch: str | None) -> bool:
    """Whether anything of a holder can be shown under one Party organisation ("": the house itself)."""
    return branch is None or (duty.base != "department" and any(term.branch == branch for term in holder.terms))


@dataclass(frozen=True)
class Rules:
    """What is asked over time; `throughout`: what of it somebody owes who was there all the while, as most were."""

    asked: list[Asked]
    throughout: list[Owed]

    def of(self, exists: Sequence[Span], first: dt.date, last: dt.date) -> list[Owed]:
        """The periods that begin from `first` to `last`, of somebody who existed in these stretches."""
        days = [day for each in self.throughout for day in (each.span.first, each.span.last)]
        if days and any(each.first <= min(days) and max(days) <= each.last for each in exists):
            return self.throughout
        return owed(self.asked, exists, first, last)


class Reckoning:
    """What is read once for all duties of an institution."""

    def __init__(self, institution: Institution, first: dt.date, last: dt.date, today: dt.date) -> None:
        self.institution, self.first, self.last, self.today = institution, first, last, today
        self.packs = library()
        self.roster = Roster(institution, self.packs)
        self._holders: dict[tuple[str, tuple[str, ...]], list[Holder]] = {}

    @cached_property
    def settings(self) -> dict[str, list[keeping.Setting]]:
        return keeping.settings(self.institution)

    @cached_property
    def granted(self) -> dict[tuple[str, str], list[Exemption]]:
        return keeping.granted(self.institution)

    def asks(self, versions: Sequence[Duty]) -> bool:
        """Whether anybody may be asked for it: it is by itself, or somebody set that it is."""
        settings = self.settings.get(versions[-1].code, ())
        return any(each.adopted for each in versions) or any(each.adopted for each in settings)

    def lines(
        self, duties: Iterable[Sequence[Duty]], branch: str | None = None, due_from: dt.date | None = None
    ) -> Iterator[Line]:
        """`duties`: the versions of each. Of what was due before `due_from` nothing is said."""
        owing = [each for versions in duties for each in self._owing(versions, branch, due_from)]
        deeds = ledger.done_all(self._asks(owing, few=branch is not None), self.institution)
        for owner, each in owing:
            done = deeds[ledger.source_of(each.asked.duty)].get(owner.key, ())
            standing = stand(each, done, today=self.today, exempt=self._exempt(each, owner.key))
            yield Line(owner, each, standing)

    def _owing(
        self, versions: Sequence[Duty], branch: str | None, due_from: dt.date | None
    ) -> Iterator[tuple[Owner, Owed]]:
        """Everybody with every period he may owe, judged by the condition."""
        rules: dict[str, Rules] = {}
        for duty in versions:
            condition = self._condition(duty)
            for holder in self._holders_of(duty):
                if not _shown_in(duty, holder, branch):
                    continue
                for each in self._owed(duty, versions, holder, rules):
                    if due_from is not None and deadline(each) < due_from:
                        continue
                    owner = self._owner(duty, holder, each)
                    if branch in (None, owner.branch):
                        yield owner, self._judged(each, owner, condition)

    def _asks(self, owing: Iterable[tuple[Owner, Owed]], *, few: bool) -> list[ledger.Ask]:
        """What has to be read: of each source from its earliest period on; of the owners alone where they are `few`."""
        first: dict[ledger.Source, dt.date] = {}
        owners: dict[ledger.Source, set[str]] = {}
        for owner, each in owing:
            source = ledger.source_of(each.asked.duty)
            first[source] = min(first.get(source, each.span.first), each.span.first)
            owners.setdefault(source, set()).add(owner.key)
        last = ledger.latest(self.last)
        return [ledger.Ask(each, day, last, frozenset(owners[each]) if few else None) for each, day in first.items()]

    def _holders_of(self, duty: Duty) -> list[Holder]:
        """Duties of the same base and kinds have the same holders."""
        asked = duty.base, tuple(duty.kinds)
        if asked not in self._holders:
            self._holders[asked] = holders(duty, self.roster)
        return self._holders[asked]

    def _owed(self, duty: Duty, versions: Sequence[Duty], holder: Holder, rules: dict[str, Rules]) -> Iterator[Owed]:
        """The periods in which this version of the duty is asked of him."""
        own = any(each.owner == holder.key for each in self.settings.get(duty.code, ()))
        key = holder.key if own else ""
        if key not in rules:
            asked = stretches(versions, self.settings.get(duty.code, ()), key)
            rules[key] = Rules(asked, owed(asked, [ALWAYS], self.first, self.last))
        found = rules[key].of(holder.exists, self.first, self.last)
        yield from (each for each in found if each.asked.duty is duty)

    def _owner(self, duty: Duty, holder: Holder, each: Owed) -> Owner:
        term = holder.term(each.window)
        facts = self.roster.facts(duty.base, holder.key, each.window.first) if duty.when else {}
        return Owner(holder.key, term.title, term.kind, facts, term.branch)

    def _condition(self, duty: Duty) -> Node | None:
        return parse_condition(duty.when, schema_of_base(duty.base), self.packs) if duty.when else None

    def _judged(self, each: Owed, owner: Owner, condition: Node | None) -> Owed:
        if each.why_not or condition is None or evaluate(condition, owner.facts) is True:
            return each
        return Owed(each.asked, each.span, each.window, f"不具备条件：{say_condition(each.asked.duty)}")

    def _exempt(self, each: Owed, owner: str) -> str:
        """The reason of the exemption that covers the whole window."""
        for found in self.granted.get((each.asked.duty.code, owner), ()):
            if found.span.common(each.window) == each.window:
                return found.reason
        return ""


_WORDS = {"or": "，或", "and": "，且", "not": "不"}


def say_condition(duty: Duty) -> str:
    """The condition in words, facts by their titles: 任免里有委员，或正式党员 7 人以上."""
    titles = {name: title for name, (_, title) in FACTS[duty.base].items()} | _WORDS
    return "".join(titles.get(word, word) for word in (duty.when or "").split())
