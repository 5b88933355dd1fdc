"""Score, rank and grade all units of a framework in a period, and say how far each has moved since the year before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from linghang.assessment import peers as peer_files
from linghang.assessment import readings as known
from linghang.assessment import sheet as sheets
from linghang.assessment.clusters import Clusters, clusters
from linghang.assessment.find import framework_of
from linghang.assessment.grading import grade
from linghang.assessment.group import Group
from linghang.assessment.peers import Peers
from linghang.assessment.ranking import GroupKey, Place, Traits, movement, peer_groups, places
from linghang.assessment.readings import Readings
from linghang.assessment.rules import Reading
from linghang.assessment.sheet import Sheet
from linghang.assessment.units import Judges, Unit
from linghang.core.errors import InputError, refuse
from linghang.core.periods import Period
from linghang.indicators.sources import snapshot
from linghang.indicators.values import definition
from linghang.organization.models import Institution, in_force
from linghang.packs.framework import Framework
from linghang.packs.model import Indicator
from linghang.registers import content


@dataclass(frozen=True)
class Result:
    """What a unit got. `place`: among `group` (in words), None when nothing is scored; `before`: its place a year
    earlier by the same framework; `moved`: places gained since, negative lost. `why`: of the grade."""

    unit: Unit
    sheet: Sheet
    place: Place | None
    group: str
    grade: str
    why: str
    before: Place | None = None
    moved: int | None = None


@dataclass(frozen=True)
class Assessed:
    """`results`: best first, units without a place last. `round` keeps all that went in, for questions of what if."""

    framework: Framework
    judges: Judges
    period: Period
    version: int
    results: tuple[Result, ...]
    round: "Round" = field(repr=False)

    def result(self, unit_key: str) -> Result:
        """KeyError when the unit is not among the results."""
        for result in self.results:
            if result.unit.key == unit_key:
                return result
        raise KeyError(unit_key)


@dataclass(frozen=True)
class Round:
    """One period. `own`: the units of the house; `others`: peers from a file, by code, with what was measured there."""

    framework: Framework
    period: Period
    indicators: Mapping[str, Indicator]
    own: Mapping[Unit, Readings]
    traits: Mapping[str, Traits]
    peers: Peers | None
    others: Mapping[str, Readings]

    @cached_property
    def readings(self) -> dict[str, Readings]:
        """Of everybody who is compared, by unit key."""
        return {**self.others, **{unit.key: found for unit, found in self.own.items()}}

    @cached_property
    def groups(self) -> dict[GroupKey, tuple[str, ...]]:
        return peer_groups(self.framework.peers, {key: self._traits(key) for key in self.readings})

    @cached_property
    def group_of(self) -> dict[str, GroupKey]:
        return {key: group for group, members in self.groups.items() for key in members}

    def _traits(self, key: str) -> Traits:
        own = self.traits[key]
        if "measured" not in self.framework.peers:
            return own
        found = (code for code, reading in self.readings[key].items() if reading.value is not None)
        return Traits(own.kind, own.level, own.category, frozenset(found))

    @cached_property
    def wanted(self) -> list[GroupKey]:
        """The groups in which a unit of the house stands: the others are not asked for."""
        return list(dict.fromkeys(self.group_of[unit.key] for unit in self.own))

    @cached_property
    def values(self) -> dict[GroupKey, dict[str, Group]]:
        """Per peer group and item, the values of its members."""
        return {group: self._values(self.groups[group]) for group in self.wanted}

    def _values(self, members: Collection[str]) -> dict[str, Group]:
        return {
            item: Group.of(
                reading.value
                for key in members
                if (reading := self.readings[key].get(item)) and reading.value is not None and reading.applicable
            )
            for item in self.indicators
        }

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """The score sheets of all members of these groups."""
        found: dict[str, Sheet] = {}
        for group in self.wanted:
            scoring = sheets.Scoring(self.framework, self.indicators, self.values[group])
            found |= {key: scoring.sheet(self.readings[key]) for key in self.groups[group]}
        return found

    @cached_property
    def shares(self) -> dict[str, Decimal | None]:
        """Of the full marks. None also for whoever nothing at all is known of: silence is no achievement and no
        failure, even where an item without data counts as zero."""
        return {key: sheet.share if self._heard_of(key) else None for key, sheet in self.sheets.items()}

    def _heard_of(self, key: str) -> bool:
        return any(reading.value is not None or reading.rating for reading in self.readings[key].values())

    @cached_property
    def places(self) -> dict[str, Place]:
        found: dict[str, Place] = {}
        for group in self.wanted:
            found |= places({key: self.shares[key] for key in self.groups[group]})
        return found

    @cached_property
    def clusters(self) -> dict[GroupKey, Clusters | None]:
        return {group: self._clusters(self.groups[group]) for group in self.wanted}

    def _clusters(self, members: Iterable[str]) -> Clusters | None:
        if self.framework.clusters is None:
            return None
        shares = [share for key in members if (share := self.shares[key]) is not None]
        try:
            return clusters(shares, self.framework.clusters)
        except InputError:
            return None

    def title(self, unit: Unit) -> str:
        """The peer group of a unit in words."""
        words = [
            f"{len(word.split('+')) if word else 0} 项有数据" if trait == "measured" else _KINDS.get(word, word)
            for trait, word in zip(self.framework.peers, self.group_of[unit.key], strict=True)
        ]
        return " · ".join(filter(None, words)) or "全部"

    def result(self, unit: Unit, before: "Round | None") -> Result:
        key = unit.key
        sheet, place = self.sheets[key], self.places.get(key)
        graded = grade(
            self.framework,
            share=self.shares[key],
            place=place,
            veto=sheet.veto,
            clusters=self.clusters[self.group_of[key]],
        )
        earlier = before.places.get(key) if before else None
        moved = movement(place, earlier)
        return Result(unit, sheet, place, self.title(unit), graded.grade, graded.reason, earlier, moved)


_KINDS = dict(Institution.Kind.choices)


def assess(
    framework: str,
    period: Period,
    *,
    institutions: Collection[str] | None = None,
    peers: Path | None = None,
    version: int | None = None,
    by: Judges | None = None,
    before: bool = True,
) -> Assessed:
    """Assess all units to which a framework applies.

    `by`: what is judged, if not what the framework says. `institutions`: whose results are wanted (all that the
    framework applies to, who are ranked in any case); departments and branches are those of one institution.
    `peers`: folder of peers (`peers.py`), that of the workspace unless told; only institutions are compared with them.
    `before=False` leaves out the year before. InputError for an unknown framework, institution or catalogue version, a
    framework without points, and a folder without peers of the period.
    """
    known_framework, now = framework_of(framework, period), snapshot(version)
    judges = by or known_framework.judges
    chosen = _chosen(institutions)
    if judges != "institution" and len(chosen) != 1:
        raise refuse("考核科室或党组织要指明一个机构", "请给出机构代码，如 --institution prefecture", field="机构")
    this = _round(known_framework, judges, period, chosen, peers, now.version, asked=peers is not None)
    if chosen and judges == "institution" and (left := [each for each in chosen if not _among(this, each)]):
        reason = f"“{known_framework.title}”不考核这个机构"
        raise refuse(reason, "可用 linghang assess --list 查看各办法的考核对象", field="机构", value=left[0].code)
    earlier = _round(known_framework, judges, period.last_year(), chosen, peers, now.version) if before else None
    wanted = {place.code for place in chosen}
    results = [this.result(unit, earlier) for unit in this.own if not wanted or unit.institution in wanted]
    results.sort(key=lambda each: (each.place is None, each.place.rank if each.place else 0, each.unit.code))
    return Assessed(known_framework, judges, period, now.version, tuple(results), this)


def _chosen(codes: Collection[str] | None) -> list[Institution]:
    found = {place.code: place for place in Institution.objects.filter(code__in=list(codes or ()))}
    if missing := [code for code in codes or () if code not in found]:
        raise refuse("没有这个机构", "可用 linghang organization list 查看", field="机构", value=missing[0])
    return [found[code] for code in codes or ()]


def _among(this: Round, place: Institution) -> bool:
    return any(unit.institution == place.code for unit in this.own)


def _round(
    framework: Framework,
    judges: Judges,
    period: Period,
    chosen: list[Institution],
    peers: Path | None,
    version: int,
    *,
    asked: bool = False,
) -> Round:
    """What is known of a period. `asked`: peers that are missing are an error."""
    library = content.library()
    indicators = sheets.indicators_of(framework, library) | {
        item.code: definition(library, item.indicator, period.last_day) for item in framework.leaves() if item.indicator
    }
    if judges != "institution":
        place = chosen[0]
        own = (
            known.of_departments(framework, period, place, version)
            if judges == "department"
            else known.of_branches(framework, period, place, indicators, version)
        )
        traits = {unit.key: Traits(judges, place.level, place.category) for unit in own}
        return Round(framework, period, indicators, own, traits, None, {})
    there = [place for place in Institution.objects.filter(in_force(period.last_day)) if applies(framework, place)]
    own = known.of_institutions(framework, period, there, version)
    traits = {place.code: Traits(place.kind, place.level, place.category) for place in there}
    found = _peers(framework, peers, period, asked=asked)
    others = _others(framework, found, set(traits)) if found else {}
    if found:
        traits |= {code: _traits_of(found, code) for code in others}
    return Round(framework, period, indicators, own, traits, found, others)


def applies(framework: Framework, place: Institution) -> bool:
    """Whether the framework judges institutions like this one."""
    return framework.applies.to(place.kind, place.level, place.category)


def _peers(framework: Framework, place: Path | None, period: Period, *, asked: bool) -> Peers | None:
    where = place or peer_files.folder()
    if not asked and peer_files.find(where, period) is None:
        return None
    return peer_files.read(where, period, [item.indicator for item in framework.leaves() if item.indicator])


def _traits_of(peers: Peers, code: str) -> Traits:
    peer = peers.institutions[code]
    return Traits(str(Institution.Kind.HOSPITAL), peer.level, peer.category)


def _others(framework: Framework, peers: Peers, own: Collection[str]) -> dict[str, Readings]:
    """The readings of the peers that are not the house's own institutions: what the house knows itself goes first."""
    found: dict[str, Readings] = {code: {} for code in peers.institutions if code not in own}
    for item in framework.leaves():
        for code, figure in peers.figures.get(item.indicator or "", {}).items():
            if code in found:
                found[code][item.code] = Reading(*figure)
    return found
