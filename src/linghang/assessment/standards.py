"""Published standards whose text was not at hand: shipped empty, filled from a workbook, kept as a pack of the house.

A framework with an item tagged 待导入 waits for its text. What is imported becomes a pack of the workspace that goes
before the shipped one; importing again replaces it and keeps the earlier one beside it, unread. Nothing is made up:
items, points, what A, B, C, D earn and the lines of the grades are those of the sheet, and its source is named by
whoever imports it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, BinaryIO

import yaml
from pydantic import ValidationError

from linghang.assessment import checking
from linghang.core.errors import Fault, InputError, refuse
from linghang.core.workbook import Book, Line, Row, read_workbook, write_workbook
from linghang.core.workspace import Workspace
from linghang.packs.framework import Framework
from linghang.packs.library import Entry, Library
from linghang.registers import content

AWAITED = "待导入"
RATINGS = "ABCD"
ITEMS, GRADES, ABOUT = "项目", "等级", "说明"
_SHARES = tuple(f"{rating}得几成" for rating in RATINGS)
BOOK = Book(
    sheets={
        ITEMS: {
            "一级": "必填：正文的一级项目",
            "二级": "二级项目，没有就空着",
            "编号": "正文的编号",
            "考核点": "必填",
            "分值": "必填：正文的分值，不写比例",
            "查看材料": "看什么",
            **dict.fromkeys(_SHARES, "必填：0 到 1，如 0.8；正文没有分档的，A 填 1、D 填 0，B、C 由本单位定"),
        },
        GRADES: {"等级": "必填：从高到低", "得分率从": "0 到 1，最后一级空着"},
        ABOUT: {"内容": "必填：名称、版本、依据、施行日期", "填写": "必填"},
    },
    keys={},
    template="导入标准页面",
    required=frozenset({ITEMS, ABOUT}),
)
_ABOUT = ("名称", "版本", "依据", "施行日期")


def awaited() -> list[Framework]:
    """Every standard that can be imported, whether it waits for its text or has one of the house's."""
    own = {path.name for path in _folders()}
    return [
        each
        for each in content.library().frameworks()
        if _pack(each.code) in own or any(AWAITED in item.tags for item in each.leaves())
    ]


def imported(code: str) -> bool:
    return (Workspace.from_environment().packs / _pack(code)).is_dir()


def write_template(framework: Framework, path: Path | BinaryIO) -> None:
    """An empty sheet to be filled in from the standard's text."""
    about: list[Line] = [
        {"内容": "名称", "填写": framework.title},
        {"内容": "版本", "填写": framework.edition or None},
        {"内容": "依据", "填写": framework.source},
        {"内容": "施行日期", "填写": None},
    ]
    write_workbook(path, BOOK, {ABOUT: about})


def import_standard(path: Path, code: str, *, file_name: str = "", dry_run: bool = False) -> Framework:
    """Read the sheet of one standard and keep it as a pack of the workspace. InputError with every fault."""
    shipped = next((each for each in awaited() if each.code == code), None)
    if shipped is None:
        raise refuse("没有这个可导入的标准", "请从列表里选择", field="标准", value=code)
    name = file_name or path.name
    rows = read_workbook(path, BOOK, name)
    faults: list[Fault] = []
    written = _framework(shipped, rows, name, faults)
    if faults:
        raise InputError(faults)
    made = _checked(written, name)
    if not dry_run:
        _keep(code, written)
    return made


def _framework(shipped: Framework, rows: dict[str, list[Row]], file: str, faults: list[Fault]) -> dict[str, Any]:
    about = {row.text("内容"): row for row in rows[ABOUT]}
    for name in _ABOUT:
        if name not in about or not about[name].text("填写"):
            faults.append(Fault(file, 0, ABOUT, name, "", "没有填写", "写明标准的名称、版本、依据和施行日期"))
    said = {name: row.text("填写") for name, row in about.items()}
    items = list(_groups(rows[ITEMS], file, faults))
    if not items:
        faults.append(Fault(file, 0, ITEMS, reason="没有考核点", remedy="请按正文逐行填写"))
    total = sum((_number(row, "分值", file, []) or Decimal(0) for row in rows[ITEMS]), Decimal(0))
    return {
        "code": shipped.code,
        "title": said.get("名称", shipped.title),
        "judges": shipped.judges,
        "source": said.get("依据", shipped.source),
        "edition": _edition(said.get("版本", ""), about.get("施行日期"), file, faults),
        "provenance": "found",
        "notes": "由本单位从标准正文导入。",
        "overrides": True,
        "confidence": "high",
        "full_marks": _plain(total),
        "grades": list(_grades(rows[GRADES], file, faults)),
        "items": items,
    }


