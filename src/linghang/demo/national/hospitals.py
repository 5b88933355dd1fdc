"""The simulated hospitals: names, kinds, sizes, and what makes one better than another."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from linghang.demo.counts import by_month, spread
from linghang.demo.seeds import generator

Texts = NDArray[np.str_]
GENERAL, TCM = "综合", "中医"
LEVELS = ("三级甲等", "三级乙等")
CATEGORIES = {GENERAL: 0.74, TCM: 0.17, "妇产": 0.035, "儿童": 0.03, "肿瘤": 0.025}
"""Share of each; plausible, not measured."""
_ENDINGS = {GENERAL: "人民医院", TCM: "中医医院", "妇产": "妇产医院", "儿童": "儿童医院", "肿瘤": "肿瘤医院"}
_FIRST = "澜砚岫岑湄沚溆霁岚檀蘅芷棠杞枫栖梧葭荻菱蓼薇萝汀洙涑浥沅漪滢"
_SECOND = "川浦陵渚汐屏峤泽陌壑洲堰坞墟麓"
_FIRST_LEVEL = 0.68
_SIZE_SPREAD = 0.55
"""Of the logarithm of discharges: the middle two thirds lie between 0.58 and 1.73 times the median."""


_DRIFT = 0.3
"""Of quality, from year to year."""


@dataclass(frozen=True)
class Hospital:
    """`size`: its share of all discharges. `quality`, `complexity`, `efficiency`, `cost`: standard scores that nobody
    sees; they tilt what its patients have and how they fare."""

    code: str
    name: str
    category: str
    level: str
    size: float
    quality: float
    complexity: float
    efficiency: float
    cost: float

    def months(self, year: int, discharges: int) -> list[int]:
        """Its discharges in each month of a year in which all hospitals have `discharges`."""
        return by_month(max(12, round(discharges * self.size)), year)


def hospitals(count: int, seed: int, year: int) -> tuple[Hospital, ...]:
    """The hospitals of a seed as they are in a year: names, kinds and sizes stay, quality drifts, so that ranks move.
    Larger ones treat harder cases; better ones are more often of the first level."""
    rng = generator(seed, "national", "hospitals", count)
    categories = _categories(rng, count)
    quality, noise, efficiency, cost, level = rng.standard_normal((5, count))
    drift = _DRIFT * generator(seed, "national", "drift", count, year).standard_normal(count)
    large = 0.35 * quality + 0.94 * rng.standard_normal(count)
    sizes = np.exp(_SIZE_SPREAD * large) * np.where(categories == GENERAL, 1.0, 0.6)
    first_level = 0.8 * quality + 0.6 * level
    threshold = np.quantile(first_level, 1 - _FIRST_LEVEL)
    traits = np.stack([quality + drift, 0.6 * large + 0.8 * noise, 0.5 * quality + 0.87 * efficiency, cost], axis=1)
    shares = sizes / sizes.sum()
    return tuple(
        Hospital(
            f"n{number + 1:04d}",
            name,
            str(categories[number]),
            LEVELS[int(first_level[number] < threshold)],
            float(shares[number]),
            *(float(trait) for trait in traits[number]),
        )
        for number, name in enumerate(_names(rng, categories))
    )


def _categories(rng: np.random.Generator, count: int) -> Texts:
    amounts = spread(count, list(CATEGORIES.values()))
    return rng.permutation(np.repeat(list(CATEGORIES), amounts))


def _names(rng: np.random.Generator, categories: Texts) -> list[str]:
    """A city has a first, second … hospital of a kind when names run out."""
    cities = rng.permutation(["".join(pair) for pair in product(_FIRST, _SECOND)])
    used: dict[str, int] = {}
    names = []
    for category in map(str, categories):
        number = used[category] = used.get(category, -1) + 1
        round_, city = divmod(number, len(cities))
        ordinal = ("", "第二", "第三", "第四", "第五")[round_] if round_ < 5 else f"第{round_ + 1}"
        names.append(f"{cities[city]}市{ordinal}{_ENDINGS[category]}（模拟）")
    return names
