"""Numbered programmes: who adopted them, who answers for which component, and how far they are."""
