"""Locked, appealed against, answered, unlocked: what each allows, and that nothing found is ever changed."""

import io
import os
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from linghang.assessment import evidence, reach, records
from linghang.assessment.assess import assess
from linghang.assessment.find import unit_of
from linghang.assessment.models import (
    Appeal,
    AssessedUnit,
    Assessment,
    AssessmentEvent,
    EvidenceFile,
    EvidenceRating,
)
from linghang.core.errors import ConflictError, InputError
from linghang.core.periods import Period
from linghang.site.append_only import allow_changes, forbid_changes
from linghang.tasks.evidence import Kept, open_file, path_of, sweep
from linghang.tasks.evidence import keep as keep_file

YEAR = Period.year(2022)


@pytest.fixture
def known(say):
    say("a", 2022, quality="0.875", cost=150)
    say("b", 2022, quality=1, cost=200)


@pytest.fixture
def draft(known, house, people):
    return records.keep(assess("tried", YEAR, institutions=["a"]), house.a, actor=people.office)


@pytest.fixture
def locked(draft, people):
    records.lock(draft, actor=people.office)
    return draft


def kinds(assessment):
    return list(assessment.events.values_list("kind", flat=True))


def test_what_is_kept_says_on_what_it_stands(draft):
    unit = draft.units.get()
    assert (unit.code, unit.points, unit.rank, unit.of, unit.grade) == ("a", 50, 1, 2, "A")
    assert (draft.stage, draft.period, draft.judges, draft.revision) == ("draft", "2022", "institution", 1)
    assert draft.version > 0
    quality = next(line for line in unit.sheet["lines"] if line["code"] == "i_quality")
    assert [Decimal(text) for text in (quality["points"], quality["reading"]["value"])] == [30, Decimal("0.875")]
    assert kinds(draft) == ["assessed"]


def test_the_same_results_are_kept_once_and_others_beside_them(draft, say, house, people):
    again = records.keep(assess("tried", YEAR, institutions=["a"]), house.a, actor=people.office)
    assert again == draft
    say("c", 2022, quality=1, cost=100)
    other = records.keep(assess("tried", YEAR, institutions=["a"]), house.a, actor=people.office)
    assert other != draft
    assert [draft.units.get().of, other.units.get().of] == [2, 3]


def test_of_all_that_were_computed_one_is_locked(locked, say, house, people):
    say("c", 2022, quality=1, cost=100)
    other = records.keep(assess("tried", YEAR, institutions=["a"]), house.a, actor=people.office)
    assert records.in_force(house.a, "tried", YEAR, "institution") == locked
    with pytest.raises(InputError, match="已有锁定"):
        records.lock(other, actor=people.office)
    with pytest.raises(InputError, match="已经锁定"):
        records.lock(locked, actor=people.office)
    records.unlock(locked, "数据补报", actor=people.leader)
    records.lock(other, actor=people.office)
    assert records.in_force(house.a, "tried", YEAR, "institution") == other
    assert kinds(locked) == ["assessed", "locked", "unlocked"]
    assert locked.units.get().of == 2


def test_the_database_too_knows_but_one_locked(locked, say, house, people):
    say("c", 2022, quality=1, cost=100)
    other = records.keep(assess("tried", YEAR, institutions=["a"]), house.a, actor=people.office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=other.pk).update(stage="locked")


@pytest.mark.parametrize("reason", ["", "  "])
def test_unlocking_needs_a_reason(locked, people, reason):
    with pytest.raises(InputError, match="解锁理由"):
        records.unlock(locked, reason, actor=people.leader)
    assert Assessment.objects.get(pk=locked.pk).stage == "locked"


def test_a_draft_is_neither_unlocked_nor_appealed_against(draft, people):
    with pytest.raises(InputError, match="还没有锁定"):
        records.unlock(draft, "更正", actor=people.leader)
    with pytest.raises(InputError, match="还没有锁定"):
        records.appeal(draft.units.get(), "请复核", actor=people.quality)


def test_who_saw_an_earlier_state_is_told(locked, people):
    with pytest.raises(ConflictError):
        records.unlock(locked, "更正", actor=people.leader, revision=1)
    records.unlock(locked, "更正", actor=people.leader, revision=2)
    assert locked.revision == 3


def test_an_appeal_is_answered_once_and_by_somebody_else(locked, people):
    unit = locked.units.get()
    made = records.appeal(unit, "分母有误", item="i_quality", actor=people.leader)
    with pytest.raises(InputError, match="等待答复"):
        records.appeal(unit, "再说一遍", item="i_quality", actor=people.quality)
    with pytest.raises(InputError, match="自己提出"):
        records.decide(made, upheld=True, answer="同意", actor=people.leader)
    with pytest.raises(InputError, match="没有写答复"):
        records.decide(made, upheld=True, answer=" ", actor=people.region_office)
    decided = records.decide(made, upheld=True, answer="确有差错", actor=people.region_office)
    assert (decided.outcome, decided.answer) == ("upheld", "确有差错")
    with pytest.raises(ConflictError):
        records.decide(made, upheld=False, answer="不同意", actor=people.region_office)
    assert Appeal.objects.get(pk=made.pk).outcome == "upheld"
    assert kinds(locked) == ["assessed", "locked", "appealed", "decided"]
    assert Assessment.objects.get(pk=locked.pk).stage == "locked"


@pytest.mark.parametrize(("words", "item", "said"), [(" ", "", "申诉理由"), ("请复核", "nothing", "没有这个考核项目")])
def test_an_appeal_says_against_what(locked, people, words, item, said):
    with pytest.raises(InputError, match=said):
        records.appeal(locked.units.get(), words, item=item, actor=people.quality)
    assert not Appeal.objects.exists()


