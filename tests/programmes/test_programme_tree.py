"""The tree of an adopted programme: tasks, lights, objectives, on a day."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.programmes import adopting, objectives
from linghang.programmes.tree import Node, Part, adoption_tree, adoption_trees
from linghang.registers.content import library
from linghang.registers.kept import save_row

MAY, JUNE = dt.date(2023, 5, 31), dt.date(2023, 6, 1)


def tree(adoption, day=JUNE, **named):
    return adoption_tree(adoption, day, **named)


def test_it_works(adopt, task):
    adoption = adopt("six_fusions")
    task("core", percent=40)
    task("core", closed=dt.date(2023, 4, 20))
    task("strategy")
    found = tree(adoption)
    # core: (40 + 100) ÷ 2 = 70; the whole: (40 + 100 + 0) ÷ 3 = 46.67 → 47; two are due on 31 May and still open.
    assert [len(branch.nodes) for branch in found.layers] == [6]
    assert found.node("core").progress.shown == 70
    assert (found.progress.tasks, found.progress.closed, found.progress.overdue, found.progress.shown) == (3, 1, 2, 47)
    assert found.covered == 2


def test_a_task_that_serves_two_components_counts_once_in_the_whole(adopt, task):
    adoption = adopt("six_fusions")
    task("core", "strategy", percent=50)
    found = tree(adoption)
    assert (found.progress.tasks, found.covered) == (1, 2)


def test_as_of_an_earlier_day(adopt, task):
    adoption = adopt("six_fusions")
    task("core", closed=dt.date(2023, 4, 20))
    assert tree(adoption, dt.date(2023, 2, 28)).progress.tasks == 0
    assert tree(adoption, dt.date(2023, 4, 19)).progress.closed == 0
    assert tree(adoption, dt.date(2023, 4, 20)).progress.closed == 1


def test_lights_are_those_of_the_tasks(adopt, task):
    adoption = adopt("six_fusions")
    task("core")
    assert [row.light.colour for row in tree(adoption, dt.date(2023, 4, 3)).node("core").tasks] == ["green"]
    assert [row.light.colour for row in tree(adoption, MAY).node("core").tasks] == ["yellow"]
    assert [row.light.colour for row in tree(adoption, JUNE).node("core").tasks] == ["red"]


def test_tasks_of_the_programme_as_a_whole(adopt, task):
    adoption = adopt("six_fusions")
    task(("six_fusions", ""), percent=10)
    found = tree(adoption)
    assert [len(found.general), found.covered, found.progress.tasks] == [1, 0, 1]


def test_tasks_given_to_another_institution_count_for_the_issuer(adopt, task, hospital, other_hospital):
    adoption = adopt("six_fusions")
    task("core", institution=other_hospital, issuer=hospital, lead_department=None, given=False)
    task("core", institution=other_hospital, lead_department=None, given=False)
    assert tree(adoption).progress.tasks == 1


def test_open_layers_say_so_until_they_are_named(adopt):
    adoption = adopt("plan_1_7_n")
    adopting.name_component(adoption, "one", "总方案")
    found = {branch.layer.code: (branch.open, branch.missing) for branch in tree(adoption).layers}
    assert found == {"one": (False, 0), "seven": (True, 7), "open": (True, None)}


def test_words_only(adopt, task):
    """Of the six guarantees none has an objective of its own: without a task it is words."""
    adoption = adopt("six_guarantees")
    assert len(tree(adoption).loose) == 6
    task(("six_guarantees", "core"))
    assert [node.code for node in tree(adoption).loose] == ["strategy", "organization", "team", "content", "sunshine"]


def test_an_adopted_part_is_more_than_words():
    part = library().programme("one_plus_six")
    found = {held: Node("strategy", "战略", None, None, parts=(Part(part, held),)).loose for held in (True, False)}
    assert found == {True: False, False: True}


def test_each_of_the_six_fusions_is_measured_from_ledgers(adopt):
    """The interview sets no values: each shows how it stands, and nobody types it (no `reported` indicator)."""
    nodes = tree(adopt("six_fusions")).layers[0].nodes
    assert [node.measured for node in nodes] == [True] * 6
    shown = {each.indicator.kind for node in nodes for each in node.objectives if each.indicator}
    assert shown == {"count", "ratio"}


def test_owners_are_those_of_the_day(adopt, department, quality):
    adoption = adopt("six_fusions")
    adopting.assign(adoption, "core", valid_from=dt.date(2023, 1, 1), department=department)
    adopting.assign(adoption, "core", valid_from=JUNE, department=quality)
    assert [str(each) for each in tree(adoption, MAY).node("core").owners] == ["心血管内科"]
    assert [str(each) for each in tree(adoption, JUNE).node("core").owners] == ["质控科"]


def graded(hospital, grade):
    """The electronic record got this level at the beginning of the year."""
    row = {
        "scheme": "emr",
        "grade": grade,
        "status": "held",
        "from_date": dt.date(2023, 1, 1),
        "document": "分级评价结果",
    }
    save_row(library().register("grade_held"), hospital, row, actor=None)


def standing(adoption, component="internet", objective="emr", day=JUNE, **named):
    found = tree(adoption, day, **named).node(component).objectives
    return next(each for each in found if each.objective.code == objective)


def test_a_target_is_not_an_actual(adopt):
    """The document aims at level 5; nothing has been reported."""
    found = standing(adopt("one_plus_six"))
    assert (found.target_text, found.actual_text, found.reached) == ("≥5级", "〔缺〕", None)
    assert found.target.origin == "文件目标"


@pytest.mark.parametrize(("grade", "reached"), [("四级", False), ("五级", True)])
def test_the_figure_comes_from_the_ledger(adopt, hospital, grade, reached):
    adoption = adopt("one_plus_six")
    graded(hospital, grade)
    found = standing(adoption)
    assert (found.actual_text, found.reached) == (grade, reached)


def test_what_the_institution_set_comes_before_the_document(adopt, hospital):
    adoption = adopt("one_plus_six")
    graded(hospital, "四级")
    adopting.set_target(
        adoption, "emr", comparator="ge", value=4, by=dt.date(2023, 12, 31), valid_from=dt.date(2023, 1, 1)
    )
    found = standing(adoption)
    assert (found.target.origin, found.target_text, found.reached) == ("本院目标", "≥4级", True)


def test_the_next_of_several_targets_counts(adopt):
    adoption = adopt("one_plus_six")
    for value, year in ((3, 2022), (4, 2024), (5, 2026)):
        adoption.targets.create(
            objective="emr", comparator="ge", value=value, by=dt.date(year, 12, 31), valid_from=dt.date(2023, 1, 1)
        )
    assert [standing(adoption, day=dt.date(year, 6, 1)).target_text for year in (2023, 2025, 2027)] == [
        "≥4级", "≥5级", "≥5级",
    ]  # fmt: skip


def test_what_a_document_claims_is_held_against_the_ledger(adopt):
    found = standing(adopt("five_pioneers"), "pioneer_posts", "pioneer_posts")
    assert (found.target.origin, found.target_text, found.actual_text) == ("文件称已达到", "46个", "〔缺〕")


def test_what_a_document_claims_is_no_aim(adopt):
    assert tree(adopt("five_pioneers")).aims == ()
    assert len(tree(adopt("four_zeros")).aims) == 5


def test_a_lower_figure_is_better_where_zero_is_aimed_at(adopt):
    found = standing(adopt("four_zeros"), "accidents", "malpractice")
    assert found.target_text == "≤0起"


def test_a_figure_that_the_reader_may_not_see_is_not_read(adopt, hospital, person, monkeypatch):
    """As if the levels were taken from Party members' files, which are for the Party office alone."""
    monkeypatch.setattr(objectives, "sensitivity_of", lambda library, indicator: "member")
    adoption = adopt("one_plus_six")
    graded(hospital, "五级")
    hidden, shown = (standing(adoption, user=person(role, hospital)) for role in ("viewer", "office"))
    assert (hidden.closed, hidden.figure, hidden.reached) == (True, None, None)
    assert (shown.closed, shown.actual_text, shown.reached) == (False, "五级", True)


def test_a_department_head_is_shown_only_the_departments_own_tasks(adopt, task, hospital, department, quality, person):
    adoption = adopt("six_fusions")
    task("core", title="质控科的事")
    task("core", title="心内科的事", lead_department=department)
    found = tree(adoption, user=person("department_head", hospital, department)).node("core")
    assert [row.task.title for row in found.tasks if row.shown] == ["心内科的事"]
    assert found.progress.tasks == 2


def test_more_tasks_take_no_more_queries(adopt, task):
    adoptions = [adopt("six_fusions"), adopt("one_plus_six")]

    def queries():
        with CaptureQueriesContext(connection) as captured:
            adoption_trees(adoptions, JUNE, figures=False)
        return len(captured)

    task("core")
    few = queries()
    for component in ("core", "strategy", "team", "culture"):
        task(component, percent=20)
    assert queries() == few
