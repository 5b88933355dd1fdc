"""What groups are called. The published rules name the last level only; the rest follows from it."""

from collections.abc import Iterable, Mapping

from linghang.casemix.scheme import Scheme
from linghang.registers import content

MDC_NAMES = "chs_drg_mdc"
UNVERIFIED = "（未核实）"
_ENDINGS = tuple(f"，{how}并发症或合并症" for how in ("伴严重", "伴", "不伴", "伴一般", "伴严重或一般"))


def shared_name(names: Iterable[str]) -> str:
    """What the names of the groups below have in common: the name without the degree of complication."""
    found = {_without_ending(name) for name in names if name}
    return found.pop() if len(found) == 1 else "、".join(sorted(found))[:60]


def _without_ending(name: str) -> str:
    return next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), name)


def written(scheme: Scheme) -> dict[str, str]:
    """Every group of the scheme by its code; "" for a major category that the scheme does not name."""
    found: dict[str, str] = {}
    for adrg, drgs in scheme.drgs.items():
        found |= {group.code: group.name for group in drgs if group.name}
        found.setdefault(adrg, shared_name(group.name for group in drgs))
    for adrgs in scheme.adrgs.values():
        found |= {group.code: group.name for group in adrgs if group.name}
    return found | {group.code: group.name for group in scheme.mdcs}


def named(written: Mapping[str, str]) -> dict[str, str]:
    """The same with the usual names of the major categories that have none: said to be unverified wherever they stand,
    as long as nobody held them against the published text."""
    library = content.library()
    if not library.has("codesets", MDC_NAMES):
        return dict(written)
    codeset = library.codeset(MDC_NAMES)
    doubt = UNVERIFIED if codeset.unverified else ""
    usual = {code: f"{name}{doubt}" for code, name in codeset.values.items()}
    return {code: name or usual.get(code, "") for code, name in written.items()}


def names(scheme: Scheme) -> dict[str, str]:
    """What every group of the scheme is called, by its code."""
    return named(written(scheme))
