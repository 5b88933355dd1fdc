"""The rounds of standing by themselves: what may be said when, and what counts in the end."""

import pytest

from linghang.core.errors import InputError
from linghang.packs.framework import Framework
from linghang.party.standing import Mark, Step, after, check_mark, check_step, points, readings, stage_of

FRAMEWORK = Framework.model_validate(
    {
        "code": "check",
        "title": "清单",
        "source": "测试",
        "judges": "branch",
        "items": [
            {"code": "g", "title": "组织生活", "items": [
                {"code": "meetings", "title": "三会一课", "evidence": True},
                {"code": "theme", "title": "主题党日", "evidence": True},
                {"code": "measured", "title": "督办", "supervision": "on_time"},
            ]},
        ],
    }
)  # fmt: skip


def own(item, rating, reason="有记录"):
    return Mark(item, "self", rating, reason)


def superior(item, rating, reason="查了"):
    return Mark(item, "superior", rating, reason)


def test_only_what_is_rated_from_evidence_is_a_check_point():
    assert [(point.group, point.item.code) for point in points(FRAMEWORK, [])] == [
        ("组织生活", "meetings"),
        ("组织生活", "theme"),
    ]


def test_the_newest_mark_of_a_scorer_counts_and_an_empty_one_takes_it_back():
    marks = [own("meetings", "A"), own("meetings", "B"), own("theme", "A"), own("theme", "")]
    first, second = points(FRAMEWORK, marks)
    assert first.own
    assert first.own.rating == "B"
    assert second.own is None


def test_of_an_even_number_of_peers_the_lower_middle_counts():
    peers = [Mark("theme", "mutual", rating, "", scorer=code) for rating, code in zip("AABC", "wxyz", strict=True)]
    assert points(FRAMEWORK, peers)[1].middle == "B"
    assert points(FRAMEWORK, peers[:3])[1].middle == "A"


def test_the_superior_counts_unless_the_settlement_departs_from_it():
    marks = [own("meetings", "A"), superior("meetings", "C"), own("theme", "B"), superior("theme", "A")]
    settled = [*marks, Mark("meetings", "result", "B", "补了记录")]
    assert [point.final for point in points(FRAMEWORK, marks)] == ["C", "A"]
    assert [point.gap for point in points(FRAMEWORK, marks)] == [2, -1]
    found = points(FRAMEWORK, settled)[0]
    assert (found.final, found.why) == ("B", "自评 A（有记录）；上级 C（查了）；综合评定 B（补了记录）")


def test_what_does_not_apply_is_left_to_the_others():
    read = readings(points(FRAMEWORK, [superior("meetings", "NA", "无党小组"), superior("theme", "B")]), "result")
    assert (read["meetings"].applicable, read["theme"].rating) == (False, "B")


@pytest.mark.parametrize(
    ("deeds", "stage"),
    [
        ((), "self"),
        (("submit",), "mutual"),
        (("submit", "submit", "submit"), "result"),
        (("submit", "submit", "return"), "self"),
        (("submit", "submit", "submit", "settle"), "settled"),
        (("submit", "submit", "submit", "settle", "reopen"), "superior"),
    ],
)
def test_every_deed_leads_on(deeds, stage):
    assert stage_of([Step(deed, "self") for deed in deeds]) == stage


@pytest.mark.parametrize(("stage", "deed"), [("self", "settle"), ("result", "submit"), ("settled", "return")])
def test_what_is_not_due_is_refused(stage, deed):
    with pytest.raises(InputError, match="不能"):
        after(stage, deed)


def test_a_reason_is_asked_for_unless_one_agrees():
    point = points(FRAMEWORK, [own("theme", "A")])[1]
    check_mark(point, "superior", superior("theme", "A", ""))
    with pytest.raises(InputError, match="没有写理由"):
        check_mark(point, "superior", superior("theme", "B", " "))
    with pytest.raises(InputError, match="没有写理由"):
        check_mark(point, "self", own("theme", "A", ""))


def test_a_sheet_is_not_handed_on_half_filled():
    with pytest.raises(InputError, match="还有 1 个考核点没有支部自评"):
        check_step(points(FRAMEWORK, [own("theme", "A")]), "self", "submit", "")
    full = points(FRAMEWORK, [own("theme", "A"), own("meetings", "A")])
    check_step(full, "self", "submit", "")
    with pytest.raises(InputError, match="没有互评"):
        check_step(full, "mutual", "submit", "")
    check_step(full, "mutual", "submit", "全院只有一个支部")
