"""Schemes from files: a folder of CSV tables, or the published workbook. Pure.

Folder: rules.csv (kind, code, name, parent, rule, sort), sets.csv (set, code), complications.csv (code, level,
exclusion_table), exclusions.csv (principal_diagnosis, exclusion_table), and, if rules ask for more than every record
has, inputs.csv (variable, column). Workbook: sheets MDC, ADRG, DRG, 集合, CC, 排除表. An overlay is a folder with some
of these tables (`overlay`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from linghang.casemix.language import CODE_VARIABLES, NUMBER_VARIABLES
from linghang.casemix.overlay import Parts, laid_over
from linghang.casemix.scheme import LEVELS, PLAIN, Complication, Kind, Options, Row, Scheme, build
from linghang.casemix.scheme_tables import Tables, read_folder, read_workbook
from linghang.casemix.tables import Table
from linghang.core.errors import Fault, InputError, refuse

_WORDS = ("TRUE", "AND", "OR", "NOT", "IN", "LENGTH")
NEEDED = ("rules", "sets", "complications", "exclusions")


def read_scheme(path: Path, options: Options = PLAIN, local: Sequence[Path] = ()) -> Scheme:
    """The scheme in a folder or workbook, with the overlays of `local` laid over it one after the other.

    InputError: what is missing, or which rule cannot be read and where.
    """
    parts = _parts(path, options, NEEDED)
    for overlay in local:
        if not overlay.is_dir():
            raise refuse("没有这个本地方案文件夹", "请给出文件夹", file=str(overlay))
        parts = laid_over(parts, _parts(overlay, options, ()), overlay.name)
    name = "+".join([path.name, *(overlay.name for overlay in local)])
    notices = (*parts.notices, *_unfilled(parts))
    return build(name, parts.rows, parts.sets, parts.complications, parts.excluded, options, notices, parts.inputs)


def _parts(path: Path, options: Options, needed: Sequence[str]) -> Parts:
    if path.is_dir():
        tables = read_folder(path, needed)
    elif path.is_file():
        tables = read_workbook(path)
    else:
        raise refuse("没有这个分组方案", "请给出方案的文件夹或 .xlsx 文件", file=str(path))
    spell = lru_cache(maxsize=None)(options.spell)
    rows, sets, complications = tuple(_rows(tables)), _sets(tables, spell), _complications(tables, spell)
    excluded, inputs = _excluded(tables, spell), _inputs(tables)
    return Parts(rows, sets, complications, excluded, inputs, tuple(tables.notices))


def _rows(tables: Tables) -> Iterator[Row]:
    kinds = {kind.value for kind in Kind}
    for table in tables.by_name["rules"]:
        for number, (kind, code, name, parent, rule, before, _) in table.lines:
            if kind.upper() not in kinds:
                raise InputError(table.fault(number, code, "kind", kind, "不认识这种行", "应为 MDC、ADRG 或 DRG"))
            yield Row(Kind(kind.upper()), code, name, parent, rule, Fault(table.file, number), before)


def _sets(tables: Tables, spell: Callable[[str], str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for table in tables.by_name["sets"]:
        for name, lines in groupby(_filled(table, 0, "集合名", tables.notices), lambda line: line[1][0]):
            found.setdefault(name, set()).update([spell(code) for _, (_, code) in lines if code])
    return {name: frozenset(codes) for name, codes in found.items()}


def _complications(tables: Tables, spell: Callable[[str], str]) -> dict[str, Complication]:
    """A code listed twice keeps its graver level; the first line of that level gives its exclusion table."""
    found: dict[str, Complication] = {}
    complication = lru_cache(maxsize=None)(Complication)
    faults = []
    for table in tables.by_name["complications"]:
        for number, (written, level, excluding) in _filled(table, 0, "编码", tables.notices):
            code = spell(written)
            if level.upper() not in LEVELS:
                faults.append(table.fault(number, written, "级别", level, "不认识这个级别", "应为 MCC 或 CC"))
            elif code not in found or (level.upper() == "MCC" and found[code].level == "CC"):
                found[code] = complication(level.upper(), excluding)
    if faults:
        raise InputError(faults)
    return found


def _filled(table: Table, place: int, what: str, notices: list[Fault]) -> list[tuple[int, tuple[str, ...]]]:
    """The lines that name what they are about; how many do not is noticed."""
    lines = [line for line in table.lines if line[1][place]]
    if lost := len(table.lines) - len(lines):
        first = next(number for number, cells in table.lines if not cells[place])
        notices.append(Fault(table.file, first, reason=f"有 {lost} 行没有{what}，已跳过", remedy="请向发布方核对"))
    return lines


def _inputs(tables: Tables) -> dict[str, str]:
    """Variables are read in upper case, as the rules are; they must not hide those of the language."""
    found = {}
    for table in tables.by_name["inputs"]:
        for number, (variable, column) in table.lines:
            name = variable.upper()
            if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name) or name in {*NUMBER_VARIABLES, *CODE_VARIABLES, *_WORDS}:
                reason = "不能用作变量名，或与规则语言里的名称相同"
                raise InputError(table.fault(number, "", "变量", variable, reason, "请用另外的字母和数字命名"))
            if not column:
                raise InputError(table.fault(number, variable, "列名", "", "没有写从哪一列读取", "请补填病例表的列名"))
            found[name] = column
    return found


def _excluded(tables: Tables, spell: Callable[[str], str]) -> dict[str, frozenset[str]]:
    found: dict[str, tuple[str, ...]] = {}
    for table in tables.by_name["exclusions"]:
        for _, (principal, excluding) in _filled(table, 0, "主要诊断", tables.notices):
            if excluding:
                code = spell(principal)
                found[code] = (*found.get(code, ()), excluding)
    shared = {names: frozenset(names) for names in set(found.values())}
    return {code: shared[names] for code, names in found.items()}


def _unfilled(parts: Parts) -> list[Fault]:
    """Exclusion tables that the list of complications names and nothing fills."""
    named = {entry.table for entry in parts.complications.values()} - {""}
    missing = sorted(named.difference(*parts.excluded.values()))
    if not missing:
        return []
    reason = f"并发症表用到的 {len(missing)} 张排除表没有内容，不排除任何诊断：{'、'.join(missing[:20])}"
    return [Fault(reason=reason, remedy="请向发布方核对")]
