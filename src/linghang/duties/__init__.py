"""The duty clock: what is owed, done, late or excused."""
