"""What a stay costs, in whole cents (分), its parts adding up to its total."""

from dataclasses import dataclass

import numpy as np

from linghang.demo.clinical import Floats, Ints, clinical
from linghang.demo.institutions import Institution
from linghang.demo.stays import Stays

_OPERATION_YUAN = np.array([0, 700, 2400, 7800, 19500])
# 医疗付费方式 RC032: share of patients, and the share of the bill they pay themselves.
PAYMENTS = {
    "1.1": (0.27, 0.22),
    "1.2": (0.02, 0.38),
    "2.1": (0.58, 0.36),
    "2.2": (0.04, 0.48),
    "4": (0.02, 0.12),
    "5": (0.01, 0.5),
    "7": (0.05, 1.0),
    "9": (0.01, 0.6),
}


@dataclass(frozen=True)
class Fees:
    """`parts` are the columns D11 … D34; `within` are the 其中 items, contained in a part."""

    total: Ints
    self_paid: Ints
    parts: dict[str, Ints]
    within: dict[str, Ints]
    payment: Ints


def charge(rng: np.random.Generator, stays: Stays, institution: Institution) -> Fees:
    """Bills for these stays."""
    tables, size = clinical(), len(stays)
    profiles = [tables.profiles[code] for code in stays.department]
    level = np.where(stays.operations[:, 0] >= 0, tables.operations.level[stays.operations[:, 0]], 0)
    per_day = np.array([profile.fee_per_day for profile in profiles])
    yuan = stays.days * per_day * rng.lognormal(-0.06, 0.33, size) + _OPERATION_YUAN[level] * rng.lognormal(
        -0.05, 0.3, size
    )
    total = np.maximum(np.rint(yuan * institution.price * 100), 10_000).astype(np.int64)
    kinds = [_kind(profile.kind, int(grade)) for profile, grade in zip(profiles, level, strict=True)]
    parts = _parts(rng, total, np.stack([tables.fee_shares[kind] for kind in kinds]))
    columns = dict(zip(tables.fee_columns, parts.T, strict=True))
    payment = rng.choice(len(PAYMENTS), size=size, p=[share for share, _ in PAYMENTS.values()])
    borne = np.array([own for _, own in PAYMENTS.values()])[payment]
    own = np.where(borne == 1, 1.0, np.clip(borne * rng.normal(1, 0.18, size), 0.02, 0.98))
    return Fees(total, (total * own).astype(np.int64), columns, _within(rng, columns), payment)


def _kind(kind: str, level: int) -> str:
    """Without an operation a surgical ward's bill looks like a medical one, and with one a medical ward's like its."""
    if level:
        return "surgical" if kind == "internal" else kind
    return {"surgical": "internal", "tcm_surgical": "tcm"}.get(kind, kind)


def _parts(rng: np.random.Generator, total: Ints, shares: Floats) -> Ints:
    drawn = np.where(shares > 0, rng.gamma(np.maximum(shares, 0.01) * 0.8), 0)
    parts: Ints = np.floor(total[:, None] * drawn / drawn.sum(axis=1, keepdims=True)).astype(np.int64)
    largest = parts.argmax(axis=1)
    parts[np.arange(len(total)), largest] += total - parts.sum(axis=1)
    return parts


def _within(rng: np.random.Generator, parts: dict[str, Ints]) -> dict[str, Ints]:
    size = len(parts["D20"])
    anaesthesia = parts["D20"] * rng.uniform(0.15, 0.3, size)
    operation = parts["D20"] * rng.uniform(0.5, 0.68, size)
    antibacterial = parts["D23"] * np.where(rng.random(size) < 0.45, rng.uniform(0.02, 0.4, size), 0)
    return {
        "D19x01": np.floor(parts["D19"] * rng.uniform(0.1, 0.6, size)).astype(np.int64),
        "D20x01": np.floor(anaesthesia).astype(np.int64),
        "D20x02": np.floor(operation).astype(np.int64),
        "D23x01": np.floor(antibacterial).astype(np.int64),
    }
