"""How a number is rounded and written in a Chinese report. Arithmetic is exact; rounding happens only here."""

from decimal import ROUND_HALF_UP, Decimal

MISSING = "〔缺〕"
SCALES = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
RATES = {"%": Decimal(100), "‰": Decimal(1000)}


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Round halves away from zero, as official statistics do (Python's own `round` goes to even)."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def write_number(value: Decimal, decimals: int, *, trim: bool = False, grouped: bool = False) -> str:
    """`value` rounded half-up to `decimals` places; `trim` drops trailing zeros, `grouped` sets thousands commas."""
    rounded = round_half_up(value, decimals) or Decimal(0).scaleb(-decimals)  # no "-0.0"
    text = f"{rounded:{',' if grouped else ''}f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def write_figure(
    value: Decimal | None, unit: str, decimals: int, *, scale: str = "", trim: bool = False, grouped: bool = False
) -> str:
    """A value with its unit: `110.73万人次`, `29.2%`, or 〔缺〕 when there is none.

    `value` is in base units; for % and ‰ it is the plain ratio (0.292). `scale` is "", 万 or 亿.
    """
    if value is None:
        return MISSING
    shown = value * RATES.get(unit, Decimal(1)) / SCALES[scale]
    return write_number(shown, decimals, trim=trim, grouped=grouped) + scale + unit


def divide(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The one division of the house: nothing when either side is missing or the denominator is zero."""
    if numerator is None or not denominator:
        return None
    return numerator / denominator
