"""YAML with line numbers: plain data, and for every path in it the line where it stands."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from linghang.core.errors import Fault, InputError

KeyPath = tuple[str | int, ...]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_days = yaml.constructor.SafeConstructor()


@dataclass(frozen=True)
class YamlFile:
    """A parsed YAML file: `data` is its content, `lines` maps a path of keys and indexes to a line number (from 1)."""

    path: Path
    data: Any
    lines: dict[KeyPath, int]

    def line(self, path: KeyPath) -> int:
        """The line of `path`, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(path: Path) -> YamlFile:
    """Read one file. Raises InputError (in Chinese, with the line) when it is not readable as UTF-8 YAML."""
    return parse_yaml(path, path.read_bytes())


def parse_yaml(path: Path, raw: bytes) -> YamlFile:
    """Read the content of a file, named `path` in what is said of it. Raises InputError like `read_yaml`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(Fault(str(path), 0, reason="文件不是 UTF-8 编码", remedy="请另存为 UTF-8")) from error
    try:
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            lines: dict[KeyPath, int] = {}
            faults: list[Fault] = []
            if root is not None:
                _walk(root, (), lines, faults, str(path))
            data = loader.construct_document(root) if root is not None and not faults else None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        problem = getattr(error, "problem", "") or str(error)
        raise InputError(
            Fault(str(path), line, reason=f"YAML 写法有误（{problem}）", remedy="请检查缩进、冒号后的空格和引号")
        ) from error
    if faults:
        raise InputError(faults)
    return YamlFile(path, data, lines)


def _walk(node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int], faults: list[Fault], file: str) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(getattr(key, "value", ""))
            if name in seen:
                faults.append(
                    Fault(file, key.start_mark.line + 1, field=name, reason="同一处写了两次", remedy="请保留一处")
                )
            seen.add(name)
            faults += _no_such_day(key, name, file)
            _walk(value, (*path, name), lines, faults, file)
            lines[(*path, name)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*path, index), lines, faults, file)
    else:
        faults += _no_such_day(node, str(path[-1]) if path else "", file)


def _no_such_day(node: yaml.Node, field: str, file: str) -> list[Fault]:
    """What YAML takes for a day or a time by its form, and no calendar has."""
    if not isinstance(node, yaml.ScalarNode) or node.tag != "tag:yaml.org,2002:timestamp":
        return []
    try:
        _days.construct_yaml_timestamp(node)
    except ValueError:
        reason, remedy = "没有这一天或这一时刻", "请核对年月日，如 2023-02-28"
        return [Fault(file, node.start_mark.line + 1, "", field, node.value, reason, remedy)]
    return []
