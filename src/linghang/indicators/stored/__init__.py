"""Scans of stored files: the pages of Parquet unpacked by compiled loops, codes asked by their different words, rows
added up by group. The way of a row group: `pages` → `columns` (loops: `unpacking`) → `files`; its texts → `asked`
(`matching`) → `marks`; its measures → `units`; `groups` (`adding`) adds up, `scan` drives. Decision 0007. Pure."""
