"""The page for users says what the program does."""

import re
from pathlib import Path

from linghang.organization.access import ACTION_TITLES
from linghang.tasks import evidence, flow
from linghang.tasks.statistics import COUNTS

PAGE = (Path(__file__).parents[2] / "docs" / "supervision.md").read_text(encoding="utf-8")


def test_the_table_of_the_flow():
    rows = re.findall(r"^\| (\S+) \| (\S+) \| (\S+) \| (\S+) \|$", PAGE, re.MULTILINE)
    told = {row[0]: row[1:] for row in rows if row[3] in ACTION_TITLES.values()}
    leads = {"": "不变", "*": "回到原来的状态"}
    assert told == {
        step.title: (
            "、".join(name for stage, name in flow.STAGE_TITLES.items() if stage in step.start) or "—",
            flow.STAGE_TITLES.get(step.to) or leads[step.to],
            ACTION_TITLES[step.action],
        )
        for step in flow.STEPS.values()
    }


def test_points_limits_and_counts():
    assert "、".join(flow.CHECKLIST.values()) in PAGE
    assert f"不超过 {evidence.LARGEST_BYTES // 2**20} MB" in PAGE
    assert evidence.LARGEST_PIXELS == 100_000_000
    assert "1 亿像素" in PAGE
    for name in ("assigned", "overdue"):
        assert COUNTS[name][1] in PAGE
    assert all(field.title in PAGE for field in flow.LATE_FIELDS)
