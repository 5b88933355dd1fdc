"""Lines of the workbook of tasks for the tests: one task and its course in March 2023."""

import datetime as dt

DAY = dt.date


def task(**cells):
    return {"事项": "缩短平均住院日", "来源": "文件部署", "牵头科室代码": "YW", **cells}


def record(day, kind, **cells):
    return {"日期": day, "事由": kind, **cells}


COURSE = [
    record(DAY(2023, 3, 1), "立项"),
    record(DAY(2023, 3, 2), "交办", 时限=DAY(2023, 3, 31)),
    record(DAY(2023, 3, 3), "签收"),
    record(DAY(2023, 3, 20), "反馈", 内容="已完成方案", 进度=60, 完成节点="1"),
]
CLOSED = [
    *COURSE,
    record(DAY(2023, 3, 30), "申请办结", 内容="已完成", 佐证材料="验收单.pdf"),
    record(DAY(2023, 4, 3), "销号", 复核要点="七项合格"),
]
