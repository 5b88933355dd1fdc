"""Read pack folders into a library, collecting every fault with its file and line."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from linghang.core.errors import Fault, InputError
from linghang.packs.kinds import KIND_TITLES, KINDS
from linghang.packs.library import Entry, Library
from linghang.packs.messages import explain
from linghang.packs.model import Codeset, Manifest, PackObject
from linghang.packs.parsed import Parsed
from linghang.packs.yamlfile import KeyPath, YamlFile

MANIFEST = "pack.yaml"
Versions = dict[tuple[str, str], dict[date | None, Entry]]
"""What has been read so far: for every kind and code, its versions by the day on which they begin."""


@dataclass(frozen=True)
class _Folder:
    manifest: Manifest
    path: Path
    file: YamlFile


def pack_folders(root: Path) -> list[Path]:
    """The pack folders in `root`: itself when it has a manifest, else its sub-folders that have one."""
    if (root / MANIFEST).is_file():
        return [root]
    return sorted(path.parent for path in root.glob(f"*/{MANIFEST}"))


def load_packs(folders: Iterable[Path], kept: Path | None = None) -> Library:
    """The library of these pack folders. Raises InputError with every structural fault.

    `kept`: a file of what they parsed to last time (`packs.parsed`), taken from and renewed.
    """
    parsed = Parsed(kept)
    library, faults = read_packs(folders, parsed)
    if faults:
        raise InputError(faults)
    parsed.keep()
    return library


def read_packs(folders: Iterable[Path], parsed: Parsed | None = None) -> tuple[Library, list[Fault]]:
    """Read what can be read, and say what is wrong with the rest. Expressions and references are checked above."""
    faults: list[Fault] = []
    parsed = parsed or Parsed()
    packs = _in_order(_read_manifests(folders, parsed, faults), faults)
    versions: Versions = {}
    reach: dict[str, set[str]] = {}
    code_names: dict[str, dict[str, str]] = {}
    for pack in packs:
        name = pack.manifest.pack
        reach[name] = {name}.union(*(reach.get(base, set()) for base in pack.manifest.extends))
        for path in sorted(pack.path.rglob("*.yaml")):
            if path.name != MANIFEST:
                _read_objects(path, parsed, pack.manifest, reach[name], versions, faults)
    entries = [entry for same in versions.values() for entry in same.values()]
    for entry in entries:
        if isinstance(entry.item, Codeset):
            code_names[entry.item.code] = _code_names(entry, entry.item, faults)
    faults += _overlapping(entries)
    return Library(tuple(pack.manifest for pack in packs), tuple(entries), code_names), faults


def _read_manifests(folders: Iterable[Path], parsed: Parsed, faults: list[Fault]) -> dict[str, _Folder]:
    packs: dict[str, _Folder] = {}
    for folder in folders:
        path = folder / MANIFEST
        if not path.is_file():
            faults.append(Fault(str(folder), 0, reason=f"没有 {MANIFEST}", remedy="每个内容包文件夹都要有一个"))
            continue
        try:
            file = parsed.read(path)
            manifest = Manifest.model_validate(file.data)
        except InputError as error:
            faults += error.faults
            continue
        except ValidationError as error:
            faults += explain(error, file, (), str(path), "内容包")
            continue
        if manifest.pack in packs:
            faults.append(
                Fault(
                    str(path),
                    file.line(("pack",)),
                    manifest.pack,
                    reason="两个文件夹用了同一个包名",
                    remedy=f"另一个在 {packs[manifest.pack].path}",
                )
            )
            continue
        packs[manifest.pack] = _Folder(manifest, folder, file)
    return packs


def _in_order(packs: dict[str, _Folder], faults: list[Fault]) -> list[_Folder]:
    """Packs with the ones they extend before them."""
    ordered: list[_Folder] = []
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        pack = packs[name]
        for base in pack.manifest.extends:
            place = Fault(str(pack.path / MANIFEST), pack.file.line(("extends",)), name)
            if base not in packs:
                faults.append(Fault(place.file, place.line, name, "extends", base, "找不到被扩展的包"))
            elif base in (*trail, name):
                faults.append(Fault(place.file, place.line, name, "extends", base, "包之间循环扩展"))
            elif base not in done:
                visit(base, (*trail, name))
        if name not in done:
            done.add(name)
            ordered.append(pack)

    for name in packs:
        visit(name, ())
    return ordered


def _read_objects(
    path: Path,
    parsed: Parsed,
    manifest: Manifest,
    reach: set[str],
    versions: Versions,
    faults: list[Fault],
) -> None:
    try:
        file = parsed.read(path)
    except InputError as error:
        faults += error.faults
        return
    if not isinstance(file.data, dict):
        faults.append(Fault(str(path), 1, reason="文件应以种类开头", remedy=f"可写的种类：{'、'.join(KINDS)}"))
        return
    lines = _lines_of_objects(file)
    for kind, items in file.data.items():
        if kind not in KINDS:
            faults.append(
                Fault(
                    str(path),
                    file.line((kind,)),
                    field=str(kind),
                    reason="没有这个种类",
                    remedy=f"可写的种类：{'、'.join(KINDS)}",
                )
            )
            continue
        if not isinstance(items, list):
            faults.append(
                Fault(
                    str(path), file.line((kind,)), field=kind, reason="应为一列对象", remedy="每个对象以“- code:”开头"
                )
            )
            continue
        for index, data in enumerate(items):
            entry = _read_object(file, kind, index, data, manifest, reach, versions, faults)
            if entry is not None:
                same = versions.setdefault((kind, entry.item.code), {})
                same[entry.item.valid_from] = replace(entry, lines=lines.get((kind, index), {}))


def _lines_of_objects(file: YamlFile) -> dict[KeyPath, dict[KeyPath, int]]:
    """The lines of the file by object (kind and index), each under the object's own key paths."""
    found: dict[KeyPath, dict[KeyPath, int]] = {}
    for path, number in file.lines.items():
        found.setdefault(path[:2], {})[path[2:]] = number
    return found


