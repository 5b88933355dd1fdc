"""What a text of one or two sentences is read as: its figures, or what they say as plain values."""

from linghang.documents.clean import clean
from linghang.documents.figures import Figure, figures
from linghang.documents.outline import outline


def read(raw: str) -> list[Figure]:
    text = clean(raw).text
    return list(figures(text, outline(text)).figures)


def told(raw: str) -> list[tuple[str, str, str]]:
    """Value, unit and bound of each."""
    return [(f"{each.value}", each.unit, each.bound) for each in read(raw)]


def changes(raw: str) -> list[tuple[str, str, str, str]]:
    """Value, and direction, size and unit of its change, of each that tells one."""
    found = [(each.value, each.comparison) for each in read(raw)]
    return [(str(value), one.direction, str(one.value), one.unit) for value, one in found if one is not None]
