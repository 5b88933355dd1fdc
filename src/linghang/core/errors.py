"""What is wrong with an input, said so that its owner can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with an input, in the user's language.

    `file` is the name the user knows; `line` is the line of a text file or the row of a table as a spreadsheet
    numbers it (the header is row 1), 0 when the whole file is meant; `field` is a column or key, `value` its content.
    """

    file: str = ""
    line: int = 0
    subject: str = ""
    field: str = ""
    value: str = ""
    reason: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        """`file:line: subject: field“value”: reason。remedy` with the parts that are known."""
        place = self.file + (f":{self.line}" if self.line else "")
        what = self.field + (f"“{self.value}”" if self.value else "")
        head = ": ".join(part for part in (place, self.subject, what, self.reason) if part)
        return f"{head}。{self.remedy}" if self.remedy else head

    def in_file(self, file: str) -> "Fault":
        """The same fault, said of `file`."""
        return replace(self, file=file)


class InputError(Exception):
    """The input is at fault; carries every fault found. The command line prints them and exits with 1."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ConflictError(Exception):
    """Somebody else changed the same thing since it was read. Pages show both texts, the API answers 409.

    `current` is how it stands now, None when it is gone; a subject whose pages need more of it has a class of its own.
    """

    def __init__(self, current: Any, said: str = "刚被他人修改，请核对后再保存") -> None:
        super().__init__(said)
        self.current = current


def refuse(
    reason: str, remedy: str = "", *, file: str = "", line: int = 0, subject: str = "", field: str = "", value: str = ""
) -> InputError:
    """An InputError of one fault: `raise refuse("…", "…", file=name)`."""
    return InputError(Fault(file, line, subject, field, value, reason, remedy))
