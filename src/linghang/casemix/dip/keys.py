"""Codes as DIP compares them: four signs of a diagnosis (three: its category), operations whole. Pure."""

from linghang.casemix.codes import Family, family, key

FILLER = "X"
"""A category without subdivision is coded I10.x: its three signs alone mean the same."""


def principal_key(text: str) -> str:
    """The four signs that name a group (I63.900 → I639, I10 → I10X); "" when nothing like a diagnosis is written."""
    code = key(text)
    if family(code) != Family.DIAGNOSIS or len(code) < 3:
        return ""
    return (code + FILLER)[:4]


def write_diagnosis(code: str) -> str:
    """A key as the catalogue prints it: I63.9, I10.x, I63."""
    return code if len(code) <= 3 else f"{code[:3]}.{code[3:].lower()}"


def write_operation(code: str) -> str:
    """A key as the catalogue prints it: 36.0700x004."""
    return code if len(code) <= 2 else f"{code[:2]}.{code[2:].lower()}"
