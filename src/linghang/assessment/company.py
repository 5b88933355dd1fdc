"""With whom an institution is compared on the pages."""

from functools import lru_cache
from pathlib import Path

from linghang.assessment import peers
from linghang.assessment.browsing import Peers
from linghang.assessment.group import Group
from linghang.assessment.place import Place
from linghang.assessment.walking import leaves
from linghang.core.errors import InputError
from linghang.core.periods import Period


def peers_of(place: Place) -> Peers:
    """By indicator the values of all institutions that a shared file has for the period, its own left out;
    alike in what the framework parts peers by, or in category and level, where it says them. Nothing when there is no
    such file, or none that can be read."""
    if not place.whole:
        return {}
    known = shared_peers(place.choice.period)
    if known is None:
        return {}
    home, parted = place.choice.institution, place.framework.peers or ("category", "level")
    alike = {
        code
        for code, each in known.institutions.items()
        if code != home.code
        and ("category" not in parted or _agrees(each.category, home.category))
        and ("level" not in parted or _agrees(each.level, home.level))
    }
    codes = {node.item.indicator for node in leaves(place.framework) if node.item.indicator}
    return {code: Group.of(value for unit, value in known.values(code).items() if unit in alike) for code in codes}


def _agrees(theirs: str, ours: str) -> bool:
    """三级 and 三级甲等 agree; what one side does not say parts nobody."""
    return not theirs or not ours or theirs.startswith(ours) or ours.startswith(theirs)


def shared_peers(period: Period) -> peers.Peers | None:
    """The peers of a period, read once as long as their file stays the same."""
    try:
        file = peers.find(peers.folder(), period)
        return None if file is None else _read(file, file.stat().st_mtime_ns, period)
    except (InputError, OSError):
        return None


@lru_cache(maxsize=4)
def _read(file: Path, changed: int, period: Period) -> peers.Peers:
    return peers.read(file.parent, period)
