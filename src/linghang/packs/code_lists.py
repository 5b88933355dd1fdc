"""A hospital's own edition of a shipped code list: as a workbook to fill in, and as a pack that overrides the list.

Nothing shipped is changed. The list becomes a pack folder of its own (`pack.yaml`, the object, a CSV), so that it is
checked, shown and traced like any other object, with its own source. Pure.
"""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from linghang.core.errors import Fault, InputError, refuse
from linghang.core.workbook import Book, Row, read_workbook, write_workbook
from linghang.packs.library import Library
from linghang.packs.load import MANIFEST

SHEET, CODE, NAME = "代码", "代码", "名称"
BOOK = Book(
    {SHEET: {CODE: "必填。文本格式，如 51.2300", NAME: "名称"}},
    {SHEET: (CODE,)},
    "linghang codesets template 给出",
    required=frozenset({SHEET}),
)
_GOOD = re.compile(r"\S{1,40}")


@dataclass(frozen=True)
class CodeList:
    """An edition of a list: which object it replaces, its codes in the order written, and where they come from."""

    codeset: str
    codes: dict[str, str]
    source: str
    edition: str


def write_template(library: Library, code: str, path: Path) -> int:
    """The list as it is now, to be changed and imported. Returns the number of codes; InputError for unknown lists."""
    library.codeset(code)
    names = library.code_names[code]
    write_workbook(path, BOOK, {SHEET: [{CODE: each, NAME: name} for each, name in names.items()]})
    return len(names)


def read_codes(path: Path) -> dict[str, str]:
    """Code → name. InputError with every bad row: empty, doubled, with blanks, or a number that lost its zeros."""
    faults: list[Fault] = []
    codes: dict[str, str] = {}
    first: dict[str, int] = {}
    for row in read_workbook(path, BOOK)[SHEET]:
        code = row.text(CODE)
        if fault := _fault(path.name, row, code, first):
            faults.append(fault)
        else:
            codes[code], first[code] = row.text(NAME), row.number
    if not codes and not faults:
        faults.append(Fault(path.name, 0, SHEET, reason="没有代码", remedy="请从第 2 行起填写"))
    if faults:
        raise InputError(faults)
    return codes


def _fault(file: str, row: Row, code: str, first: dict[str, int]) -> Fault | None:
    if not code:
        return Fault(file, row.number, SHEET, CODE, row.text(NAME), "没有代码", "请填代码，或删去这一行")
    if not isinstance(row.cells[CODE], str):
        return Fault(
            file, row.number, SHEET, CODE, code, "代码存成了数字，开头或末尾的 0 会丢", "请把这一列设为文本再填"
        )
    if not _GOOD.fullmatch(code):
        return Fault(file, row.number, SHEET, CODE, code, "代码里有空格，或超过 40 个字", "请改正")
    if code in first:
        return Fault(file, row.number, SHEET, CODE, code, "代码重复", f"与第 {first[code]} 行相同，请删去一行")
    return None


def pack_files(library: Library, found: CodeList) -> tuple[str, dict[str, str]]:
    """The name of the pack and the text of its files. InputError when there is no such list or no source."""
    if not found.source.strip():
        raise refuse("没有写出处", "请用 --source 写明来自哪份文件", field="--source")
    entry = library.entry("codesets", found.codeset)
    pack = f"codes-{found.codeset}".replace("_", "-")[:64].rstrip("-")
    base = entry.pack
    if base == pack:  # imported before: it still replaces the list of the pack below
        base = next(each.extends[0] for each in library.packs if each.pack == pack)
    manifest = {"pack": pack, "title": f"{entry.item.title}（本院导入）", "version": "1", "source": found.source}
    item = {"code": found.codeset, "overrides": True, "values": {}, "file": "codes.csv", "source": found.source}
    item |= {"edition": found.edition, "provenance": "imported", "confidence": "high"}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([("code", "name"), *found.codes.items()])
    return pack, {
        MANIFEST: _yaml(manifest | {"extends": [base]}),
        "codesets.yaml": _yaml({"codesets": [item]}),
        "codes.csv": text.getvalue(),
    }


def _yaml(data: object) -> str:
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
