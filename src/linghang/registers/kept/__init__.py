"""Kept ledgers: rows typed in or imported, stored by the site with their history."""

from linghang.registers.kept.history import Change, Difference, history
from linghang.registers.kept.importing import import_file
from linghang.registers.kept.store import end_batch_rows, remove_row, restore_row, save_row
from linghang.registers.kept.table import rows_table

__all__ = [
    "Change",
    "Difference",
    "end_batch_rows",
    "history",
    "import_file",
    "remove_row",
    "restore_row",
    "rows_table",
    "save_row",
]
