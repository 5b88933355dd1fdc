"""One cell of a ledger: from what a person typed or a spreadsheet holds to a typed value, and back. Pure.

The form and the import read through the same functions, so both accept and refuse the same things. Nothing is coerced
silently: what cannot be read without guessing is refused with the remedy.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from linghang.packs.model import RegisterField

LIST_MARK = "；"
LONGEST_TEXT = 4000
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
INT64 = 2**63
WORDS = {True: "是", False: "否"}

_TRUE = frozenset({"是", "有", "对", "√", "y", "yes", "true", "1"})
_FALSE = frozenset({"否", "无", "错", "×", "n", "no", "false", "0"})
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)$")
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))$"
)
_TIME = re.compile(r"(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})?秒?)?$")


class CellError(Exception):
    """This cell cannot be read: `reason` says why, `remedy` what to do."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True)
class Codes:
    """The codes a field may hold, with their names. `prefix`: longer codes beginning with one of them belong too.

    `open`: other texts are taken as they are (department names of a ledger that has departments unknown to the house).
    """

    names: Mapping[str, str]
    prefix: bool = False
    open: bool = False

    @cached_property
    def labels(self) -> dict[str, str]:
        """Code → what is shown and offered: the name, with the code before it when the name alone is ambiguous."""
        counts: dict[str, int] = {}
        for name in self.names.values():
            counts[name] = counts.get(name, 0) + 1
        clear = {
            code
            for code, name in self.names.items()
            if name and counts[name] == 1 and (name == code or name not in self.names)
        }
        return {code: name if code in clear else f"{code} {name}".strip() for code, name in self.names.items()}

    @cached_property
    def _by_label(self) -> dict[str, str]:
        long = {f"{code} {name}": code for code, name in self.names.items()}
        return long | {label: code for code, label in self.labels.items()}

    def find(self, text: str) -> str | None:
        """The code that `text` (a code, a name, or both) means; None when it is not one of them."""
        if text in self.names:
            return text
        if text in self._by_label:
            return self._by_label[text]
        if self.open or (self.prefix and any(text.startswith(code) for code in self.names)):
            return text
        return None

    def label(self, code: str) -> str:
        """The name shown for `code`; the code itself when it has none."""
        return self.labels.get(code, code)


def read_cell(
    field: RegisterField,
    raw: Any,
    codes: Codes | None = None,
    missing: tuple[str, ...] = ("", "-"),
) -> Any:
    """The typed value of a cell (a list for list fields), or None when it is empty. Raises CellError."""
    if isinstance(raw, str):
        raw = tidy(raw)
        if raw in missing or raw == "":
            return None
    if raw is None:
        return None
    if not field.list:
        return _read_one(field, raw, codes)
    parts = split_list(raw) if isinstance(raw, str) else [raw]
    return [_read_one(field, part, codes) for part in parts if part not in missing] or None


