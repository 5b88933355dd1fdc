"""What cases tell those who stand above them, without knowing them."""

from django.dispatch import Signal

step_done = Signal()
"""A step of a case was done, taken back, or the case opened or closed. Sent inside the transaction that writes it, so
that what a receiver writes stands or falls with the step; a receiver refuses it by an InputError. With `case`, `step`,
`outcome`, `on`, `state` (after it), `taken_back` (the step that no longer stands, "" otherwise) and `actor` (the
account, None for the command line)."""
