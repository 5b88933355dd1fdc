"""How the tasks of the meetings went on, as rows of the workbook of tasks."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from linghang.core.workbook import Line
from linghang.core.workdays import add_workdays
from linghang.demo.meetings.year import Given

UNTIL = dt.date(2023, 12, 31)
_LATE, _OPEN = 0.12, 0.22


@dataclass(frozen=True)
class Step:
    """What happened to a task on a day, by column."""

    on: dt.date
    cells: dict[str, str | int]


def records(tasks: Iterable[Given], rng: np.random.Generator) -> Iterator[Line]:
    """What happened to each task after it was given out; nothing later than the last day of the data."""
    for task in tasks:
        draw = float(rng.random())
        for line in _course(task, late=draw < _LATE, open_=_LATE <= draw < _OPEN):
            if line.on <= UNTIL:
                yield {"机构代码": task.institution, "督办编号": task.number, "日期": line.on, **line.cells}


def _course(task: Given, *, late: bool, open_: bool) -> Iterator[Step]:
    """Accepted on the next working day, half way in the middle, closed before the deadline, after it, or never."""
    yield Step(add_workdays(task.on, 1), {"事由": "签收"})
    half = add_workdays(task.on + (task.due - task.on) / 2, -1)
    yield Step(half, {"事由": "反馈", "内容": f"{task.title}按计划推进，完成过半", "进度": 50})
    if open_:
        return
    done: dict[str, str | int] = {"事由": "反馈", "内容": "已完成", "进度": 100}
    if late:
        yield Step(add_workdays(task.due, 2), {"事由": "催办", "内容": "已过时限，请抓紧办理"})
        after = add_workdays(task.due, 6)
        done |= {"未按期原因": "涉及科室多，协调时间长", "目前进展": "方案已定稿", "下步措施": "倒排工期，每周调度"}
    else:
        after = add_workdays(task.due, -6)
    yield Step(after, done)
    asked = add_workdays(after, 1)
    files = f"{task.number}落实情况报告.docx"
    yield Step(asked, {"事由": "申请办结", "内容": "已落实到位，请复核", "佐证材料": files})
    yield Step(add_workdays(asked, 2), {"事由": "销号", "内容": "复核合格", "复核要点": "七项合格"})
