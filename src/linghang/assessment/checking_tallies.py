"""What is wrong with the tally of an item: its register, its fields, its expressions. Pure."""

from collections.abc import Iterator

from linghang.core.errors import Fault, InputError
from linghang.expressions import parse_condition, parse_number, schema_of
from linghang.packs.framework import Framework, Item, Tally
from linghang.packs.library import Library


def tally_faults(library: Library, framework: Framework, item: Item, tally: Tally) -> Iterator[Fault]:
    """A tally reads a kept register, and only where Party organisations are judged."""
    if framework.judges != "branch":
        yield _fault(item, "tally", "数的是党组织的台账，这个办法不考核党组织", "改用 indicator，或写 judges: branch")
    if not library.has("registers", tally.register_code):
        yield _fault(item, tally.register_code, "数的台账没有定义", "可用 linghang packs list --kind registers 查看")
        return
    register = library.register(tally.register_code)
    if register.kind != "kept":
        yield _fault(item, register.code, "数的不是逐条登记的台账", "tally 只用于 kind: kept 的登记表")
    fields = {field.code for field in register.fields}
    for name in filter(None, (tally.owner, tally.date)):
        if name not in fields:
            yield _fault(item, name, f"写的字段不在“{register.title}”里", "请核对字段代码")
    for text, parse in ((tally.where, parse_condition), (tally.value, parse_number)):
        if text is not None:
            try:
                parse(text, schema_of(register), library)
            except InputError as error:
                yield from (_fault(item, text, each.reason, each.remedy) for each in error.faults)


def _fault(item: Item, value: str, reason: str, remedy: str) -> Fault:
    return Fault(field="tally", value=value, reason=f"“{item.title}”{reason}", remedy=remedy)
