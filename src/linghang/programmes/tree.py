"""A programme as an institution carries it out: layers → components → owners, tasks and objectives, on a day."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from linghang.organization.access import User
from linghang.organization.models import in_force
from linghang.packs.library import Library
from linghang.packs.programme import Aspect, Component, Layer, Programme
from linghang.programmes.linked import Linked, TaskRow, linked
from linghang.programmes.models import Adoption, ComponentOwner, LocalComponent, ObjectiveTarget
from linghang.programmes.objectives import Standing, closed_to, standings, target_of
from linghang.programmes.progress import Progress, Span, progress, spans
from linghang.registers import content


@dataclass(frozen=True)
class Part:
    """A numbered programme that carries a component out in its turn."""

    programme: Programme
    adopted: bool


@dataclass(frozen=True)
class Node:
    """A component. `pack` as its document has it; None for one that the institution named itself (`local`)."""

    code: str
    title: str
    pack: Component | None
    local: LocalComponent | None
    owners: tuple[ComponentOwner, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    objectives: tuple[Standing, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def progress(self) -> Progress:
        return progress(row.work for row in self.tasks)

    @property
    def measured(self) -> bool:
        """Whether an indicator shows its effect: through an objective, or through a task that names one."""
        return any(each.indicator for each in self.objectives) or any(row.task.indicator for row in self.tasks)

    @property
    def loose(self) -> bool:
        """Words only: neither a task nor an indicator nor an adopted programme of its own behind it."""
        return not self.tasks and not self.measured and not any(part.adopted for part in self.parts)


@dataclass(frozen=True)
class Branch:
    """A layer with its components. `missing`: how many the number promises beyond those that are named; None for N."""

    layer: Layer
    nodes: tuple[Node, ...]

    @property
    def missing(self) -> int | None:
        return None if self.layer.count is None else max(self.layer.count - len(self.nodes), 0)

    @property
    def unlisted(self) -> bool:
        """The document leaves the layer open."""
        return self.layer.count is None or not self.layer.listed

    @property
    def open(self) -> bool:
        """The institution may still name components."""
        return self.unlisted and self.missing != 0


@dataclass(frozen=True)
class Tree:
    """`general`: tasks that serve the programme as a whole. `progress` counts every task once."""

    adoption: Adoption
    programme: Programme
    day: dt.date
    layers: tuple[Branch, ...]
    general: tuple[TaskRow, ...]
    progress: Progress
    spans: tuple[Span, ...] = field(default=())

    @property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(node for branch in self.layers for node in branch.nodes)

    @property
    def covered(self) -> int:
        """Components that have a task."""
        return sum(bool(node.tasks) for node in self.nodes)

    @property
    def loose(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.loose)

    @property
    def aims(self) -> tuple[Standing, ...]:
        """The objectives that are aimed at; what a document says was achieved already is none."""
        return tuple(each for node in self.nodes for each in node.objectives if not each.target.claimed)

    @property
    def judged(self) -> int:
        """Objectives of which the figures tell whether they are reached."""
        return sum(each.reached is not None for each in self.aims)

    @property
    def reached(self) -> int:
        return sum(each.reached is True for each in self.aims)

    def node(self, code: str) -> Node:
        """KeyError when there is none."""
        for node in self.nodes:
            if node.code == code:
                return node
        raise KeyError(code)

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        return self.programme.aspects


def programme_of(adoption: Adoption, library: Library, day: dt.date) -> Programme:
    """The version in force on `day`, or else the newest. InputError when the packs no longer have the programme."""
    versions = {
        entry.item.code: entry.item for entry in library.of_kind("programmes", day) if isinstance(entry.item, Programme)
    }
    return versions.get(adoption.programme) or library.programme(adoption.programme)


def adoptions_on(institution_pk: int, day: dt.date) -> list[Adoption]:
    """What the institution carries out on `day`, as far as the packs in use describe it."""
    found = Adoption.objects.filter(in_force(day), institution=institution_pk)
    known = {each.code for each in content.library().programmes()}
    return list(found.filter(programme__in=known).select_related("institution", "leader").order_by("programme"))


def adoption_tree(adoption: Adoption, day: dt.date, *, user: User | None = None, figures: bool = True) -> Tree:
    """The programme with everything that hangs on it on `day`.

    `user`: whose reach decides which tasks are listed and which figures are shown (all without one). `figures`: False
    leaves the indicators unread, for pages that only need tasks.
    """
    return adoption_trees([adoption], day, user=user, figures=figures)[0]


def adoption_trees(
    adoptions: list[Adoption], day: dt.date, *, user: User | None = None, figures: bool = True
) -> list[Tree]:
    """Several adoptions of one institution, with what they share read once."""
    if not adoptions:
        return []
    library, institution = content.library(), adoptions[0].institution
    adopted = {each.programme for each in adoptions_on(institution.pk, day)}
    rows = linked(institution, [each.programme for each in adoptions], day, user=user)
    return [_tree(each, day, _Shared(library, rows, frozenset(adopted), user, figures)) for each in adoptions]


@dataclass(frozen=True)
class _Shared:
    library: Library
    rows: Linked
    adopted: frozenset[str]
    user: User | None
    figures: bool


def _tree(adoption: Adoption, day: dt.date, shared: _Shared) -> Tree:
    programme = programme_of(adoption, shared.library, day)
    owners, goals = _owners(adoption, day), _standings(adoption, programme, day, shared)
    local: dict[str, list[LocalComponent]] = defaultdict(list)
    for each in adoption.local_components.all():
        local[each.layer].append(each)

    def node(code: str, title: str, pack: Component | None, own: LocalComponent | None) -> Node:
        tasks = shared.rows.of(programme.code, code)
        return Node(code, title, pack, own, owners.get(code, ()), tasks, goals.get(code, ()), _parts(pack, shared))

    layers = tuple(
        Branch(
            layer,
            (
                *(node(each.code, each.title, each, None) for each in layer.components),
                *(node(each.code, each.title, None, each) for each in local[layer.code]),
            ),
        )
        for layer in programme.layers
    )
    begins = adoption.valid_from.year if adoption.valid_from else None
    return Tree(
        adoption,
        programme,
        day,
        layers,
        shared.rows.of(programme.code, ""),
        shared.rows.progress(programme.code),
        tuple(spans(programme.phases, day, begins)),
    )


def _owners(adoption: Adoption, day: dt.date) -> dict[str, tuple[ComponentOwner, ...]]:
    found: dict[str, list[ComponentOwner]] = defaultdict(list)
    rows = adoption.owners.filter(in_force(day)).select_related("department", "branch", "leader").order_by("pk")
    for each in rows:
        found[each.component].append(each)
    return {code: tuple(each) for code, each in found.items()}


def _standings(
    adoption: Adoption, programme: Programme, day: dt.date, shared: _Shared
) -> dict[str, tuple[Standing, ...]]:
    own: dict[str, list[ObjectiveTarget]] = defaultdict(list)
    for each in adoption.targets.filter(in_force(day)).order_by("by", "pk"):
        own[each.objective].append(each)
    wanted = [(each, target_of(each, own[each.code], day)) for each in programme.objectives]
    codes = {each.indicator for each, _ in wanted if each.indicator}
    if shared.figures:
        user, place = shared.user, adoption.institution
        closed = closed_to(user, shared.library, codes, place) if user is not None else frozenset()
    else:
        closed = frozenset(codes)
    found = {each.objective.code: each for each in standings(wanted, adoption.institution, shared.library, day, closed)}
    return {
        component.code: tuple(found[objective.code] for objective in component.objectives)
        for component in programme.components
    }


def _parts(pack: Component | None, shared: _Shared) -> tuple[Part, ...]:
    codes = pack.programmes if pack else ()
    return tuple(
        Part(shared.library.programme(code), code in shared.adopted)
        for code in codes
        if shared.library.has("programmes", code)
    )
