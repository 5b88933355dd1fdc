"""Rounds of standing on record: nobody's words are lost or overwritten, and assessment scores by what was settled."""

import pytest
from django.db import transaction

from linghang.assessment.assess import assess
from linghang.core.errors import ConflictError, InputError
from linghang.core.periods import Period
from linghang.party import classing, standing_store
from linghang.party.models import StandingMark
from linghang.party.standing import Mark
from linghang.party.standing_store import CHECKLIST, checklist, file
from linghang.registers.models import KeptRow


@pytest.fixture
def sheet(house):
    return file(checklist(), house.place, "h-b1", 2025)


def marked(known, round_, rating, reason="查了记录", scorer=""):
    marks = [Mark(point.item.code, round_, rating, reason, scorer=scorer) for point in known.points]
    standing_store.mark(known, marks, actor=None, by="某人")


def settled(known, rating="A"):
    """Through all four rounds with one rating."""
    marked(known, "self", "A")
    standing_store.step(known, "submit", actor=None)
    marked(known, "mutual", "A", scorer="h-b2")
    standing_store.step(known, "submit", actor=None)
    marked(known, "superior", rating)
    standing_store.step(known, "submit", actor=None)
    standing_store.step(known, "settle", actor=None)
    return file(known.framework, known.institution, known.branch, known.year)


def test_what_was_settled_is_what_assessment_scores_by(sheet, house):
    known = settled(sheet, "B")
    assert known.stage == "settled"
    scored = {
        code: assess(code, Period.year(2025), institutions=["h"], before=False).result("h/h-b1")
        for code in (CHECKLIST, "branch-four-strong", "branch-star")
    }
    # every check point B = 0.8 of its weight; the three systems share them
    assert {code: result.sheet.points for code, result in scored.items()} == dict.fromkeys(scored, 80)
    assert (scored[CHECKLIST].grade, scored["branch-four-strong"].grade) == ("达标", "创建中")
    reason = scored[CHECKLIST].sheet.line("st_theme").reason
    assert "自评 A（查了记录）；互评 A 1 票；上级 B（查了记录）" in reason


def test_plus_and_minus_of_the_star_come_from_the_ledger(sheet, enter):
    settled(sheet)
    for number, points in (("1", "3"), ("2", "-1.5")):
        enter(
            "party_point",
            point_no=number,
            scope="branch",
            branch="h-b1",
            given_on="2025-06-01",
            points=points,
            reason="事由",
        )
    enter(
        "party_point",
        point_no="3",
        scope="member",
        branch="h-b1",
        person="b101",
        given_on="2025-06-01",
        points="9",
        reason="个人",
    )
    enter("party_point", point_no="4", scope="branch", branch="h-b1", given_on="2024-06-01", points="9", reason="上年")
    star = assess("branch-star", Period.year(2025), institutions=["h"], before=False).result("h/h-b1")
    assert (star.sheet.points, star.grade) == (pytest.approx(101.5), "五星")
    assert "加 3 分" in star.sheet.line("sr_plus").reason


def test_rounds_go_in_order(sheet):
    with pytest.raises(InputError, match="现在是“支部自评”，不能写上级考评"):
        marked(sheet, "superior", "A")
    with pytest.raises(InputError, match="还有 23 个考核点没有支部自评"):
        standing_store.step(sheet, "submit", actor=None)
    assert not StandingMark.objects.exists()


def test_who_saw_an_older_sheet_is_told(sheet):
    standing_store.mark(sheet, [Mark("st_theme", "self", "A", "有")], actor=None, seen=sheet.seen)
    with pytest.raises(ConflictError):
        standing_store.mark(sheet, [Mark("st_theme", "self", "B", "另一人")], actor=None, seen=sheet.seen)


def test_saying_the_same_again_adds_nothing(sheet):
    marked(sheet, "self", "A")
    before = StandingMark.objects.count()
    marked(sheet, "self", "A")
    assert StandingMark.objects.count() == before


def test_marks_are_written_once(sheet):
    line = standing_store.mark(sheet, [Mark("st_theme", "self", "A", "有")], actor=None)[0]
    line.rating = "D"
    with pytest.raises(TypeError, match="只能追加"):
        line.save()
    with transaction.atomic(), pytest.raises(TypeError, match="只能追加"):
        StandingMark.objects.all().delete()


def test_a_class_follows_the_settlement_and_a_rise_enters_the_upgrades(sheet, enter):
    enter("branch_class", branch="h-b1", classed_on="2024-12-31", grade="weak", follow_up="整顿")
    given = {"follow_up": "定三项提升", "due": None, "document": "市医党〔2026〕3号", "passed": True, "actor": None}
    with pytest.raises(InputError, match="考评还没有评定"):
        classing.classify(sheet, "middle", **given)
    known = settled(sheet)
    with pytest.raises(InputError, match="没有写“提中”措施"):
        classing.classify(known, "middle", **{**given, "follow_up": " "})
    with pytest.raises(InputError, match="没有写批准文件"):
        classing.classify(known, "middle", **{**given, "document": ""})
    row = classing.classify(known, "middle", **given)
    assert (row.data["grade"], row.data["standardised"]) == ("middle", True)
    upgrade = KeptRow.objects.get(register="branch_upgrade", ended=None)
    assert (upgrade.data["branch_no"], upgrade.data["from_grade"], upgrade.data["to_grade"]) == (
        "h-b1",
        "weak",
        "middle",
    )


def test_opened_again_it_is_judged_anew(sheet):
    known = settled(sheet, "C")
    with pytest.raises(InputError, match="没有写重新评定的理由"):
        standing_store.step(known, "reopen", actor=None)
    standing_store.step(known, "reopen", "补交了材料", actor=None)
    marked(known, "superior", "A")
    standing_store.step(known, "submit", actor=None)
    standing_store.step(known, "settle", actor=None)
    result = assess(CHECKLIST, Period.year(2025), institutions=["h"], before=False).result("h/h-b1")
    assert result.sheet.points == 100
