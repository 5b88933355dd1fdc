"""Thrift's compact protocol, in which a Parquet file says what it holds. Pure.

A struct is its fields by number, each with the kind it was written as, so that a struct that is read and written again
is the same, whatever its fields mean. Sets and maps, which Parquet does not use, cannot be read.
"""

import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

TRUE, FALSE, BYTE, SHORT, INT, LONG, DOUBLE, BINARY, LIST, STRUCT = 1, 2, 3, 4, 5, 6, 7, 8, 9, 12
_LONG_LIST = 15
"""From so many elements on the length of a list stands in a number of its own."""


class Field(NamedTuple):
    """A value and the kind it is written as; of a list the value is `Items`, of a struct `Struct`."""

    kind: int
    value: Any


class Items(NamedTuple):
    """A list: the kind of all its values, and these."""

    kind: int
    values: Sequence[Any]


Struct = dict[int, Field]


def read_struct(data: bytes) -> Struct:
    """The struct at the beginning of the bytes. ValueError: they end too early, or hold what cannot be read."""
    try:
        return _Reader(data).struct()
    except (IndexError, struct.error, RecursionError) as error:
        raise ValueError("no Thrift struct") from error


def write_struct(fields: Struct) -> bytes:
    """The bytes of a struct."""
    found = bytearray()
    before = 0
    for number, (kind, value) in sorted(fields.items()):
        step = number - before
        found += bytes([step << 4 | kind]) if 0 < step < 16 else bytes([kind]) + _number(_zigzag(number))
        if kind not in (TRUE, FALSE):  # the kind says it
            found += _value(kind, value)
        before = number
    return bytes(found + b"\0")


class _Reader:
    """Reads values one behind the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def struct(self) -> Struct:
        found: Struct = {}
        number = 0
        while head := self.byte():
            number = number + (head >> 4) if head >> 4 else self.signed()
            kind = head & 15
            found[number] = Field(kind, kind == TRUE if kind in (TRUE, FALSE) else self.value(kind))
        return found

    def value(self, kind: int) -> Any:
        if kind in (SHORT, INT, LONG):
            return self.signed()
        if kind == BINARY:
            return self.bytes(self.number())
        if kind == STRUCT:
            return self.struct()
        if kind == LIST:
            return self.items()
        if kind in (TRUE, FALSE, BYTE):  # in a list, truth is a byte
            return self.byte()
        if kind == DOUBLE:
            return struct.unpack("<d", self.bytes(8))[0]
        raise ValueError(f"kind {kind} of Thrift cannot be read")

    def items(self) -> Items:
        head = self.byte()
        length = head >> 4 if head >> 4 < _LONG_LIST else self.number()
        return Items(head & 15, [self.value(head & 15) for _ in range(length)])

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def bytes(self, length: int) -> bytes:
        start, self.at = self.at, self.at + length
        if self.at > len(self.data):
            raise IndexError
        return self.data[start : self.at]

    def number(self) -> int:
        """Seven bits a byte, the lowest first; the eighth says that more follow."""
        found = shift = 0
        while (byte := self.byte()) & 0x80:
            found |= (byte & 0x7F) << shift
            shift += 7
        return found | byte << shift

    def signed(self) -> int:
        """0, -1, 1, -2 … are written as 0, 1, 2, 3 …"""
        found = self.number()
        return found >> 1 ^ -(found & 1)


def _value(kind: int, value: Any) -> bytes:
    if kind in (SHORT, INT, LONG):
        return _number(_zigzag(value))
    if kind == BINARY:
        return _number(len(value)) + bytes(value)
    if kind == STRUCT:
        return write_struct(value)
    if kind == LIST:
        return _items(*value)
    return struct.pack("<d", value) if kind == DOUBLE else bytes([value])


def _items(kind: int, values: Sequence[Any]) -> bytes:
    few = len(values) < _LONG_LIST
    head = bytes([len(values) << 4 | kind]) if few else bytes([_LONG_LIST << 4 | kind]) + _number(len(values))
    return head + b"".join(_value(kind, value) for value in values)


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _number(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
