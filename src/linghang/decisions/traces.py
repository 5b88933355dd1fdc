"""What the audit log learns of items and sittings: who did what, when and where, never what it says.

Titles of items may name persons in confidence, so items are not logged field by field.
"""

from linghang.decisions.models import Item, Meeting, ResearchTopic
from linghang.organization import trail
from linghang.organization.access import User


def of_item(item: Item, deed: str, actor: User | None) -> None:
    """A deed on an item, by its number in the house."""
    if actor is not None:
        trail.record(actor, deed, item.institution, 议题编号=item.pk)


def of_topic(topic: ResearchTopic, deed: str, actor: User | None) -> None:
    """A deed on a research topic, by its year and number."""
    if actor is not None:
        trail.record(actor, deed, topic.institution, 年度=topic.year, 课题编号=topic.pk)


def of_sitting(meeting: Meeting, deed: str, actor: User | None, item: Item | None = None) -> None:
    """A deed in a meeting, or on an item of its agenda."""
    if actor is not None:
        where: dict[str, str | int] = {"会议": meeting.number} | ({"议题次序": item.position} if item else {})
        trail.record(actor, deed, meeting.institution, **where)
