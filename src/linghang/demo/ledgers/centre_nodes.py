"""青岩市人民医院, 2022: the times of each case of the chest pain, stroke and trauma centres, minute by minute.

The cases are those of the centres' own ledger, under the same numbers and on the same days.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from linghang.demo.ledgers.book import Cell, Ledger, Line, Stream, ledger


def node_ledgers(institution: str, period: str, cases: Sequence[Line], stream: Stream) -> Iterator[Ledger]:
    """One ledger for each centre that has a register of times, with a row for every case."""
    for centre, register, row in (
        ("chest_pain", "chest_pain_case", _chest_pain),
        ("stroke", "stroke_case", _stroke),
        ("trauma", "trauma_case", _trauma),
    ):
        rows = _rows([case for case in cases if case["centre"] == centre], stream(register), row)
        yield ledger(register, institution, period, rows)


Times = Callable[[np.random.Generator, dt.datetime], Line]


def _rows(cases: Sequence[Line], rng: np.random.Generator, times: Times) -> Iterator[Line]:
    for case in cases:
        day = case["enrolled_on"]
        assert isinstance(day, dt.date)
        arrived = dt.datetime.combine(day, dt.time(int(rng.integers(0, 20)), int(rng.integers(0, 60))))
        yield {"case_no": case["case_no"], "arrived_at": arrived} | dict(times(rng, arrived))


def _after(rng: np.random.Generator, moment: dt.datetime, mean: float, least: int = 1) -> dt.datetime:
    """A moment `mean` minutes later, more or less, never earlier than `least`."""
    return moment + dt.timedelta(minutes=least + int(rng.gamma(6, max(mean - least, 0.1) / 6)))


def _chest_pain(rng: np.random.Generator, arrived: dt.datetime) -> Line:
    way = str(rng.choice(["ambulance", "self", "transfer"], p=[0.4, 0.45, 0.15]))
    diagnosis = str(rng.choice(["stemi", "nstemi", "unstable_angina", "excluded"], p=[0.38, 0.22, 0.25, 0.15]))
    contact = arrived if way == "self" else arrived - dt.timedelta(minutes=int(rng.integers(15, 45)))
    onset = contact - dt.timedelta(minutes=int(rng.gamma(2, 110)) + 10)
    ecg = _after(rng, contact, 7)
    drawn = _after(rng, arrived, 8)
    row: dict[str, Cell] = {
        "way": way,
        "diagnosis": diagnosis,
        "onset_at": onset,
        "first_contact_at": contact,
        "first_ecg_at": ecg,
        "ecg_transmitted": bool(way != "self" and rng.random() < 0.55),
        "diagnosed_at": _after(rng, ecg, 6) if diagnosis == "stemi" else None,
        "troponin_drawn_at": drawn,
        "troponin_reported_at": _after(rng, drawn, 17),
        "returned_30d": bool(rng.random() < 0.05) if diagnosis == "excluded" else None,
    }
    if diagnosis == "stemi":
        row |= _reperfusion(rng, arrived, way)
    return row


def _reperfusion(rng: np.random.Generator, arrived: dt.datetime, way: str) -> dict[str, Cell]:
    how = str(rng.choice(["ppci", "thrombolysis", "none"], p=[0.7, 0.15, 0.15]))
    if how == "thrombolysis":
        return {"reperfusion": how, "thrombolysis_at": _after(rng, arrived, 27, 8)}
    if how == "none":
        return {"reperfusion": how}
    called = _after(rng, arrived, 12, 2)
    ready = _after(rng, called, 24, 8)
    return {
        "reperfusion": how,
        "lab_called_at": called,
        "lab_ready_at": ready,
        "wire_at": _after(rng, ready, 42, 15),
        "bypassed_emergency": bool(way == "ambulance" and rng.random() < 0.4),
        "bypassed_ccu": bool(rng.random() < 0.7),
    }


def _stroke(rng: np.random.Generator, arrived: dt.datetime) -> Line:
    kind = str(rng.choice(["ischaemic", "haemorrhagic", "tia"], p=[0.74, 0.2, 0.06]))
    onset = arrived - dt.timedelta(minutes=int(rng.gamma(2, 160)) + 15)
    early = kind == "ischaemic" and arrived - onset <= dt.timedelta(minutes=270)
    scanned = _after(rng, arrived, 21, 5)
    thrombolysed = early and rng.random() < 0.55
    large = bool(kind == "ischaemic" and rng.random() < 0.2)
    removed = bool(large and rng.random() < 0.5)
    return {
        "kind": kind,
        "onset_at": onset,
        "ct_at": scanned,
        "thrombolysis_at": _after(rng, scanned, 29, 8) if thrombolysed else None,
        "puncture_at": _after(rng, scanned, 62, 20) if removed else None,
        "large_vessel": large,
        "thrombectomy": removed,
        "recanalised": bool(rng.random() < 0.85) if removed else None,
        "bleeding": bool(rng.random() < 0.04) if thrombolysed else None,
        "swallow_screened": bool(rng.random() < 0.88),
        "walks": bool(rng.random() < 0.55),
        "vte_prevented": bool(rng.random() < 0.8),
        "mrs_90d": int(rng.choice(7, p=[0.22, 0.24, 0.18, 0.13, 0.1, 0.06, 0.07])) if rng.random() < 0.7 else None,
    }


def _trauma(rng: np.random.Generator, arrived: dt.datetime) -> Line:
    severity = int(min(59, rng.gamma(2.2, 6)))
    severe = severity >= 16
    called = _after(rng, arrived, 4) if severe and rng.random() < 0.92 else None

    def done(share: float, mean: float, least: int) -> dt.datetime | None:
        return _after(rng, arrived, mean, least) if severe and rng.random() < share else None

    return {
        "iss": severity,
        "airway_at": done(0.35, 11, 2),
        "drain_at": done(0.2, 26, 8),
        "surgery_at": done(0.4, 58, 20),
        "intervention_at": done(0.08, 75, 30),
        "transfusion_at": done(0.4, 32, 10),
        "ct_at": done(0.8, 24, 8),
        "team_due": severe,
        "called_at": called,
        "team_at": _after(rng, called, 8) if called else None,
        "survived": bool(rng.random() < (0.9 if severe else 0.998)),
    }
