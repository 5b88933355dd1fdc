"""What groups are called. The published rules name the last level only; the rest follows from it."""

from collections.abc import Iterable

from linghang.casemix.scheme import Scheme
from linghang.registers import content

MDC_NAMES = "chs_drg_mdc"
_ENDINGS = tuple(f"，{how}并发症或合并症" for how in ("伴严重", "伴", "不伴", "伴一般", "伴严重或一般"))


def name_of_mdc(code: str, written: str = "") -> str:
    """As the scheme writes it, else the usual name."""
    if written:
        return written
    library = content.library()
    return library.codeset(MDC_NAMES).values.get(code, "") if library.has("codesets", MDC_NAMES) else ""


def shared_name(names: Iterable[str]) -> str:
    """What the names of the groups below have in common: the name without the degree of complication."""
    found = {_without_ending(name) for name in names if name}
    return found.pop() if len(found) == 1 else "、".join(sorted(found))[:60]


def _without_ending(name: str) -> str:
    return next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), name)


def names(scheme: Scheme) -> dict[str, str]:
    """Every group of the scheme by its code."""
    found: dict[str, str] = {}
    for adrg, drgs in scheme.drgs.items():
        found |= {group.code: group.name for group in drgs if group.name}
        found.setdefault(adrg, shared_name(group.name for group in drgs))
    for adrgs in scheme.adrgs.values():
        found |= {group.code: group.name for group in adrgs if group.name}
    for group in scheme.mdcs:
        found[group.code] = name_of_mdc(group.code, group.name)
    return found
