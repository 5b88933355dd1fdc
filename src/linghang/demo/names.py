"""Names of people who do not exist: surnames that are landscape, given names that are season and light."""

from itertools import islice

from linghang.demo.seeds import generator

SEED = 20211231
_SURNAMES = "云石江柏松岑溪岳川岚泉桐竺梅荷禾麦谷冉乔桑原野雷"
_GIVEN = (
    "启明知行若水望舒清和扶摇听泉怀瑾守拙致远静川长庚既白令月景行秋实春生夏至晨曦明堂"
    "思齐以宁一苇千帆万象归云疏影朗月嘉禾安澜凌霄青崖白露霜降立春惊蛰谷雨小满芒种处暑"
)
"""Two characters each."""


def invented_names(count: int) -> tuple[str, ...]:
    """The first `count` of all combinations in an order that never varies; no two alike."""
    given = [_GIVEN[start : start + 2] for start in range(0, len(_GIVEN), 2)]
    every = [surname + each for surname in _SURNAMES for each in given]
    if count > len(every):
        raise ValueError(f"{count} names asked of {len(every)}")
    order = generator(SEED, "names").permutation(len(every))
    return tuple(every[index] for index in islice(order, count))


def short_names(count: int) -> tuple[str, ...]:
    """The first `count` of all two-character names, none of them among `invented_names`."""
    every = [surname + each for surname in _SURNAMES for each in dict.fromkeys(_GIVEN)]
    if count > len(every):
        raise ValueError(f"{count} names asked of {len(every)}")
    order = generator(SEED, "short names").permutation(len(every))
    return tuple(every[index] for index in islice(order, count))
