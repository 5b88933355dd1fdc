"""Dear patterns asked only where a rare part of them stands. Pure."""

import re
from collections.abc import Iterator


def near(rare: re.Pattern[str], back: int, whole: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What `whole.finditer` finds, where every match holds the rare part at most `back` characters behind its start.

    A single character is looked for a hundred times faster than a pattern is tried at every place.
    """
    end = 0
    for spot in rare.finditer(text):
        for start in range(max(end, spot.start() - back), spot.start() + 1):
            if found := whole.match(text, start):
                yield found
                end = found.end()
                break
