"""Every step of a settlement written down, with its numbers. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One line of the audit trail. `institution` "": of all together."""

    number: int
    institution: str
    item: str
    formula: str
    result: str


class Trail:
    """Steps in the order in which they are taken."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(self, institution: str, item: str, formula: str, result: object) -> None:
        """One step more."""
        self.steps.append(Step(len(self.steps) + 1, institution, item, formula, str(result)))
