"""Which column of a file is which field of a register. Pure."""

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linghang.core.errors import Fault, InputError, refuse
from linghang.packs.model import Register, RegisterField
from linghang.registers.schema import columns_of

_SHOWN = 5


@dataclass(frozen=True)
class Group:
    """A list field and the lists aligned with it. `positions`: for each repetition, the column of every member
    (None where the file has no such column); repetitions that the file does not have at all are left out."""

    fields: tuple[RegisterField, ...]
    positions: tuple[tuple[int | None, ...], ...]

    @property
    def master(self) -> RegisterField:
        return self.fields[0]

    def present(self, member: int) -> bool:
        """Whether the file has any column of this member."""
        return any(position[member] is not None for position in self.positions)


@dataclass(frozen=True)
class Layout:
    """The header of a file understood. `scalars`: the fields that the file has, with their column."""

    header: tuple[str, ...]
    scalars: tuple[tuple[RegisterField, int], ...]
    groups: tuple[Group, ...]

    @property
    def columns(self) -> list[int]:
        """The columns that are read, in the order of the file."""
        lists = {column for group in self.groups for position in group.positions for column in position}
        return sorted({column for _, column in self.scalars} | {column for column in lists if column is not None})

    def title(self, field: RegisterField, column: int) -> str:
        """How a fault names a cell: `B15 出院时间`, or one name when both are the same."""
        name = self.header[column].strip()
        return name if fold(name) == fold(field.title) else f"{name} {field.title}"


def fold(name: str) -> str:
    """A heading without what exports change in it: letter case, width, blanks."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def header_of(first_line: bytes) -> tuple[str, ...]:
    """The headings in the first record of a block."""
    return tuple(next(csv.reader([first_line.decode()]), ()))


def layout(register: Register, header: Sequence[str], file: str) -> Layout:
    """Match headings with fields. Raises InputError for missing, doubled or wholly unknown columns."""
    names = [fold(name) for name in header]
    if not _known(register) & set(names):
        raise _nothing_known(register, header, file)
    where = {name: index for index, name in reversed(list(enumerate(names)))}
    scalars = tuple(_scalars(register, where))
    groups = tuple(_groups(register, where))
    found = Layout(tuple(header), scalars, groups)
    faults = [*_missing(register, found, file), *_doubled(found, names, file)]
    if faults:
        raise InputError(faults)
    return found


def _known(register: Register) -> set[str]:
    return {fold(name) for field in register.fields for name in names_of(field)}


def names_of(field: RegisterField) -> tuple[str, ...]:
    """The headings under which a field is accepted: its source columns, its code, its title."""
    return (*columns_of(field), field.code, field.title)


def _scalars(register: Register, where: dict[str, int]) -> Iterator[tuple[RegisterField, int]]:
    for field in register.fields:
        if not field.list:
            columns = [where[fold(name)] for name in names_of(field) if fold(name) in where]
            if columns:
                yield field, columns[0]


def _groups(register: Register, where: dict[str, int]) -> Iterator[Group]:
    for master in register.fields:
        if master.list and not master.aligned_with:
            members = (master, *(field for field in register.fields if field.aligned_with == master.code))
            columns = [_list_columns(field, where) for field in members]
            longest = max(map(len, columns))
            padded = [column + [None] * (longest - len(column)) for column in columns]
            yield Group(
                members,
                tuple(
                    position for position in zip(*padded, strict=True) if any(column is not None for column in position)
                ),
            )


def _list_columns(field: RegisterField, where: dict[str, int]) -> list[int | None]:
    """The column of every repetition. A file with the plain code or title has the one column only."""
    columns: list[int | None] = [where.get(fold(name)) for name in columns_of(field)]
    if all(column is None for column in columns):
        columns = [where[fold(name)] for name in (field.code, field.title) if fold(name) in where]
        return columns[:1]
    return columns


def _missing(register: Register, found: Layout, file: str) -> list[Fault]:
    present = {field.code for field, _ in found.scalars}
    present |= {
        field.code for group in found.groups for index, field in enumerate(group.fields) if group.present(index)
    }
    return [
        Fault(
            file,
            1,
            register.title,
            " 或 ".join(dict.fromkeys((*columns_of(field)[:1], field.title))),
            reason="缺少这一列",
            remedy="请按接口标准的列名重新导出，列的次序不限",
        )
        for field in register.fields
        if field.required and field.code not in present
    ]


def _doubled(found: Layout, names: Sequence[str], file: str) -> list[Fault]:
    counts = Counter(names)
    return [
        Fault(
            file,
            1,
            field=found.header[column].strip(),
            reason=f"这一列出现了 {counts[names[column]]} 次",
            remedy="请只保留一列",
        )
        for column in found.columns
        if counts[names[column]] > 1
    ]


def _nothing_known(register: Register, header: Sequence[str], file: str) -> InputError:
    """Says nothing of what stands there: where the header is missing, it is the first patient."""
    wanted = "、".join((*columns_of(field), field.title)[0] for field in register.fields[:_SHOWN])
    if len(header) == 1 and any(mark in header[0] for mark in "\t;|"):
        return refuse("列之间不是英文逗号", "请用英文逗号分隔重新导出", file=file, line=1, subject=register.title)
    return refuse(
        f"第一行的 {len(header)} 列里没有一个认识的列名",
        f"第一行应为列名，如 {wanted}",
        file=file,
        line=1,
        subject=register.title,
    )
