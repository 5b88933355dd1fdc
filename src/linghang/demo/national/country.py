"""What a simulated country is drawn from; apart from the drawing, which needs heavy libraries."""

from dataclasses import dataclass

SEED = 20221231


@dataclass(frozen=True)
class Country:
    """`discharges`: of all hospitals in a year."""

    hospitals: int = 1521
    discharges: int = 2_000_000
    seed: int = SEED
