"""Matters, meetings and resolutions: which body decides what, by which rules, and what follows from it."""