def test_what_lies_outside_is_not_kept(known, house, people):
    found = assess("tried", YEAR)
    with pytest.raises(InputError, match="不在这个机构之内"):
        records.keep(found, house.a, actor=people.office)
    assert records.keep(found, house.region, actor=people.region_office).units.count() == 3


def rate(people, rating="A", item="i_care", **more):
    unit = unit_of("institution", "a", "a", YEAR)
    return evidence.rate("tried", item, unit, YEAR, rating, note="看了记录", actor=people.office, **more)


def test_the_newest_rating_counts_and_the_earlier_ones_stay(house, people):
    first = rate(people, "B", pdca={"plan": "有计划", "act": " "})
    second = rate(people, "A", seen=first.pk)
    unit = unit_of("institution", "a", "a", YEAR)
    assert evidence.ratings("tried", YEAR, "institution", ["a"]) == {("a", "i_care"): second}
    assert evidence.history("tried", "i_care", unit, YEAR) == [first, second]
    assert first.pdca == {"plan": "有计划"}
    with pytest.raises(ConflictError):
        rate(people, "C", seen=first.pk)
    rate(people, "")
    assert evidence.ratings("tried", YEAR, "institution", ["a"]) == {}
    with pytest.raises(InputError, match="没有可撤回"):
        rate(people, "")


@pytest.mark.parametrize(
    ("rating", "item", "more", "said"),
    [
        ("E", "i_care", {}, "没有这个评定"),
        ("A", "i_cost", {}, "不评等"),
        ("A", "measured", {}, "没有这个考核项目"),
        ("A", "i_care", {"pdca": {"wish": "x"}}, "PDCA"),
    ],
)
def test_what_cannot_be_rated(house, people, rating, item, more, said):
    with pytest.raises(InputError, match=said):
        rate(people, rating, item, **more)
    assert not EvidenceRating.objects.exists()


def test_several_items_are_rated_at_once_or_none(house, people):
    unit = unit_of("institution", "a", "a", YEAR)
    said = {"i_care": ("B", "看了记录"), "i_cost": ("NA", "不收费")}
    for fault, match in (({"i_cost": ("A", "好")}, "不评等"), ({"i_cost": ("", "撤")}, "没有评定")):
        with pytest.raises(InputError, match=match):
            evidence.rate_all("tried", unit, YEAR, said | fault, actor=people.office)
    assert not EvidenceRating.objects.exists()
    evidence.rate_all("tried", unit, YEAR, said, actor=people.office, by="考评组")
    found = evidence.ratings("tried", YEAR, "institution", ["a"])
    assert {item: (line.rating, line.by) for (_, item), line in found.items()} == {
        "i_care": ("B", "考评组"),
        "i_cost": ("NA", "考评组"),
    }
    assert evidence.rated_units(["tried", "wards"], YEAR, "institution", house.a) == {"tried": 1}


def test_what_a_locked_result_stands_on_is_not_rated_again(locked, people):
    with pytest.raises(InputError, match="已锁定"):
        rate(people)
    unit = unit_of("institution", "a", "a", YEAR)
    with pytest.raises(InputError, match="已锁定"):
        evidence.rate_all("tried", unit, YEAR, {"i_care": ("A", "看了记录")}, actor=people.office)
    records.unlock(locked, "补评", actor=people.leader)
    assert rate(people).rating == "A"


@pytest.mark.parametrize(
    ("kind", "institution", "code"),
    [("department", "a", "99"), ("branch", "a", "01"), ("institution", "a", "b"), ("institution", "x", "x")],
)
def test_nobody_rates_what_is_not_there(house, kind, institution, code):
    with pytest.raises(InputError, match="没有这个"):
        unit_of(kind, institution, code, YEAR)


@pytest.fixture
def guarded(db):
    """The triggers of the migration; the test session runs without them (tests/conftest.py)."""
    forbid_changes(connection)
    yield
    allow_changes(connection)


@pytest.mark.parametrize("table", ["assessedunit", "assessmentevent", "evidencerating", "evidencefile"])
@pytest.mark.parametrize("statement", ["UPDATE assessment_{} SET id = id", "DELETE FROM assessment_{}"])
def test_the_database_refuses_to_change_what_was_found(guarded, draft, people, table, statement):
    rate(people, files=[Kept("记录.pdf", "0" * 64, 1, "application/pdf")])
    with (
        pytest.raises(DatabaseError, match="不能修改或删除"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_the_models_refuse_too(draft, people):
    unit, event, rating = draft.units.get(), draft.events.get(), rate(people)
    for line in (unit, event, rating):
        with pytest.raises(TypeError):
            line.save()
        with pytest.raises(TypeError):
            line.delete()
    for model in (AssessedUnit, AssessmentEvent, EvidenceRating):
        with pytest.raises(TypeError):
            model.objects.all().delete()
    assert EvidenceFile.objects.count() == 0


def test_the_file_of_a_rating_outlives_the_sweep(house, people):
    """Files that no line of any table names are removed after two days; this one is named."""
    named, nameless = (keep_file(io.BytesIO(text), "记录.txt") for text in (b"minutes", b"never submitted"))
    stored = rate(people, files=[named]).files.get()
    for each in (named, nameless):
        os.utime(path_of(each.sha256), (0, 0))
    sweep()
    assert open_file(stored).read() == b"minutes"
    assert not path_of(nameless.sha256).exists()


@pytest.mark.parametrize(("who", "seen"), [("office", 1), ("quality", 0), ("commission", 0)])
def test_sheets_with_figures_of_party_members_are_for_those_who_may_see_them(locked, people, monkeypatch, who, seen):
    assert reach.units_seen(getattr(people, who)).count() == 1
    monkeypatch.setattr(reach, "sensitivity", lambda framework: "member")
    assert reach.units_seen(getattr(people, who)).count() == seen
