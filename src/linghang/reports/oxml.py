"""The parts of WordprocessingML that python-docx has no words for: fonts by script, grid, bookmarks, page fields. Pure.

Children stand in the order of the schema; Word mends nothing when they do not.
"""

from collections.abc import Iterable
from typing import Any

from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from linghang.reports.layout import Face, Layout

Element = Any
"""An lxml element of a Word file."""
Part = Any
"""A document, table or paragraph of python-docx, which ships no types."""
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


def child(parent: Element, tag: str, **attributes: str | int) -> Element:
    """A new last child `w:tag` with `w:` attributes."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    parent.append(element)
    return element


def run_properties(face: Face, latin: str, letter_spacing: int = 0) -> Element:
    """`w:rPr`: the face for Chinese, `latin` for Latin, black, size and letter spacing (twips).

    The hint makes quotes, dashes and ellipses Chinese; without it they fall back to the Latin font.
    """
    properties = OxmlElement("w:rPr")
    child(properties, "rFonts", hint="eastAsia", ascii=latin, hAnsi=latin, eastAsia=face.fonts[0], cs=latin)
    for off in ("b", "bCs", "i", "iCs", "snapToGrid"):
        child(properties, off, val=0)
    child(properties, "color", val="000000")
    child(properties, "spacing", val=letter_spacing)
    child(properties, "kern", val=0)
    for size in ("sz", "szCs"):
        child(properties, size, val=round(face.size * 2))
    child(properties, "lang", val="en-US", eastAsia="zh-CN")
    return properties


def paragraph_properties(
    pitch: int | None, *, align: str = "both", indent: int = 0, size: int = 16, outline: int | None = None
) -> Element:
    """`w:pPr` without any space around: exact line pitch in twips, or single spacing when None.

    `indent`: of the first line, in characters of `size` points.
    """
    properties = OxmlElement("w:pPr")
    if outline is not None:
        child(properties, "keepNext")
    for off in ("widowControl", "autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid"):
        child(properties, off, val=0)
    if pitch is None:
        child(properties, "spacing", before=0, after=0, line=240, lineRule="auto")
    else:
        child(properties, "spacing", before=0, after=0, line=pitch, lineRule="exact")
    child(properties, "ind", left=0, right=0, firstLineChars=indent * 100, firstLine=indent * size * 20)
    child(properties, "jc", val=align)
    if outline is not None:
        child(properties, "outlineLvl", val=outline)
    return properties


def set_style(style: Element, paragraph: Element, run: Element) -> None:
    """Give a style exactly these properties, whatever the template gave it."""
    for tag in ("w:pPr", "w:rPr"):
        for old in style.findall(qn(tag)):
            style.remove(old)
    style.append(paragraph)
    style.append(run)


def set_defaults(styles: Element, run: Element) -> None:
    """Plain document defaults, and no theme font in any style: Word prefers theme fonts to named ones."""
    defaults = styles.find(qn("w:docDefaults"))
    for old in list(defaults):
        defaults.remove(old)
    child(defaults, "rPrDefault").append(run)
    child(defaults, "pPrDefault")
    for fonts in styles.iter(qn("w:rFonts")):
        for name in [name for name in fonts.attrib if name.lower().endswith("theme")]:
            del fonts.attrib[name]


def set_grid(section: Element, layout: Layout) -> None:
    """`w:docGrid`: so many lines of so many characters."""
    for old in section.findall(qn("w:docGrid")):
        section.remove(old)
    child(section, "docGrid", type="linesAndChars", linePitch=layout.pitch, charSpace=layout.char_space)


def indent_sides(paragraph: Element, points: float, **characters: float) -> None:
    """Indent `left=` or `right=` by so many characters of `points`."""
    indent = paragraph.get_or_add_pPr().get_or_add_ind()
    for side, count in characters.items():
        indent.set(qn(f"w:{side}Chars"), str(round(count * 100)))
        indent.set(qn(f"w:{side}"), str(round(count * points * 20)))


def text_run(paragraph: Element, text: str) -> Element:
    """A run whose quotes, dashes and ellipses are Chinese."""
    run = child(paragraph, "r")
    child(child(run, "rPr"), "rFonts", hint="eastAsia")
    element = child(run, "t")
    element.text = text
    element.set(_PRESERVE, "preserve")
    return run


def page_number(paragraph: Element) -> None:
    """`— 1 —`, counted by the word processor."""
    text_run(paragraph, "— ")
    for kind in ("begin", "PAGE", "separate", "1", "end"):
        run = child(paragraph, "r")
        if kind == "PAGE":
            child(run, "instrText").text = kind
        elif kind == "1":
            child(run, "t").text = kind
        else:
            child(run, "fldChar", fldCharType=kind)
    text_run(paragraph, " —")


def bookmark(run: Element, number: int, name: str) -> None:
    """Put a run between the two ends of a bookmark."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    run.addprevious(start)
    run.addnext(end)


def font_table(faces: Iterable[Face]) -> bytes:
    """`word/fontTable.xml`: every font by name, with the names of those that may stand in for it."""
    root = OxmlElement("w:fonts")
    for fonts in sorted({face.fonts for face in faces}):
        font = child(root, "font", name=fonts[0])
        if fonts[1:]:
            child(font, "altName", val=",".join(fonts[1:]))
        child(font, "charset", val="86")
        child(font, "family", val="auto")
        child(font, "pitch", val="variable")
    written: bytes = serialize_part_xml(root)
    return written
