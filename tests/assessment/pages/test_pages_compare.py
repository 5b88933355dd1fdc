"""Hospitals side by side and departments against items: few cases are neither best nor worst."""

import re
from decimal import Decimal

import pytest
from tests.assessment.pages import assessment_steps

from linghang.assessment.comparing import marked
from linghang.assessment.heat import band_of
from linghang.core.periods import Period
from linghang.indicators.values import Value

WHERE = {"institution": "region", "period": "2022"}


def cells(page, title):
    found = re.search(rf"<tr><td class=\"item-name\">[^<]*{title}.*?</tr>", page, re.S)
    return [
        " ".join(re.sub(r"<[^>]+>", " ", cell).split())
        for cell in re.findall(r"<td class=\"number.*?</td>", found[0], re.S)
    ]


def test_best_and_worst_follow_the_direction_of_good(figures, as_):
    page = as_("commission", "region").get("/assessment/page-scored/compare/", WHERE).content.decode()
    assert cells(page, "四级手术占比") == ["25.0 ▲最好", "15.0 ▼最差"]
    assert cells(page, "平均住院日") == ["8.0 ▼最差", "7.0 ▲最好"]


def test_a_rate_of_few_cases_says_its_interval_and_is_not_ranked(figures, as_):
    _, _, second = figures
    assessment_steps.serve(second, "0301", 0, 0)
    top = figures[0]
    third = type(second).objects.create(code="h3", name="小医院", kind="hospital", parent=top, position=3)
    assessment_steps.serve(third, "0301", 11)
    page = as_("commission", "region").get("/assessment/page-scored/compare/", WHERE).content.decode()
    mine = cells(page, "服务合格率")
    assert mine[0] == "80.3 ▼最差"
    assert mine[1] == "100.0 ▲最好"
    # exact interval of 11 in 11: the low end is 0.025 to the power of 1/11 = 71.5 %
    assert mine[2] == "100.0 例数少：11 例，95% 区间 71.5–100.0%"


@pytest.mark.parametrize(
    ("good", "marks"),
    [
        # exact intervals by bisection of binomial tails: 45 of 50 78.2–96.7 %, 50 of 50 92.9–100 %: they meet
        (45, ["", ""]),
        # 40 of 50 66.3–90.0 %: apart
        (40, ["worst", "best"]),
    ],
)
def test_shares_that_differ_by_chance_are_neither_best_nor_worst(page_library, good, marks):
    year = Period.parse("2022")
    values = [
        Value("good_share", year, place, None, Decimal(hits) / 50, Decimal(hits), Decimal(50), "ok", 1)
        for place, hits in (("h1", good), ("h2", 50))
    ]
    assert marked(page_library.indicator("good_share"), values) == marks


def test_only_what_is_in_reach_can_be_chosen(figures, office):
    page = office.get("/assessment/page-scored/compare/", {"institution": "h1", "period": "2022", "members": "h2"})
    assert "友邻医院" not in page.content.decode()


def test_the_heat_map_ranks_departments_that_have_cases_enough(figures, office):
    first = figures[1]
    assessment_steps.serve(first, "0501", 30, 30)
    page = office.get("/assessment/page-scored/heat/", {"institution": "h1", "period": "2022"}).content.decode()
    texts = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "心血管内科 80.0 1/2" in texts
    assert "0501 50.0 2/2" in texts
    assert "普外科 81.8 例数少" in texts  # 9 of 11
    assert "/indicators/good_share/trace/?institution=h1&amp;period=2022&amp;department=0301" in page
    assert "四级手术占比" in page  # named as not told by department


def test_departments_that_share_a_place_stand_in_its_middle(figures, office):
    # of thirty departments one has all the cases: the other twenty-nine share places 2 to 30, whose middle is 16
    assert (band_of(0, 0, 30), band_of(1, 28, 30), band_of(29, 0, 30)) == (1, 3, 5)
    first = figures[1]
    for department in ("0501", "0601"):
        assessment_steps.serve(first, department, 30, 30)
    page = office.get("/assessment/page-scored/heat/", {"institution": "h1", "period": "2022"}).content.decode()
    texts = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "0501 50.0 并列 2/3" in texts
    assert "0601 50.0 并列 2/3" in texts
