"""Indicators: definitions checked and compiled, engines, cube, values, trace, and the indicator pages."""
