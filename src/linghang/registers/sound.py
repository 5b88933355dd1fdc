"""The columns of a block in which nothing is amiss, handed over together. Pure.

Asking Polars for one column costs as much as reading thousands of its cells. So all columns are handed over in one
request and their codes asked for in another; only where something is not as it should be is the column looked at by
`validation`, which knows the unusual ways of writing and names what is wrong.
"""

from collections.abc import Mapping

import polars as pl

from linghang.packs.model import RegisterField
from linghang.registers.checks import Checks
from linghang.registers.columns import Cells


def sound_values(cells: Cells, wanted: Mapping[str, tuple[RegisterField, int]], checks: Checks) -> dict[str, pl.Series]:
    """Name → its values as they are stored, for those of the `wanted` columns in which every cell is written the usual
    way and keeps to the limits and the codes of its field. Whether a cell may be missing is not asked."""
    values = cells.usual(wanted)
    coded = [name for name in values.columns if wanted[name][0].codeset]
    codes = values.select(pl.col(coded).unique().implode()).row(0) if coded else ()
    unknown = {
        name for name, found in zip(coded, codes, strict=True) if checks.codes[wanted[name][0].code].unknown(found)
    }
    return {name: column for name, column in values.to_dict(as_series=True).items() if name not in unknown}
