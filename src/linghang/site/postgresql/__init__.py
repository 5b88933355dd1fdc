"""PostgreSQL as Django knows it, with one difference: nothing stands before everything, as in SQLite.

An open beginning (no date) is the earliest of all, and a table read from either database comes in the same order.
"""
