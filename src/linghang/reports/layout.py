"""The page layout of official documents as data: margins, line pitch, character grid, typefaces. Pure.

The arithmetic is the layout's own check: a page holds floor(text height / line pitch) lines, and 28 characters of 16 pt
are wider than 156 mm, so the character grid must be drawn in a little (docs/reports.md).
"""

from decimal import Decimal
from math import floor
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from linghang.core.errors import InputError, refuse
from linghang.packs.messages import explain
from linghang.packs.yamlfile import read_yaml

PAGE_MM = (Decimal(210), Decimal(297))
TWIPS_PER_POINT = 20
_SHIPPED = Path(__file__).with_name("layouts.yaml")
Role = Literal["title", "heading1", "heading2", "heading3", "body", "page_number", "table"]
Length = Annotated[Decimal, Field(gt=0, lt=300)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Face(_Model):
    """A typeface by name and its size in points. The fonts after the first stand in where it is missing."""

    fonts: tuple[str, ...] = Field(min_length=1)
    size: Length


class Margins(_Model):
    """White edges in millimetres, as a word processor measures them: to the line box, not to the character."""

    top: Length
    bottom: Length
    left: Length
    right: Length


class Layout(_Model):
    """An A4 page of `lines` lines of `characters` characters.

    `footer`: millimetres from the page's lower edge to the page number. `latin`: the font of Latin letters and digits.
    """

    code: str
    title: str
    margins: Margins
    footer: Length
    line_pitch: Length
    lines: int = Field(gt=0)
    characters: int = Field(gt=0)
    latin: str
    faces: dict[Role, Face]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if missing := sorted(set(get_args(Role)) - set(self.faces)):
            raise ValueError(f"缺少字体：{'、'.join(missing)}")
        height = self.page[1] - twips(self.margins.top) - twips(self.margins.bottom)
        if (held := height // self.pitch) != self.lines:
            raise ValueError(f"按这样的页边距和行距，每页是 {held} 行，不是 {self.lines} 行")
        return self

    @property
    def page(self) -> tuple[int, int]:
        """Width and height in twips."""
        return twips(PAGE_MM[0]), twips(PAGE_MM[1])

    @property
    def pitch(self) -> int:
        """The distance of lines in twips."""
        return round(self.line_pitch * TWIPS_PER_POINT)

    @property
    def text_width(self) -> int:
        """The width of the text block in twips."""
        return self.page[0] - twips(self.margins.left) - twips(self.margins.right)

    @property
    def char_space(self) -> int:
        """What the grid adds to the width of a body character, in 1/4096 pt; rounded down so that the last one fits."""
        return floor(self._drawn_in * 4096)

    @property
    def letter_spacing(self) -> int:
        """What draws the characters themselves in, in twips: one more than needed, for the rounding of others."""
        return floor(self._drawn_in * TWIPS_PER_POINT) - 1

    @property
    def _drawn_in(self) -> Decimal:
        return Decimal(self.text_width) / TWIPS_PER_POINT / self.characters - self.faces["body"].size


def twips(millimetres: Decimal) -> int:
    """Millimetres in twentieths of a point, the unit of Word's page measures."""
    return round(millimetres * 1440 / Decimal("25.4"))


def layout(code: str, own: Path | None = None) -> Layout:
    """The layout of that code: from the file `own` when it is there and has it, else a shipped one.

    Raises InputError when there is none or a file is at fault.
    """
    known = {each.code: each for each in _read(_SHIPPED)}
    if own is not None and own.is_file():
        known |= {each.code: each for each in _read(own)}
    if code not in known:
        raise refuse("没有这种版式", f"可用的版式：{'、'.join(known)}", field="layout", value=code)
    return known[code]


def _read(path: Path) -> list[Layout]:
    file = read_yaml(path)
    items = file.data.get("layouts") if isinstance(file.data, dict) else None
    if not isinstance(items, list):
        raise refuse("文件应以 layouts: 开头，下面是一列版式", file=str(path), line=1)
    found = []
    for index, item in enumerate(items):
        try:
            found.append(Layout.model_validate(item))
        except ValidationError as error:
            raise InputError(explain(error, file, ("layouts", index), str(path), "版式")) from error
    return found
