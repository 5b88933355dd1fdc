"""Whether the house has its charter, both sets of rules and the talk of secretary and president in force.

They are kept in the ledger of governing documents, one row per version; where no pack has it nothing is said.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from linghang.organization.models import Institution
from linghang.registers import content
from linghang.registers.kept import rows_table

LEDGER = "governing_document"


@dataclass(frozen=True)
class Document:
    """One kind of document as it stands on a day."""

    title: str
    state: str
    light: str
    note: str = ""


def governing_documents(institution: Institution, day: dt.date) -> list[Document]:
    """One line for each kind that the ledger knows, also for those of which no version is in force."""
    library = content.library()
    if not library.has("registers", LEDGER):
        return []
    register = library.register(LEDGER)
    titles = library.code_names[register.field("kind").codeset or ""]
    return documents_of(rows_table(register, None, [institution.code]).to_pylist(), titles, day)


def documents_of(rows: Iterable[Mapping[str, Any]], titles: Mapping[str, str], day: dt.date) -> list[Document]:
    """The same from rows of the ledger: of several versions in force the one that began last."""
    in_force = [row for row in rows if row["effective_on"] <= day and not (row["ended_on"] and row["ended_on"] <= day)]
    newest = {row["kind"]: row for row in sorted(in_force, key=lambda row: row["effective_on"])}
    return [_document(title, newest.get(kind), day) for kind, title in titles.items()]


def _document(title: str, row: Mapping[str, Any] | None, day: dt.date) -> Document:
    if row is None:
        return Document(title, "没有现行版本", "bad", "请在“治理文件”台账登记，或制定后登记")
    note = "，".join(filter(None, [row["document_no"], row["approved_by"], f"{row['effective_on']} 起施行"]))
    if row["next_review_on"] <= day:
        return Document(title, f"{row['version']}，应于 {row['next_review_on']} 前修订评估", "warn", note)
    return Document(title, f"{row['version']}，现行", "good", note)
