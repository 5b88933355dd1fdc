"""What a form of these pages sends besides its fields."""

from django.http import HttpRequest

from linghang.core.keys import parse_key


def posted_revision(request: HttpRequest) -> int:
    """The revision that the person saw; a form without it counts as opened long ago."""
    return posted_number(request, "_revision") or 0


def posted_number(request: HttpRequest, name: str) -> int | None:
    """A primary key or count; None when the form has none."""
    return parse_key(request.POST.get(name, ""))
