"""Stays written as the national inpatient front page: the columns of the interface, one row per discharge."""

from pathlib import Path

import numpy as np
import polars as pl

from linghang.demo.clinical import clinical
from linghang.demo.columns import NEVER, Columns, constant, known, pick, times, whole
from linghang.demo.complications import COMPLICATIONS
from linghang.demo.fees import PAYMENTS, Fees
from linghang.demo.identity import identity_columns
from linghang.demo.institutions import Institution
from linghang.demo.stays import OTHER_DIAGNOSES, Flags, Stays

NONE = "-"
_LIVE_BIRTH = ("Z37.000", "单胎活产")
_INCISIONS = {
    "0": ("0", "0", "0", "0"),
    "1": ("1", "2", "3", "10"),
    "2": ("4", "5", "6", "20"),
    "3": ("7", "8", "9", "30"),
}
_HEALED = np.array([0.985, 0.008, 0.002, 0.005])
_EXTERNAL = (
    ("W19.900", "未特指的跌倒"),
    ("V89.900", "机动车或非机动车事故"),
    ("W20.900", "被投掷、抛出或坠落物体击中"),
    ("W01.900", "在同一平面上滑倒、绊倒"),
)


def read_header(path: Path) -> list[str]:
    """The official column names, in order."""
    return path.read_text(encoding="utf-8-sig").strip().split(",")


def columns_of(rng: np.random.Generator, stays: Stays, fees: Fees, institution: Institution, series: str) -> Columns:
    """Every column that the hospital fills. `series` begins the record numbers and makes them unique."""
    columns: Columns = {"A01": f"DEMO-{institution.code.upper()}", "A02": institution.name}
    columns |= identity_columns(rng, stays, institution, series)
    columns |= _admission(rng, stays, institution)
    columns |= _diagnoses(rng, stays)
    columns |= _operations(rng, stays)
    columns |= _care(rng, stays, institution)
    columns |= _discharge(rng, stays, institution)
    columns |= _money(fees)
    return columns


def to_lines(columns: Columns, header: list[str]) -> list[str]:
    """CSV rows in the order of `header`. A run of empty columns is written as one piece, which makes it fast."""
    size = next(len(column) for column in columns.values() if isinstance(column, pl.Series))
    pieces: list[pl.Series] = []
    empty = 0
    for name in [*header, None]:
        if name is not None and name not in columns:
            empty += 1
            continue
        if empty:
            pieces.append(constant("," * (empty - 1), size))
            empty = 0
        if name is not None:
            value = columns[name]
            pieces.append(value if isinstance(value, pl.Series) else constant(value, size))
    frame = pl.DataFrame([piece.alias(str(number)) for number, piece in enumerate(pieces)])
    text = frame.write_csv(
        include_header=False,
        quote_style="never",
        float_precision=2,
        datetime_format="%Y-%m-%d %H:%M:%S",
        date_format="%Y-%m-%d",
    )
    return text.splitlines()


def _flag(flags: Flags, yes: str, no: str) -> pl.Series:
    return pick([no, yes], flags.astype(np.int64))


def _admission(rng: np.random.Generator, stays: Stays, institution: Institution) -> Columns:
    names = {item.code: item.name for item in institution.departments}
    codes = sorted(names)
    here = np.array([codes.index(code) for code in stays.department])
    moved = rng.random(len(stays)) < 0.03
    came = np.where(moved, rng.permutation(here), here)
    wards = [names[code] for code in codes]
    through = rng.random(len(stays)) < 0.25
    # A list of departments holds a comma, so this cell is quoted.
    transfers = [
        f'"{codes[a]},{codes[b]}"' if more and a != b else codes[b] if a != b else NONE
        for a, b, more in zip(came, here, through, strict=True)
    ]
    route = np.where(stays.emergency, 0, np.where(rng.random(len(stays)) < 0.03, 2, 1))
    return {
        "B11C": pick(["1", "2", "3"], route),
        "B13C": pick(codes, came),
        "B14": pick(wards, came),
        "B21C": pl.Series(transfers, dtype=pl.String),
        "B16C": pick(codes, here),
        "B17": pick(wards, here),
        "B12": times(stays.admitted),
        "B15": times(stays.discharged),
        "B20": pl.Series(stays.days),
        "B38": _flag(stays.day_surgery, "1", "0"),
        "F01": pick(["1", "2", "3"], np.where(stays.died, 0, np.where(stays.emergency, 1, 2))),
    }


