"""扩先提中治软: movement between years, and the follow-up that every class must have."""

import datetime as dt

import pytest

from linghang.party.classes import Classed, light, movement, rises

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("before", "now", "steps", "word"),
    [("weak", "middle", 1, "晋位"), ("weak", "advanced", 2, "晋位"), ("advanced", "middle", -1, "退位"),
     ("middle", "middle", 0, "保持")],
)  # fmt: skip
def test_movement(before, now, steps, word):
    found = movement([Classed(2025, now), Classed(2024, before)])
    assert found
    assert (found.steps, found.said.partition("：")[0]) == (steps, word)
    assert rises(before, now) is (steps > 0)


def test_a_first_class_has_no_movement():
    found = movement([Classed(2025, "middle")])
    assert found
    assert found.steps is None
    assert "此前没有等次" in found.said
    assert movement([]) is None


@pytest.mark.parametrize(
    ("classed", "tone", "said"),
    [
        (Classed(2025, "weak"), "bad", "治软：还没有措施，应列入整顿台账"),
        (Classed(2025, "middle", "提升三项", dt.date(2026, 11, 21)), "bad", "提中：2026-11-21 到期"),
        (Classed(2025, "middle", "提升三项", TODAY), "warn", "提中：进行中，2026-11-22 前完成"),
        (Classed(2025, "advanced", "推广", None, dt.date(2026, 3, 1)), "good", "扩先：2026-03-01 已完成"),
    ],
)
def test_the_follow_up_of_a_class(classed, tone, said):
    found = light(classed, TODAY)
    assert found[0] == tone
    assert said in found[1]
