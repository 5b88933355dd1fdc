"""The page layout of official documents as data: margins, line pitch, character grid, typefaces, numbering of headings,
signature. Pure. An organisation's own layout is one of these with its institutions and days.

The arithmetic is the layout's own check: a page holds floor(text height / line pitch) lines, and 28 characters of 16 pt
are wider than 156 mm, so the character grid must be drawn in a little (docs/reports.md).
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from math import floor
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from linghang.core.errors import InputError, refuse
from linghang.packs.messages import explain
from linghang.packs.yamlfile import parse_yaml

PAGE_MM = (Decimal(210), Decimal(297))
TWIPS_PER_POINT = 20
_SHIPPED = Path(__file__).with_name("layouts.yaml")
_FREE = ("table", "page_number")
"""Faces whose lines are as high as they need."""
Role = Literal["title", "heading1", "heading2", "heading3", "body", "page_number", "table"]
ROLES: dict[Role, str] = {
    "title": "标题",
    "heading1": "一级标题",
    "heading2": "二级标题",
    "heading3": "三级标题",
    "body": "正文",
    "page_number": "页码",
    "table": "表内文字",
}
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


Numbering = tuple[str, str, str]
NUMBERING: Numbering = ("一、", "（一）", "1.")
"""How headings of the three levels are numbered: the first of each."""
NUMBERINGS = (
    ("一、", "第一部分　", "1."),
    ("（一）", "一、", "1.1", "1."),
    ("1.", "（1）", "（一）"),
)
"""What can be chosen for each level."""
EDGE_MM = Decimal(5)
"""What common printers leave white."""
KNOWN_FONTS = frozenset(
    {
        "方正小标宋简体", "方正小标宋_GBK", "小标宋体", "华文中宋", "宋体", "SimSun", "新宋体", "华文宋体", "黑体",
        "SimHei",
        "华文黑体", "方正黑体_GBK", "楷体_GB2312", "楷体", "KaiTi", "华文楷体", "方正楷体_GBK", "仿宋_GB2312", "仿宋",
        "FangSong", "华文仿宋", "方正仿宋_GBK", "微软雅黑", "Times New Roman", "Arial", "Noto Sans CJK SC",
        "Noto Serif CJK SC", "Source Han Serif SC", "Source Han Sans SC",
    }
)  # fmt: skip
"""Fonts found on office computers; another may be right, but who prints must have it."""


class Signature(_Model):
    """Who signs and when. `place`: `right` (GB/T 9704—2012, without a seal), `centre` or `none`; `date`: whether the
    day stands under the name."""

    place: Literal["right", "centre", "none"] = "right"
    date: bool = True

    def lines(self, name: str, on: dt.date) -> list[str]:
        """The name and the day under it; nothing where the layout has no signature."""
        written = [name, f"{on.year}年{on.month}月{on.day}日"]
        return [] if self.place == "none" else written[: 1 + self.date]


class Layout(_Model):
    """An A4 page of `lines` lines of `characters` characters.

    `footer`: millimetres from the page's lower edge to the page number. `latin`: the font of Latin letters and digits.
    `institutions`: whose own layout it is (with all below them), from `valid_from` to `valid_to`; none: of nobody in
    particular, to be asked for by its code.
    """

    code: str = Field(min_length=1)
    title: str
    institutions: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    numbering: Numbering = NUMBERING
    signature: Signature = Signature()
    margins: Margins
    footer: Length
    line_pitch: Length
    lines: int = Field(gt=0)
    characters: int = Field(gt=0)
    latin: str
    faces: dict[Role, Face]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if missing := sorted(set(ROLES) - set(self.faces)):
            raise ValueError(f"缺少字体：{'、'.join(missing)}")
        self._can_be_printed()
        height = self.page[1] - twips(self.margins.top) - twips(self.margins.bottom)
        if (held := height // self.pitch) != self.lines:
            raise ValueError(f"按这样的页边距和行距，每页是 {held} 行，不是 {self.lines} 行")
        return self

    def _can_be_printed(self) -> None:
        """Raises ValueError for what no printer or word processor can set as it is written."""
        edges = {"上": self.margins.top, "下": self.margins.bottom, "左": self.margins.left, "右": self.margins.right}
        if narrow := [side for side, edge in edges.items() if edge < EDGE_MM]:
            raise ValueError(f"{'、'.join(narrow)}边距不到 {EDGE_MM} 毫米，打印机印不出来")
        if self.margins.left + self.margins.right >= PAGE_MM[0] or self.margins.top + self.margins.bottom >= PAGE_MM[1]:
            raise ValueError("页边距合起来超过纸面，没有写字的地方")
        if not EDGE_MM <= self.footer < self.margins.bottom:
            raise ValueError(f"页码应在下边距之内，且离纸边不少于 {EDGE_MM} 毫米")
        tall = [ROLES[role] for role, face in self.faces.items() if role not in _FREE and face.size > self.line_pitch]
        if tall:
            raise ValueError(f"字号大于行距，字会被切掉：{'、'.join(tall)}")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("有效期止早于有效期起")
        for level, (pattern, known) in enumerate(zip(self.numbering, NUMBERINGS, strict=True), 1):
            if pattern not in known:
                raise ValueError(f"{level} 级标题的序号不能是“{pattern}”，可写：{'、'.join(sorted(known))}")

    @property
    def doubtful_fonts(self) -> list[str]:
        """First choices that office computers do not usually have: where they are missing another font is printed."""
        first = {self.latin, *(face.fonts[0] for face in self.faces.values())}
        return sorted(first - KNOWN_FONTS)

    def in_force(self, day: dt.date) -> bool:
        """Whether it is valid on `day`; an open end is unlimited."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

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