def _groups(rows: Sequence[Row], file: str, faults: list[Fault]) -> Iterator[dict[str, Any]]:
    grouped: dict[str, dict[str, list[tuple[int, Row]]]] = {}
    for place, row in enumerate(rows, 1):
        grouped.setdefault(row.text("一级"), {}).setdefault(row.text("二级"), []).append((place, row))
    for number, (title, parts) in enumerate(grouped.items(), 1):
        below: list[dict[str, Any]] = []
        for part, (second, found) in enumerate(parts.items(), 1):
            leaves = [_leaf(place, row, file, faults) for place, row in found]
            below += leaves if not second else [{"code": f"g{number}_{part}", "title": second, "items": leaves}]
        yield {"code": f"g{number}", "title": title or "（未写）", "items": below}


def _leaf(place: int, row: Row, file: str, faults: list[Fault]) -> dict[str, Any]:
    for column in BOOK.must(ITEMS):
        if not row.text(column):
            faults.append(Fault(file, row.number, ITEMS, column, "", "必填项为空", "请照正文填写"))
    weight = _number(row, "分值", file, faults)
    shares = {rating: _number(row, column, file, faults) for rating, column in zip(RATINGS, _SHARES, strict=True)}
    for rating, share in shares.items():
        if share is not None and not 0 <= share <= 1:
            faults.append(
                Fault(file, row.number, ITEMS, f"{rating}得几成", str(share), "不在 0 到 1 之间", "八成写 0.8")
            )
    return {
        "code": f"i{place}",
        "title": row.text("考核点") or "（未写）",
        "number": row.text("编号"),
        "evidence": True,
        "asks": row.text("查看材料"),
        "weight": _plain(weight or Decimal(0)),
        "rule": {
            "method": "levels",
            "levels": {rating: _plain(share or Decimal(0)) for rating, share in shares.items()},
        },
    }


def _grades(rows: Sequence[Row], file: str, faults: list[Fault]) -> Iterator[dict[str, Any]]:
    for row in rows:
        line = _number(row, "得分率从", file, faults)
        yield {"grade": row.text("等级")} | ({} if line is None else {"at_least": _plain(line)})


def _number(row: Row, column: str, file: str, faults: list[Fault]) -> Decimal | None:
    text = row.text(column)
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        faults.append(Fault(file, row.number, row.sheet, column, text, "不是数字", "请填数字"))
        return None


def _edition(version: str, row: Row | None, file: str, faults: list[Fault]) -> str:
    """The edition with the day from which it is in force."""
    try:
        day = row.date("填写") if row else None
    except ValueError:
        day = None
        faults.append(Fault(file, row.number if row else 0, ABOUT, "施行日期", "", "不是日期", "写成 2022-01-01"))
    return f"{version}，{day} 起施行" if day else version


def _plain(number: Decimal) -> int | float:
    """As YAML writes it."""
    return int(number) if number == number.to_integral_value() else float(number)


def _pack(code: str) -> str:
    return f"standard-{code}"


def _folders() -> list[Path]:
    packs = Workspace.from_environment().packs
    return [path for path in packs.glob("standard-*") if path.is_dir()] if packs.is_dir() else []


def _checked(written: dict[str, Any], file: str) -> Framework:
    """The framework by the rules of packs, as if it stood there already. It names nothing of other packs."""
    try:
        made = Framework.model_validate({name: said for name, said in written.items() if name != "overrides"})
    except ValidationError as error:
        raise refuse(
            "填写的内容组不成一套标准", "请核对分值和等级", file=file, value=str(error.errors()[0]["loc"])
        ) from error
    faults = checking.check(Library((), (Entry("frameworks", made, _pack(made.code), file, 0, {}),), {}))
    if faults:
        raise InputError([replace(fault, line=0) for fault in faults])
    return made


def _write(place: Path, written: dict[str, Any]) -> None:
    """Each file under another name first: a reader never sees half of one."""
    library = content.library()
    base = library.entry("frameworks", written["code"]).pack
    if base == place.name:  # imported before: the shipped one is what it extends
        base = next(pack.extends[0] for pack in library.packs if pack.pack == base)
    manifest = {
        "pack": place.name,
        "title": f"导入的标准：{written['title']}",
        "version": str(written["edition"] or "1"),
        "source": written["source"],
        "extends": [base],
    }
    place.mkdir(parents=True, exist_ok=True)
    if (place / "framework.yaml").exists():  # an earlier edition stays on file, unread
        earlier = len(list(place.glob("framework.*.old"))) + 1
        (place / "framework.yaml").rename(place / f"framework.{earlier}.old")
    for name, data in (("framework.yaml", {"frameworks": [written]}), ("pack.yaml", manifest)):
        draft = place / f".{name}.new"
        draft.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        draft.replace(place / name)


def _keep(code: str, written: dict[str, Any]) -> None:
    _write(Workspace.from_environment().packs / _pack(code), written)
