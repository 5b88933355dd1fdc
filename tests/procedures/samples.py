"""Small procedures for tests: as a pack would hold them."""

import datetime as dt
from typing import Any

from linghang.packs.library import Library
from linghang.packs.procedure import Procedure
from linghang.procedures.cases import Event, replay
from linghang.procedures.course import course

NO_LIBRARY = Library((), (), {})
D = dt.date


def step(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": f"步骤{code}", "by": ["secretary"], **more}


def procedure(*steps: dict[str, Any], **more: Any) -> Procedure:
    """A procedure of one stage, or of `stages`."""
    stages = more.pop("stages", None) or [{"code": "only", "title": "阶段", "steps": list(steps)}]
    return Procedure.model_validate(
        {"code": "sample", "title": "示例流程", "source": "测试", "subject": "matter", "stages": stages, **more}
    )


def ready(*steps: dict[str, Any], profile: str = "", **more: Any):
    """The same, ready to be followed."""
    return course(procedure(*steps, **more), NO_LIBRARY, profile)


FIRST = D(2024, 1, 1)


def opened(on: dt.date = FIRST, **data: Any) -> Event:
    return Event("_opened", on, data=data)


def done(code: str, on: dt.date, outcome: str = "", **data: Any) -> Event:
    return Event(code, on, outcome, data)


def state(ready_course, *events: Event):
    return replay(ready_course.procedure, events)
