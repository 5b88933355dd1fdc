"""What the registers tell those who stand above them, without knowing them."""

from django.dispatch import Signal

data_changed = Signal()
"""Visible data of a register changed and is committed. Sent with `register` (its code) and `institution` (its code)."""
