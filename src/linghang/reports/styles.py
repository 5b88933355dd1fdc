"""The layout an institution writes in: its own or that of one above it, else the one a report names."""

import datetime as dt
from pathlib import Path

from linghang.core.workspace import Workspace
from linghang.organization.models import Institution
from linghang.reports.layout import Layout, layout

LAYOUTS_FILE = "layouts.yaml"
OFFICIAL = "gb9704"


def own_layouts() -> Path:
    """The file in the workspace that holds the organisations' own layouts; it may not be there."""
    return Workspace.from_environment().root / LAYOUTS_FILE


def style_of(institution: Institution, on: dt.date, code: str = OFFICIAL) -> Layout:
    """The institution's own layout in force on the day, else that of the nearest above it, else the one of `code`.

    Raises InputError when there is none of that code or the file of layouts is at fault.
    """
    codes, place = list[str](), institution
    while place is not None:
        codes.append(place.code)
        place = place.parent
    return layout(code, own_layouts(), institutions=codes, on=on)
