"""What is wrong with the duties of a library, with file and line. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from linghang.core.errors import Fault, InputError
from linghang.duties.facts import FACTS, KINDS, schema_of_base
from linghang.expressions import parse_condition, schema_of
from linghang.expressions.schema import Schema
from linghang.packs.duty import Duty
from linghang.packs.library import Entry, Library
from linghang.packs.model import Register

_NAMES = ("text", "code")
_DAYS = ("date", "datetime")
_NUMBERS = ("integer", "decimal")
_TYPES = {
    "owner": (_NAMES, "文本或代码"),
    "other": (_NAMES, "文本或代码"),
    "value": (_NUMBERS, "数字"),
    "distinct": (_NAMES, "文本或代码"),
    "date": (_DAYS, "日期"),
    "serves": (("date",), "日期"),
    "planned": (("date",), "日期"),
    "reason": (("text",), "文本"),
}
"""Of which types the fields named by an activity may be."""


def check(library: Library) -> list[Fault]:
    """Every fault of every duty: unknown registers and fields, expressions, kinds of owner, facts."""
    return [
        fault
        for entry in library.entries
        if isinstance(entry.item, Duty)
        for fault in _faults(library, entry, entry.item)
    ]


def _faults(library: Library, entry: Entry, duty: Duty) -> Iterator[Fault]:
    yield from _kinds(entry, duty)
    if duty.when:
        yield from _condition(library, entry, duty)
    code = duty.activity.register_code
    if not library.has("registers", code):
        yield _fault(entry, ("activity", "register"), "没有这个登记表", "可用 linghang packs list 查看全部", code)
        return
    register = library.register(code)
    if register.kind != "kept":
        remedy = "请改用逐条登记的登记表"
        yield _fault(entry, ("activity", "register"), "成批导入的登记表不能作为应办事项的凭据", remedy, code)
        return
    if register.sensitivity in ("patient", "discipline"):
        remedy = "应办事项人人可见，请改用其他登记表"
        yield _fault(entry, ("activity", "register"), "患者和纪检登记表不能作为应办事项的凭据", remedy, code)
        return
    yield from _fields(entry, duty, register)
    if duty.activity.where:
        yield from _tried(library, entry, ("activity", "where"), duty.activity.where, schema_of(register))


def _kinds(entry: Entry, duty: Duty) -> Iterator[Fault]:
    for index, kind in enumerate(duty.kinds):
        if kind not in KINDS[duty.base]:
            known = "、".join(KINDS[duty.base]) or "这一类不分种类，请去掉 kinds"
            yield _fault(entry, ("kinds", index), "没有这种承担者", f"可写：{known}", kind)
    if duty.base in ("person", "pair") and not duty.kinds:
        yield _fault(entry, ("base",), "人员和结对的职责要写 kinds", f"可写：{'、'.join(KINDS[duty.base])}", duty.base)


def _condition(library: Library, entry: Entry, duty: Duty) -> Iterator[Fault]:
    if not FACTS[duty.base]:
        yield _fault(entry, ("when",), "这一类承担者没有可写的条件", "请去掉 when", duty.when or "")
    else:
        yield from _tried(library, entry, ("when",), duty.when or "", schema_of_base(duty.base))


def _fields(entry: Entry, duty: Duty, register: Register) -> Iterator[Fault]:
    known = {field.code: field for field in register.fields}
    for name, (types, said) in _TYPES.items():
        code = getattr(duty.activity, name)
        if code is None:
            continue
        field = known.get(code)
        if field is None:
            yield _fault(
                entry, ("activity", name), f"“{register.title}”没有这个字段", f"可写：{'、'.join(known)}", code
            )
        elif field.type not in types or field.list or field.identifier:
            remedy = "加密保存的字段和多值字段不能用"
            yield _fault(entry, ("activity", name), f"这个字段应为单值的{said}", remedy, code)


def _tried(library: Library, entry: Entry, path: tuple[str | int, ...], text: str, schema: Schema) -> Iterator[Fault]:
    try:
        parse_condition(text, schema, library)
    except InputError as error:
        for fault in error.faults:
            said = replace(fault, file=entry.file, line=entry.line_of(*path), subject=f"职责 {entry.item.code}")
            yield replace(said, field=said.field or ".".join(map(str, path)))


def _fault(entry: Entry, path: tuple[str | int, ...], reason: str, remedy: str, value: str = "") -> Fault:
    field = ".".join(map(str, path))
    return Fault(entry.file, entry.line_of(*path), f"职责 {entry.item.code}", field, value, reason, remedy)