def _diagnoses(rng: np.random.Generator, stays: Stays) -> Columns:
    table, extra, size = clinical().diagnoses, clinical().comorbidities, len(stays)
    main, name = pick(table.codes, stays.diagnosis), pick(table.names, stays.diagnosis)
    outcome = np.where(stays.died, 3, rng.choice(3, size=size, p=[0.36, 0.6, 0.04]))
    columns: Columns = {
        "C01C": main,
        "C02N": name,
        "F02C": main,
        "F03N": name,
        "C03C": main,
        "C04N": name,
        "F04": pl.Series(stays.admitted.astype("datetime64[D]")).cast(pl.Date),
        "C05C": pick(["1", "2"], (rng.random(size) < 0.02).astype(np.int64)),
        "F05": pick(["1", "2", "3", "4"], outcome),
    }
    added = (_LIVE_BIRTH, *COMPLICATIONS)
    codes = [*extra.codes, *(code for code, _ in added)]
    names = [*extra.names, *(name for _, name in added)]
    others, acquired = stays.others.copy(), stays.acquired.copy()
    others[stays.delivered, 1:] = others[stays.delivered, :-1]
    acquired[stays.delivered, 1:] = acquired[stays.delivered, :-1]
    others[stays.delivered, 0], acquired[stays.delivered, 0] = len(extra.codes), False
    ill = np.flatnonzero(stays.complication >= 0)
    free = np.where((others < 0).any(axis=1), (others < 0).argmax(axis=1), OTHER_DIAGNOSES - 1)[ill]
    others[ill, free] = len(extra.codes) + 1 + stays.complication[ill]
    acquired[ill, free] = True
    for column in range(OTHER_DIAGNOSES):
        number, rows = f"{column + 1:02d}", others[:, column]
        columns |= {
            f"C06x{number}C": pick(codes, rows),
            f"C07x{number}N": pick(names, rows),
            f"C08x{number}C": pick(["1", "4"], np.where(rows < 0, -1, acquired[:, column])),
            f"F06x{number}": pick(["2"], np.where(rows < 0, -1, 0)),
        }
    return columns | _causes(rng, stays)


def _causes(rng: np.random.Generator, stays: Stays) -> Columns:
    """Pathology goes with tumours, external causes with injuries and poisonings."""
    codes = clinical().diagnoses.codes
    malignant = np.array([code[0] == "C" for code in codes])[stays.diagnosis]
    benign = np.array([code < "D49" and code[0] == "D" for code in codes])[stays.diagnosis]
    injured = np.array([code[0] in "ST" for code in codes])[stays.diagnosis]
    tumour = np.where(malignant, 0, np.where(benign, 1, -1))
    cause = np.where(injured, rng.integers(0, len(_EXTERNAL), len(stays)), -1)
    return {
        "C09C": pick(["M81400/3", "M80000/0"], tumour),
        "C10N": pick(["腺癌", "良性肿瘤"], tumour),
        "C12C": pick([code for code, _ in _EXTERNAL], cause),
        "C13N": pick([name for _, name in _EXTERNAL], cause),
    }


