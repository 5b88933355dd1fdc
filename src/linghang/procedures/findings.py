"""What stands against a step of a case. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from linghang.core.errors import Fault
from linghang.packs.procedure import Severity


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a step: `block` refuses it, `warn` is told and kept with it. `rule`: its id."""

    severity: Severity
    reason: str
    remedy: str = ""
    field: str = ""
    value: str = ""
    rule: str = ""
    unverified: bool = False

    @property
    def blocks(self) -> bool:
        return self.severity == "block"

    @property
    def said(self) -> str:
        """The reason with the id of its rule, unless it names it already."""
        named = self.rule in self.reason
        words = [self.rule] if self.rule and not named else []
        if self.unverified and "未核实" not in self.reason:
            words.append("未核实，只提醒")
        return f"{self.reason}（{'，'.join(words)}）" if words else self.reason

    def fault(self, subject: str) -> Fault:
        return Fault(subject=subject, field=self.field, value=self.value, reason=self.said, remedy=self.remedy)


def block(reason: str, remedy: str = "", *, field: str = "", value: str = "", rule: str = "") -> Finding:
    return Finding("block", reason, remedy, field, value, rule)


def faults(findings: Iterable[Finding], subject: str) -> list[Fault]:
    """Those that refuse, as faults of an InputError."""
    return [finding.fault(subject) for finding in findings if finding.blocks]