def layout(
    code: str,
    own: Path | None = None,
    *,
    institutions: Sequence[str] = (),
    on: dt.date | None = None,
) -> Layout:
    """The layout of that code: from the file `own` when it is there and has it, else a shipped one.

    `institutions`: who writes, itself first, then those above it: the nearest one's own layout that is in force `on`
    that day goes before `code`, of several the one begun last; of two with one code the one in force counts. Raises
    InputError when there is none or a file is at fault.
    """
    found = layouts(own)
    for institution in institutions:
        mine = [each for each in found if institution in each.institutions and (on is None or each.in_force(on))]
        if mine:
            return max(mine, key=lambda each: each.valid_from or dt.date.min)
    known = {each.code: each for each in sorted(found, key=lambda each: on is None or each.in_force(on))}
    if code not in known:
        raise refuse("没有这种版式", f"可用的版式：{'、'.join(known)}", field="layout", value=code)
    return known[code]


def layouts(own: Path | None = None) -> list[Layout]:
    """Every layout, shipped ones first; of two with one code the later counts."""
    found = list(_read(_SHIPPED, _SHIPPED.stat().st_mtime_ns))
    if own is not None and own.is_file():
        found += _read(own, own.stat().st_mtime_ns)
    return found


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> tuple[Layout, ...]:
    """`changed`: when the file was written, so that a new one is read again."""
    return parse_layouts(path, path.read_bytes())


def parse_layouts(path: Path, raw: bytes) -> tuple[Layout, ...]:
    """The layouts of the content of a file, named `path` in what is said of it. Raises InputError with its line."""
    file = parse_yaml(path, raw)
    items = file.data.get("layouts") if isinstance(file.data, dict) else None
    if not isinstance(items, list):
        raise refuse("文件应以 layouts: 开头，下面是一列版式", file=str(path), line=1)
    found = []
    for index, item in enumerate(items):
        try:
            found.append(Layout.model_validate(item))
        except ValidationError as error:
            raise InputError(explain(error, file, ("layouts", index), str(path), "版式")) from error
    return tuple(found)
