"""Institutions, departments and people's places in them; and the one place that decides who may do what."""
