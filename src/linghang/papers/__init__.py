"""Official papers (公文): kept with their text, held against the ledger, signed off, adopted as tasks."""
