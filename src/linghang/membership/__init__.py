"""The roll of Party members, elections and terms, dues."""