def _read_object(
    file: YamlFile,
    kind: str,
    index: int,
    data: object,
    manifest: Manifest,
    reach: set[str],
    versions: Versions,
    faults: list[Fault],
) -> Entry | None:
    where: KeyPath = (kind, index)
    place, line = str(file.path), file.line(where)
    if not isinstance(data, dict):
        faults.append(Fault(place, line, field=kind, reason="应为一个对象", remedy="写成“- code: …”"))
        return None
    code = str(data.get("code", ""))
    defaults: dict[str, Any] = {
        "source": manifest.source,
        "valid_from": manifest.valid_from,
        "valid_to": manifest.valid_to,
    }
    earlier = list(versions.get((kind, code), {}).values())
    if data.get("overrides"):
        bases = [entry for entry in earlier if entry.pack in reach and entry.pack != manifest.pack]
        if not bases:
            faults.append(
                Fault(
                    place,
                    line,
                    code,
                    "overrides",
                    reason="所扩展的包里没有这个对象",
                    remedy="请检查 code 与 pack.yaml 的 extends",
                )
            )
            return None
        base = max(bases, key=lambda entry: entry.item.valid_from or date.min)
        defaults = base.item.model_dump(exclude_unset=True, by_alias=True) | {"valid_from": base.item.valid_from}
    elif any(
        (entry.item.valid_from, entry.pack) == (data.get("valid_from", manifest.valid_from), manifest.pack)
        or entry.pack != manifest.pack
        for entry in earlier
    ):
        other = earlier[-1]
        faults.append(
            Fault(
                place,
                line,
                code,
                "code",
                reason=f"与 {other.file}:{other.line} 重复",
                remedy="同一包内的新版本请写不同的 valid_from；改写别的包的对象请写 overrides: true",
            )
        )
        return None
    try:
        item: PackObject = KINDS[kind].model_validate(defaults | data)
    except ValidationError as error:
        faults += explain(error, file, where, place, f"{KIND_TITLES[kind]} {code}".strip())
        return None
    return Entry(kind, item, manifest.pack, place, line, {})


def _code_names(entry: Entry, codeset: Codeset, faults: list[Fault]) -> dict[str, str]:
    if codeset.values:
        return codeset.values
    path = Path(entry.file).parent / codeset.file
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = csv.DictReader(handle)
            if not {"code", "name"} <= set(rows.fieldnames or ()):
                faults.append(Fault(str(path), 1, codeset.code, reason="缺少 code 或 name 列"))
                return {}
            names: dict[str, str] = {}
            for row in rows:
                code = (row["code"] or "").strip()
                if not code or code in names:
                    faults.append(
                        Fault(str(path), rows.line_num, codeset.code, "code", code, "代码重复" if code else "代码为空")
                    )
                names[code] = (row["name"] or "").strip()
            return names
    except OSError:
        faults.append(
            Fault(
                entry.file,
                entry.line_of("file"),
                codeset.code,
                "file",
                codeset.file,
                "找不到这个文件",
                "文件应放在同一文件夹",
            )
        )
    except UnicodeDecodeError:
        faults.append(Fault(str(path), 0, codeset.code, reason="文件不是 UTF-8 编码", remedy="请另存为 UTF-8"))
    return {}


def _overlapping(entries: Iterable[Entry]) -> list[Fault]:
    """Two versions of one object may not be in force on the same day."""
    by_code: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        by_code.setdefault((entry.kind, entry.item.code), []).append(entry)
    return [fault for versions in by_code.values() for fault in _overlaps_of(versions)]


def _overlaps_of(versions: Sequence[Entry]) -> list[Fault]:
    ordered = sorted(versions, key=lambda entry: entry.item.valid_from or date.min)
    faults = []
    for earlier, later in pairwise(ordered):
        end = earlier.item.valid_to
        if end is None or end >= (later.item.valid_from or date.min):
            faults.append(
                Fault(
                    later.file,
                    later.line,
                    later.item.code,
                    "valid_from",
                    str(later.item.valid_from or ""),
                    f"与 {earlier.file}:{earlier.line} 的有效期重叠",
                    "请给旧版本写 valid_to",
                )
            )
    return faults
