"""Periods, figures and errors: the words every other subject uses. Pure: no Django, no global state."""
