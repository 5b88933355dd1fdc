"""What is judged: an institution, one of its departments, or one of its Party organisations. Pure."""

from dataclasses import dataclass
from typing import Literal

Judges = Literal["institution", "department", "branch"]


@dataclass(frozen=True)
class Unit:
    """`institution`: its own code, or that of the institution it belongs to; `code`: its own within that."""

    kind: Judges
    institution: str
    code: str
    name: str

    @property
    def key(self) -> str:
        """Names it among the units of all kinds of judging: `prefecture`, `prefecture/03`."""
        return self.code if self.kind == "institution" else f"{self.institution}/{self.code}"
