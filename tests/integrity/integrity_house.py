"""Words that the tests of integrity share."""

MARK = "甲密"
"""Stands in everything that the officer enters."""
ROLES = (
    "administrator",
    "office",
    "quality",
    "department_head",
    "leader",
    "commission",
    "viewer",
    "secretary",
    "discipline",
)
