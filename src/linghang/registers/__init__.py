"""Registers: schema, readers, validation, batches, catalogue and lake; and the pages of any register."""
