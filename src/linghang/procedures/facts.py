"""What is known of a case's subject and of the people it names: asked of whoever knows. Pure.

Subjects above this one know who is a Party member and when somebody was born; they register a provider when they start
(`provide`). What nobody knows is left out, and judges nothing.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ENTITLED, STANDING = "entitled", "standing"
"""What may be wanted besides facts: how many are entitled to vote, and the standing of people named."""
Standing = Literal["", "probationary", "full"]


@dataclass(frozen=True)
class Asked:
    """What a provider is asked: about the subject, and about the `people` (staff numbers) that a step names, on a day.

    `person`, `institution` and `branch` are rows of `organization`. `roll`: whose number is wanted (VoteRule.roll),
    "" when nobody votes. `wanted`: the names of what the step asks (None: everything); the
    rest need not be looked up.
    """

    procedure: str
    person: Any
    institution: Any
    branch: Any
    on: dt.date
    roll: str = ""
    people: tuple[str, ...] = ()
    wanted: frozenset[str] | None = None

    def wants(self, beginning: str) -> bool:
        """Whether something is wanted whose name begins so (`subject__`, `branch__`, `entitled`)."""
        return self.wanted is None or any(name.startswith(beginning) for name in self.wanted)


@dataclass(frozen=True)
class Known:
    """What is known. `values`: facts by name (packs.procedure.FACTS); `standing`: by staff number, "" for who is no
    Party member; `entitled`: how many are entitled to vote; `subject`: the staff number of the subject."""

    values: Mapping[str, Any] = field(default_factory=dict)
    standing: Mapping[str, Standing] = field(default_factory=dict)
    entitled: int | None = None
    subject: str = ""


NOTHING = Known()
Provider = Callable[[Asked], Known]
_providers: list[Provider] = []


def provide(provider: Provider) -> None:
    """Ask this provider too from now on; registering it twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def known(asked: Asked) -> Known:
    """What all providers know together; who registered later has the last word."""
    found = NOTHING
    for provider in _providers:
        more = provider(asked)
        found = Known(
            {**found.values, **more.values},
            {**found.standing, **more.standing},
            found.entitled if more.entitled is None else more.entitled,
            more.subject or found.subject,
        )
    return found
