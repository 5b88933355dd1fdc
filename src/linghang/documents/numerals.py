"""Chinese and Arabic numerals as they are written in official prose. Pure."""

import re
from decimal import Decimal
from functools import lru_cache

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
CHINESE = "零〇一二两三四五六七八九十百千万亿"
ARABIC = r"(?<!\d)(?:\d{1,3}(?:[,，]\d{3}){1,4}|\d{1,15})(?:\.\d{1,6})?(?!\d)"
"""Bounded: a longer run of digits is no number of a report, and unbounded ones cost the square of their length."""
_ARABIC = re.compile(ARABIC)


def of_arabic(text: str) -> Decimal:
    """`282,773`, `14449.36` as a number. ValueError for anything else."""
    if not _ARABIC.fullmatch(text):
        raise ValueError(text)
    return Decimal(text.replace(",", "").replace("，", ""))


@lru_cache(4096)
def of_chinese(text: str) -> Decimal | None:
    """`二十三` → 23, `一百零五` → 105, `三万五千` → 35000, `二〇二三` → 2023; None for what is no numeral.

    `十几` and `几十` are no numerals: they say a bound (`figures`).
    """
    if not text or any(char not in CHINESE for char in text):
        return None
    if all(char in DIGITS for char in text):
        return Decimal("".join(str(DIGITS[char]) for char in text)) if len(text) != 1 else Decimal(DIGITS[text])
    return _read(text)


def _read(text: str) -> Decimal | None:
    for sign, scale in (("亿", SCALES["亿"]), ("万", SCALES["万"])):
        if sign in text:
            head, tail = text.split(sign, 1)
            high = _read(head) if head else None
            low = _read(tail) if tail else Decimal(0)
            if high is None or low is None:
                return None
            # 三万五 is 35,000: a lone digit behind a scale counts the next lower power.
            if len(tail) == 1 and tail in DIGITS:
                low *= scale / 10
            return high * scale + low
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> Decimal | None:
    total, digit, last = 0, None, 10_000
    for char in text:
        if char in DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = DIGITS[char]
        else:
            power = _SMALL[char]
            if power >= last:
                return None
            total += (1 if digit is None else digit) * power
            digit, last = None, power
    if digit:
        # 一百五 is 150, but 一百零五 is 105.
        total += digit * (last // 10 if last in (100, 1000) and "零" not in text and len(text) > 1 else 1)
    return Decimal(total)


def tenths(text: str) -> Decimal | None:
    """`四成三` → 43 (per cent), `三成` → 30; None for anything else."""
    found = re.fullmatch("([一二两三四五六七八九])成([一二三四五六七八九])?", text)
    if not found:
        return None
    return Decimal(DIGITS[found[1]] * 10 + (DIGITS[found[2]] if found[2] else 0))
