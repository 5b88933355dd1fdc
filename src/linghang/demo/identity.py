"""Who the synthetic patients are: nobody. Surnames only, and identity numbers that can belong to no one."""

import numpy as np
import polars as pl

from linghang.demo.clinical import Ints
from linghang.demo.columns import Columns, pick
from linghang.demo.institutions import Institution
from linghang.demo.stays import MALE, Seconds, Stays

SURNAMES = list(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘"
    "袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾夏韦傅方白邹孟熊秦"
)
NO_REGION = "999999"
"""No district of China has this code, so no identity number that begins with it exists."""
NO_CARRIER = "100"
"""No mobile telephone number begins so."""


def identity_columns(rng: np.random.Generator, stays: Stays, institution: Institution, series: str) -> Columns:
    """The columns of the patient. Record numbers are `series` and a running number."""
    size = len(stays)
    born = births(rng, stays)
    surname = pick(SURNAMES, rng.integers(0, len(SURNAMES), size))
    given = pick(["某", "某某"], (rng.random(size) < 0.6).astype(np.int64))
    frame = pl.DataFrame(
        {
            "born": born,
            "name": surname + given,
            "surname": surname,
            "serial": rng.integers(0, 1000, size),
            "check": rng.integers(0, 10, size),
            "phone": rng.integers(0, 10**8, size),
            "row": np.arange(1, size + 1),
        }
    )
    number = frame.select(
        identity=pl.format(
            "{}{}{}{}",
            pl.lit(NO_REGION),
            pl.col("born").dt.strftime("%Y%m%d"),
            pl.col("serial").cast(pl.String).str.zfill(3),
            pl.col("check"),
        ),
        record=pl.format("{}{}", pl.lit(series), pl.col("row").cast(pl.String).str.zfill(5)),
        phone=pl.format("{}{}", pl.lit(NO_CARRIER), pl.col("phone").cast(pl.String).str.zfill(8)),
        contact=pl.format("{}某", pl.col("surname")),
    )
    adult, old = stays.age >= 22, stays.age >= 60
    job = np.where(
        ~adult, np.where(stays.age < 6, 5, 4), np.where(old, rng.integers(2, 4, size), rng.integers(0, 4, size))
    )
    return {
        "A48": number["record"],
        "A49": pl.Series(np.where(rng.random(size) < 0.18, rng.integers(2, 7, size), 1)),
        "A47": "-",
        "A11": frame["name"],
        "A12C": pl.Series(np.where(stays.sex == MALE, "1", "2")),
        "A13": born,
        "A14": pl.Series(stays.age),
        "A15C": "156",
        "A20N": "1",
        "A20": number["identity"],
        "A22": institution.address,
        "A21C": pl.Series(np.where(adult, np.where(rng.random(size) < 0.06, "3", "2"), "1")),
        "A38C": pick(["17", "24", "27", "54", "31", "90"], job),
        "A19C": pl.Series(np.where(rng.random(size) < 0.85, "1", "7")),
        "A23C": "25",
        "A24": institution.address,
        "A25C": "999999",
        "A26": institution.address,
        "A27": number["phone"],
        "A28C": "999999",
        "A29": "-",
        "A30": "-",
        "A31C": "-",
        "A32": number["contact"],
        "A33C": pl.Series(np.where(stays.age < 18, "5", "1")),
        "A34": institution.address,
        "A35": number["phone"],
    }


def births(rng: np.random.Generator, stays: Stays) -> pl.Series:
    """Birth dates that make the recorded age true on the day of admission; 29 February is nobody's birthday."""
    admitted = stays.admitted.astype("datetime64[D]")
    month, day = _month_and_day(admitted)
    birth_month, birth_day = _month_and_day(np.datetime64("2021-01-01") + rng.integers(0, 365, len(stays)))
    still_to_come = (birth_month > month) | ((birth_month == month) & (birth_day > day))
    year = admitted.astype("datetime64[Y]") - stays.age - still_to_come
    born = (year.astype("datetime64[M]") + birth_month).astype("datetime64[D]") + birth_day
    born = np.where(stays.age_days >= 0, admitted - np.maximum(stays.age_days, 0), born)
    return pl.Series(born).cast(pl.Date)


def _month_and_day(dates: Seconds) -> tuple[Ints, Ints]:
    """Month and day of the month, both counted from 0."""
    months = dates.astype("datetime64[M]")
    day = (dates - months.astype("datetime64[D]")).astype(np.int64)
    return months.astype(np.int64) % 12, day
