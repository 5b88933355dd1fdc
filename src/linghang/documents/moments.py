"""Words that tell of when something is without naming a year: 去年, 今年, 五年来, 三年前, 过去一年. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from linghang.documents.numerals import of_chinese
from linghang.documents.scan import near

Kind = Literal["this", "last", "base", "before_last", "next", "review", "back", "ago", "now"]
"""`last`: 去年, counted from the day of writing; `base`: 上年同期, counted from the year spoken of; `review`: 过去一年;
`back`: 五年来; `ago`: 三年前; `now`: 目前, 全年, which end what was said of other years."""
_NUMBER = r"(?:[二三四五六七八九十两]{1,2}|\d{1,2})"
_NOT_COMPARED = "(?<![较比是与同和及])"
_YEAR_BEFORE = "(?:去年同期|上一?年度?同期|上一?年度?|前一年度?)"
_A_VALUE = r"(?=\d)(?![\d.]{1,8}倍)"
"""Behind 的: the value of that year. 是上年的1.5倍 compares."""
_MOMENT = re.compile(
    r"(?=[今本当这过刚最一近成去上前明来下截至迄目如现全年较比二三四五六七八九十两\d])(?:"
    r"(?P<review>(?:刚刚)?过去的?一年|(?:这|近|最近)一年(?!度)|(?<![\d十])一年(?:来|以来|间))|"
    rf"(?P<back>(?<![\d第])(?:近|过去的?|这|成立|最近)?(?P<years>{_NUMBER})年(?:多?来|以来|间|里|疫情|共|累计|时间里)|近(?P<recent>{_NUMBER})年(?!级))|"
    rf"(?P<ago>(?<![\d第])(?P<past>{_NUMBER})年(?:之|以)?前)|"
    r"(?P<this>今年|本年度?(?!度))|"
    rf"(?P<base>{_NOT_COMPARED}{_YEAR_BEFORE}(?:末|底)?(?!同|度|相?比|的(?!\d))|{_YEAR_BEFORE}(?:末|底)?的?{_A_VALUE})|"
    rf"(?P<last>{_NOT_COMPARED}去年(?!同期|同比|相?比|的(?!\d))|去年(?:末|底)?的?{_A_VALUE})|"
    rf"(?P<before_last>{_NOT_COMPARED}前年(?!度))|"
    r"(?P<next>明年|来年|下一?年度)|"
    r"(?P<now>截[至止]本?次?(?:督查|检查|审计|巡察|调研|发稿|报告|通报)时|截?至?目前|[至迄]今(?!年)|现时|如今|现在|当前|全年|"
    r"年内(?<![半几数一二两三四五六七八九十\d]年内))"
    r")"
)


_RARE = re.compile(
    r"[年目如现当时至迄](?:(?<=[至迄])(?=今)|(?<=[查计察研稿告报]时)|(?<=年)(?:(?<!\d{3}年)|(?=内))|"
    r"(?<![年至迄时])(?=[前今在时]))"
)
"""Stands in all of them, at most six characters behind the beginning (刚刚过去的一年, 截至本次督查时); 2023年 alone is
none."""


@dataclass(frozen=True)
class Moment:
    """`years`: how many, of 五年来 and 三年前."""

    start: int
    end: int
    kind: Kind
    years: int
    said: str


def moments(text: str) -> Iterator[Moment]:
    """In the order of the text."""
    for found in near(_RARE, 6, _MOMENT, text):
        kind = next(name for name in _KINDS if found[name] is not None)
        number = found["years"] or found["recent"] or found["past"] or "0"
        count = int(number) if number.isdigit() else int(of_chinese(number) or 0)
        yield Moment(*found.span(), kind, count, found[0])


_KINDS: tuple[Kind, ...] = get_args(Kind)