def tidy(text: str) -> str:
    """Without blanks (full-width ones too) at the ends, with plain line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def split_list(text: str) -> list[str]:
    """The elements of a list cell: between ；, ; or line ends, or between 、 when there are none of these."""
    marks = r"[；;\n]" if re.search(r"[；;\n]", text) else "、"
    return [part for part in map(str.strip, re.split(marks, text)) if part]


def _read_one(field: RegisterField, raw: Any, codes: Codes | None) -> Any:
    value = _READERS[field.type](field, raw)
    if codes is not None and field.type in ("code", "text"):
        value = _code(codes, value)
    _check_limits(field, value)
    return value


def _code(codes: Codes, text: str) -> str:
    found = codes.find(text)
    if found is None:
        raise CellError("不在可选范围内", f"请从下拉选项中选择，如“{next(iter(codes.labels.values()), '')}”")
    return found


def _check_limits(field: RegisterField, value: Any) -> None:
    if isinstance(value, str):
        longest = field.length or LONGEST_TEXT
        if len(value) > longest:
            raise CellError(f"超过 {longest} 个字（现有 {len(value)} 个）", "请缩短")
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        if field.min is not None and value < field.min:
            raise CellError(f"小于下限 {field.min}", "请核对数值和单位")
        if field.max is not None and value > field.max:
            raise CellError(f"大于上限 {field.max}", "请核对数值和单位")


def _text(_field: RegisterField, raw: Any) -> str:
    text = _plain(raw)
    if any(unicodedata.category(mark) in ("Cc", "Cs") and mark not in "\n\t" for mark in text):
        raise CellError("含有看不见的控制字符", "请删除后重新输入")
    return text


def _plain(raw: Any) -> str:
    """What a spreadsheet shows for the cell."""
    if isinstance(raw, bool):
        return WORDS[raw]
    if isinstance(raw, float):
        if abs(raw) >= 1e15:
            raise CellError("长数字已被表格软件改写，末几位不可信", "请把该列设为“文本”格式后重新填写")
        return format(raw, ".15g")
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(" ")
    return tidy(str(raw))


def _boolean(_field: RegisterField, raw: Any) -> bool:
    word = _plain(raw).lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise CellError("应填“是”或“否”")


def _number(raw: Any) -> Decimal:
    if isinstance(raw, bool | dt.date | dt.time | dt.timedelta):
        raise CellError("不是数字", "请把单元格格式改为“数值”")
    text = unicodedata.normalize("NFKC", _plain(raw)).replace(" ", "")
    if _GROUPED.match(text):
        text = text.replace(",", "")
    if not isinstance(raw, float) and not _NUMBER.match(text):
        raise CellError("不是数字", "只填数字，不带单位和文字")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise CellError("不是数字", "只填数字，不带单位和文字") from None
    if not number.is_finite():
        raise CellError("不是数字", "只填数字，不带单位和文字")
    return number


def _integer(_field: RegisterField, raw: Any) -> int:
    number = _number(raw)
    if number != number.to_integral_value():
        raise CellError("应为整数")
    if not -INT64 <= number < INT64:
        raise CellError("数字太大", "请核对位数")
    return int(number)


def _decimal(field: RegisterField, raw: Any) -> Decimal:
    number = _number(raw)
    if abs(number) >= Decimal(10) ** (18 - field.decimals):
        raise CellError("数字太大", "请核对位数和单位")
    places = number.quantize(Decimal(1).scaleb(-field.decimals), rounding=ROUND_HALF_UP)
    if places != number:
        raise CellError(f"小数超过 {field.decimals} 位", f"请四舍五入到 {field.decimals} 位后填写")
    return places


def _date(_field: RegisterField, raw: Any) -> dt.date:
    if isinstance(raw, dt.datetime):
        if raw.time() != dt.time():
            raise CellError("这里只填日期，不带时间", "请去掉时间")
        return _in_range(raw.date())
    if isinstance(raw, dt.date):
        return _in_range(raw)
    return _in_range(_read_date(_whole(raw)))


def _whole(raw: Any) -> str:
    return unicodedata.normalize("NFKC", _plain(raw)).strip()


def _read_date(text: str) -> dt.date:
    found = _DATE.match(text)
    if not found:
        raise CellError("不是日期", "请写成 2022-03-05 的形式，或把单元格格式改为“日期”")
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise CellError("没有这一天", "请核对月份和日期") from None


def _in_range(day: dt.date) -> dt.date:
    if not EARLIEST <= day <= LATEST:
        raise CellError("年份不合常理", "请核对年份")
    return day


def _datetime(_field: RegisterField, raw: Any) -> dt.datetime:
    if isinstance(raw, dt.datetime):
        _in_range(raw.date())
        return raw.replace(tzinfo=None, microsecond=0)
    if isinstance(raw, dt.date):
        return dt.datetime.combine(_in_range(raw), dt.time())
    day, _, clock = _whole(raw).replace("T", " ").partition(" ")
    return dt.datetime.combine(_in_range(_read_date(day)), _read_time(clock.strip()))


def _read_time(text: str) -> dt.time:
    if not text:
        return dt.time()
    found = _TIME.match(text)
    try:
        if found:
            return dt.time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        pass
    raise CellError("时间写法有误", "请写成 2022-03-05 13:20 的形式")


_READERS: dict[str, Callable[[RegisterField, Any], Any]] = {
    "text": _text,
    "code": _text,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "datetime": _datetime,
    "boolean": _boolean,
}


def to_stored(value: Any) -> Any:
    """A typed value as the kept row's JSON holds it: numbers as strings, dates as ISO."""
    if isinstance(value, list):
        return [to_stored(item) for item in value]
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


_FROM_STORED: dict[str, Callable[[Any], Any]] = {
    "text": str,
    "code": str,
    "integer": int,
    "decimal": Decimal,
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "boolean": bool,
}


def from_stored(field: RegisterField, stored: Any) -> Any:
    """The typed value of what `to_stored` wrote. Raises ValueError when the field's type has changed since."""
    if stored is None:
        return None
    read = _FROM_STORED[field.type]
    try:
        return [read(item) for item in stored] if field.list else read(stored)
    except (InvalidOperation, TypeError) as error:
        raise ValueError(str(error)) from error


def write_cell(field: RegisterField, value: Any, codes: Codes | None = None) -> str:
    """A typed value as text that `read_cell` reads back: names for codes, 是/否, ISO dates, ； between elements."""
    if value is None:
        return ""
    if field.list:
        text = LIST_MARK.join(_write_one(item, codes) for item in value)
        # A lone element that holds 、 would be taken apart on the way back without a mark after it.
        return text + LIST_MARK if len(value) == 1 and "、" in text else text
    return _write_one(value, codes)


def _write_one(value: Any, codes: Codes | None) -> str:
    if isinstance(value, bool):
        return WORDS[value]
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes" if value.second == 0 else "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        whole, point, places = f"{value:f}".partition(".")
        return whole + point + places[:2] + places[2:].rstrip("0")  # 0.30 of a field that keeps six places
    return codes.label(value) if codes is not None and isinstance(value, str) else str(value)
