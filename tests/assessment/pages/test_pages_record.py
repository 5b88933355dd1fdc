"""Results kept, locked, appealed against, answered and unlocked on the pages."""

import pytest
from tests.assessment.pages import assessment_steps

from linghang.assessment.models import Appeal, Assessment

SHEET = "/assessment/page-scored/sheet/?institution=h1&period=2022"


@pytest.fixture
def kept(figures, office):
    office.post("/assessment/page-scored/sheet/keep/?institution=h1&period=2022")
    return Assessment.objects.get()


@pytest.fixture
def locked(kept, office):
    office.post(f"/assessment/results/{kept.pk}/lock/", {"revision": kept.revision})
    kept.refresh_from_db()
    return kept


def test_keeping_twice_keeps_once(kept, office):
    office.post("/assessment/page-scored/sheet/keep/?institution=h1&period=2022")
    assert Assessment.objects.count() == 1


def test_a_locked_result_stands_while_the_data_go_on(locked, figures, office):
    assert locked.stage == "locked"
    assessment_steps.report(figures[1], "never", "10")
    page = office.get(SHEET).content.decode()
    assert "锁定的结果" in page
    assert "78.33<span" in page
    assert "78.33<span" not in office.get(SHEET + "&live=1").content.decode()
    assert "/sheet/keep/" not in page


def test_a_lock_that_comes_too_late_changes_nothing(kept, office):
    office.post(f"/assessment/results/{kept.pk}/lock/", {"revision": kept.revision})
    late = office.post(f"/assessment/results/{kept.pk}/unlock/", {"revision": kept.revision, "reason": "看错了"})
    assert late.status_code == 409
    assert "有人先办理了" in late.content.decode()
    assert "看错了" in late.content.decode()
    kept.refresh_from_db()
    assert kept.stage == "locked"


def test_an_appeal_is_answered_by_another_person_once(locked, as_, office):
    unit = locked.units.get()
    form = {"unit": unit.pk, "item": "stay", "words": "含转科病例"}
    assert office.post(f"/assessment/results/{locked.pk}/appeal/", form).status_code == 302
    appeal = Appeal.objects.get()
    answer = {"answer": "已核实", "outcome": "upheld"}
    own = office.post(f"/assessment/appeals/{appeal.pk}/decide/", answer)
    assert own.status_code == 403  # nobody decides on the own appeal
    leader = as_("leader")
    undecided = leader.post(f"/assessment/appeals/{appeal.pk}/decide/", {"answer": "已核实"})
    assert undecided.status_code == 400
    assert "请选采纳或不采纳" in undecided.content.decode()
    assert leader.post(f"/assessment/appeals/{appeal.pk}/decide/", answer).status_code == 302
    assert leader.post(f"/assessment/appeals/{appeal.pk}/decide/", answer).status_code == 409
    page = leader.get(f"/assessment/results/{locked.pk}/").content.decode()
    assert "含转科病例" in page
    assert "采纳" in page


def test_an_appeal_without_words_comes_back(locked, office):
    response = office.post(f"/assessment/results/{locked.pk}/appeal/", {"unit": locked.units.get().pk, "words": ""})
    assert response.status_code == 400
    assert "没有写申诉理由" in response.content.decode()


def test_unlocking_wants_a_reason_and_is_told_in_the_history(locked, as_):
    leader = as_("leader")
    assert leader.post(f"/assessment/results/{locked.pk}/unlock/", {"revision": locked.revision}).status_code == 400
    done = {"revision": locked.revision, "reason": "数据补录"}
    assert leader.post(f"/assessment/results/{locked.pk}/unlock/", done).status_code == 302
    page = leader.get(f"/assessment/results/{locked.pk}/").content.decode()
    assert "数据补录" in page
    assert page.index("计算") < page.index("解锁</b>")


@pytest.mark.parametrize(("role", "may"), [("quality", True), ("leader", False), ("viewer", False)])
def test_locking_is_for_those_who_assess(kept, as_, role, may):
    response = as_(role).post(f"/assessment/results/{kept.pk}/lock/", {"revision": kept.revision})
    assert response.status_code == (302 if may else 403)


def test_the_commission_sees_the_result_and_not_the_history(locked, as_):
    page = as_("commission", "region").get(f"/assessment/results/{locked.pk}/").content.decode()
    assert "78.33" in page
    assert "历史只对本单位人员开放" in page


def test_another_hospital_does_not_find_it(locked, as_):
    other = as_("office", "h2")
    assert other.get(f"/assessment/results/{locked.pk}/").status_code == 404
    assert other.post(f"/assessment/results/{locked.pk}/lock/").status_code == 404
    assert "页面测试考核" not in other.get("/assessment/results/").content.decode()


def test_kept_results_are_listed(locked, office):
    assert "已锁定" in office.get("/assessment/results/").content.decode()