def _operations(rng: np.random.Generator, stays: Stays) -> dict[str, pl.Series]:
    table = clinical().operations
    columns: dict[str, pl.Series] = {}
    doctors = [f"{surname}某" for surname in "赵钱孙周吴郑冯陈褚卫蒋沈韩杨"]
    for number in range(stays.operations.shape[1]):
        rows = stays.operations[:, number]
        level = np.where(rows >= 0, table.level[rows], 0)
        doctor = np.where(level > 0, rng.integers(0, len(doctors), len(stays)), -1)
        healing = np.where(level > 0, rng.choice(4, size=len(stays), p=_HEALED), 0)
        incision = [
            _INCISIONS[table.incision[row] or "0"][heal] if grade else None
            for row, heal, grade in zip(rows, healing, level, strict=True)
        ]
        at = stays.operated_at + number * 1800 * (stays.days > 1)
        values = [
            pick(table.codes, rows),
            pick(table.names, rows),
            times(np.where(rows >= 0, at, NEVER)),
            pick(["1", "2", "3", "4"], level - 1),
            pl.Series(incision, dtype=pl.String),
            pick(table.anaesthesia, np.where(level > 0, rows, -1)),
            pick(doctors, doctor),
            pick(["1", "2", "3"], np.where(level > 0, np.minimum(level // 2, 2), -1)),
        ]
        columns |= dict(zip(_operation_columns(number), values, strict=True))
    columns["C14x01C"] = columns["C14x01C"].fill_null(NONE)
    columns["C15x01N"] = columns["C15x01N"].fill_null(NONE)
    return columns


def _operation_columns(number: int) -> list[str]:
    """Code, name, time, level, healing, anaesthesia, surgeon, ASA of the main (0) or an other operation."""
    if number == 0:
        return ["C14x01C", "C15x01N", "C16x01", "C17x01", "C21x01C", "C22x01C", "C18x01", "F15"]
    n = f"{number:02d}"
    return [f"C35x{n}C", f"C36x{n}N", f"C37x{n}", f"C38x{n}", f"C42x{n}C", f"C43x{n}C", f"C39x{n}", f"F16x{n}"]


_STAFF = {"B23": "魏陶姜戚谢邹", "B24": "喻柏水窦章云苏", "B25": "潘葛奚范彭郎鲁", "B26": "韦昌马苗凤花方"}
"""Column of the interface → the surnames of those who sign there, in every department. B24C holds no licence number."""


def _care(rng: np.random.Generator, stays: Stays, institution: Institution) -> Columns:
    """Blood, intensive care and ventilation, the treating staff, and the zero coma times that the interface demands."""
    size = len(stays)
    profiles = [clinical().profiles[code] for code in stays.department]
    intensive = (rng.random(size) < np.array([profile.icu for profile in profiles])) & ~stays.day_surgery
    critical = np.array([profile.kind == "critical" for profile in profiles])
    span = (stays.discharged - stays.admitted).astype(np.int64)
    entered = stays.admitted + (span * 0.05).astype(np.int64)
    left = np.where(critical, stays.discharged, entered + (span * rng.uniform(0.1, 0.6, size)).astype(np.int64))
    unit = np.where(intensive, np.where(critical, 0, 1), -1)
    hours = np.where(intensive & (rng.random(size) < 0.5), span * rng.uniform(0.05, 0.4, size) / 3600, np.nan)
    who = {code: rng.integers(0, len(names), size) for code, names in _STAFF.items()}
    staff: Columns = {code: pick([f"{surname}某" for surname in _STAFF[code]], who[code]) for code in who}
    team = len(_STAFF["B24"])
    places = range(int(stays.place.max(initial=0)) + 1)
    codes = [f"YS-{institution.code}-{place + 1:02d}{one + 1}" for place in places for one in range(team)]
    staff["B24C"] = pick(codes, stays.place * team + who["B24"])
    columns: Columns = {
        "B22": pick([f"{surname}某" for surname in "许何吕施张孔曹严华金"], stays.place % 10),
        "B29": "病案室编码员",
        "B30C": pick(["1", "2"], (rng.random(size) < 0.02).astype(np.int64)),
        "C24C": pick(["1", "2"], (rng.random(size) < 0.06).astype(np.int64)),
        "C26C": pick(["1", "2", "3", "4", "6"], rng.choice(5, size=size, p=[0.2, 0.18, 0.22, 0.06, 0.34])),
        "C27C": pick(["2", "1", "4"], rng.choice(3, size=size, p=[0.655, 0.005, 0.34])),
        "F21": pick(["0", "2"], (rng.random(size) < 0.05).astype(np.int64)),
        "C28": "0",
        "C29": "0",
        "C30": "0",
        "C31": "0",
        "C32": "0",
        "C33": "0",
        "C47": known(hours.round(1)),
        "C48x01C": pick(["99", "03"], unit),
        "C49x01": times(np.where(intensive, entered, NEVER)),
        "C50x01": times(np.where(intensive, left, NEVER)),
    }
    return staff | columns


def _discharge(rng: np.random.Generator, stays: Stays, institution: Institution) -> Columns:
    size = len(stays)
    oncology = np.array([clinical().profiles[code].kind == "oncology" for code in stays.department])
    again = ~stays.died & (rng.random(size) < np.where(oncology, 0.45, 0.015))
    way = np.where(stays.died, 4, rng.choice([0, 1, 2, 3, 5], size=size, p=[0.925, 0.012, 0.018, 0.04, 0.005]))
    weight = np.clip(np.rint(rng.normal(3250, 420, size) / 10) * 10, 900, 5200).astype(np.int64)
    infant = (stays.age == 0) & (stays.age_days <= 28)
    return {
        "A16": whole(stays.age_days),
        "A18x01": whole(np.where(stays.delivered, weight, -1)),
        "A17": whole(np.where(infant, weight, -1)),
        "B36C": pick(["1", "2"], again.astype(np.int64)),
        "B37": pick(["继续治疗"], np.where(again, 0, -1)),
        "B34C": pick(["1", "2", "3", "4", "5", "9"], way),
        "B35": pick(
            ["上级医院", f"{institution.short_name}协作基层机构"], np.where((way == 1) | (way == 2), way - 1, -1)
        ),
    }


def _money(fees: Fees) -> Columns:
    columns: Columns = {
        "A46C": pick(list(PAYMENTS), fees.payment),
        "D01": pl.Series(fees.total / 100),
        "D09": pl.Series(fees.self_paid / 100),
    }
    for code, cents in (fees.parts | fees.within).items():
        columns[code] = known(np.where(cents > 0, cents / 100, np.nan))
    return columns
