"""What pack files parse to, kept between runs: parsing their text takes eight times as long as checking it. Pure.

One JSON file holds the data and the line numbers of every file of the last library, each under the SHA-256 of its
text. It only saves parsing: what comes out of it is checked like what was parsed, and a file of another form, a damaged
one or none at all is as if nothing had been kept. It belongs where only the owner of the packs may write. JSON, because
reading it can do nothing but make plain data.
"""

import json
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from linghang.packs.yamlfile import KeyPath, YamlFile, parse_yaml

FORM = f"linghang parsed packs 1, yaml {yaml.__version__}"
"""What was written by another parser, or in another form, is not read."""
_DATE = "\0date"
"""JSON has no dates: an object with this key stands for one. YAML refuses the character, so no pack writes it."""


class Parsed:
    """Reads YAML files, those known from last time without parsing them. `path`: where they are kept; None: nowhere."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._kept: Mapping[str, Any] = _kept(path) if path else {}
        self._used: dict[str, Any] = {}

    def read(self, path: Path) -> YamlFile:
        """Like `read_yaml`."""
        raw = path.read_bytes()
        if self._path is None:
            return parse_yaml(path, raw)
        name = sha256(raw).hexdigest()
        try:
            known = self._kept[name]
            file = YamlFile(path, known["data"], dict(_lines(known["lines"])))
        except (KeyError, TypeError, ValueError, IndexError):
            file = parse_yaml(path, raw)
            known = _plain(file)
        if known is not None:
            self._used[name] = known
        return file

    def keep(self) -> None:
        """Keep what was read for the next time, if it is not just that. The file is there whole or not at all, whoever
        else writes it; where it cannot be written, the next time takes longer."""
        if self._path is None or self._used == self._kept or not self._path.parent.is_dir():
            return
        temporary = self._path.with_name(f".{self._path.name}.{uuid.uuid4().hex}")
        with suppress(OSError):
            try:
                content = {"form": FORM, "files": self._used}
                descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
                    json.dump(content, handle, ensure_ascii=False, default=_dated)
                temporary.replace(self._path)
            finally:
                temporary.unlink(missing_ok=True)


def _kept(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_bytes(), object_hook=_undated)
        files = content["files"] if content["form"] == FORM else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return files if isinstance(files, dict) else {}


def _plain(file: YamlFile) -> dict[str, Any] | None:
    """The file as JSON can hold it; None when JSON would change it (keys that are no text, rare types)."""
    if not _is_plain(file.data):
        return None
    numbers = {path: number for number, path in enumerate(file.lines)}
    parents = [numbers[path[:-1]] if path else -1 for path in numbers]
    keys = [path[-1] if path else "" for path in numbers]
    return {"data": file.data, "lines": [parents, keys, list(file.lines.values())]}


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and _is_plain(part) for key, part in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or type(value) in (str, int, float, bool, date)


def _lines(kept: list[list[Any]]) -> Iterator[tuple[KeyPath, int]]:
    """The path of every place from that of what it stands in, which was written before it."""
    paths: list[KeyPath] = []
    for parent, key, line in zip(*kept, strict=True):
        paths.append((*paths[parent], key) if parent >= 0 else ())
        yield paths[-1], line


def _dated(value: object) -> dict[str, str]:
    if type(value) is date:
        return {_DATE: value.isoformat()}
    raise TypeError(f"no form for {value!r}")


def _undated(found: dict[str, Any]) -> Any:
    return date.fromisoformat(found[_DATE]) if _DATE in found else found
