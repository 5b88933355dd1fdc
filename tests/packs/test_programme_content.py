"""The programmes of the five documents: their numbers, counted by hand in the texts."""

import pytest

from linghang.packs.programme import Programme
from shipped import shipped_library

LIBRARY = shipped_library()
N = "N"

# code, digits, components listed per layer, whether the document leaves something open
FOUND = [
    ("three_isations_four_famous", [3, 4], [3, 4], False),
    ("three_sinkings", [3], [3], False),
    ("talent_and_science", [], [2], False),
    ("specialty_roadmap", [], [3], False),
    ("six_fusions", [6], [6], False),
    ("six_guarantees", [6], [6], False),
    ("three_learning", [3], [3], False),
    ("two_rules_one_charter_one_mechanism", [2, 1, 1], [0, 0, 1], True),
    ("one_plus_six", [1, 6], [1, 6], False),
    ("plan_1531", [1, 5, 3, 1], [0, 0, 0, 0], True),
    ("three_talent_projects", [3], [0], True),
    ("plan_1_7_n", [1, 7, N], [0, 0, 0], True),
    ("four_bands", [4], [0], True),
    ("six_isations", [6], [0], True),
    ("five_builds", [5], [0], True),
    ("dual_appointment", [2, 2], [0, 0], True),
    ("dual_leaders", [2], [0], True),
    ("dual_training", [2], [0], True),
    ("three_hundred_percent", [3], [3], False),
    ("five_pioneers", [5], [5], False),
    ("joint_development", [], [5], False),
    ("party_leads", [], [3], False),
    ("expand_lift_rectify", [], [3], False),
    ("three_trainings", [3], [0], True),
    ("three_shows_four_strives", [3, 4], [3, 4], False),
    ("two_excellent_one_advanced", [2, 1], [0, 0], True),
    ("dual_contact", [2, 1, 2], [0, 0, 0], True),
    ("dual_report", [2, 2, 2], [0, 0, 0], True),
    ("three_studies", [3], [3], False),
    ("emergency_centres", [5], [0], True),
    ("project_11235", [1, 1, 2, 3, 5], [1, 1, 2, 3, 5], False),
    ("management_quality_year", [], [5], False),
    ("three_famous", [3], [3], False),
    ("famous_doctors_departments_hospital", [], [3], False),
    ("national_five_centres", [5], [3], True),
    ("clinical_five_centres", [5], [5], False),
    ("three_reasonable_one_standard", [3, 1], [3, 1], False),
    ("eight_isations", [8], [8], False),
    ("six_ones", [6], [6], False),
    ("four_zeros", [4], [4], False),
    ("ten_zeros", [10], [10], False),
    ("four_priorities", [4], [4], False),
    ("three_channels", [3], [3], False),
    ("talents_521", [5, 2, 1], [0, 0, 0], True),
    ("nine_key_tasks", [9], [9], False),
    ("dual_sinking_two_rises", [2, 2], [0, 0], True),
    ("thousand_counties", [], [2], False),
    ("star_four_strong", [4], [0], True),
    ("ten_cultures", [10], [0], True),
    ("three_nots", [3], [0], True),
    ("five_goods", [5], [0], True),
    ("secretaries_dual_leaders", [2], [0], True),
    ("three_everything", [3], [3], False),
]
programmes = pytest.mark.parametrize("programme", LIBRARY.programmes(), ids=lambda programme: programme.code)


@pytest.mark.parametrize(("code", "digits", "listed", "left_open"), FOUND, ids=str)
def test_the_number_and_what_the_document_lists(code, digits, listed, left_open):
    programme = LIBRARY.programme(code)
    assert list(programme.digits) == digits
    assert [len(layer.components) for layer in programme.layers] == listed
    assert bool(programme.open_layers) is left_open


@programmes
def test_every_programme_quotes_its_document(programme: Programme):
    assert programme.quote
    assert programme.source_line


@programmes
def test_what_is_left_open_says_so(programme: Programme):
    if programme.open_layers:
        assert "原文" in programme.notes


def test_six_guarantees_stand_on_eight_aspects():
    programme = LIBRARY.programme("six_fusions")
    assert (len(programme.components), len(programme.aspects)) == (6, 8)
    links = [(component.code, aspect) for component in programme.components for aspect in component.aspects]
    assert len(links) == 10
    assert len({aspect for _, aspect in links}) == 8


def test_three_years_and_two_are_five():
    programme = LIBRARY.programme("specialty_roadmap")
    assert [phase.years for phase in programme.phases] == [3, 2]
    assert programme.years == 5


def test_slogans_where_the_document_has_them():
    slogans = [component.slogan for component in LIBRARY.programme("one_plus_six").layers[1].components]
    assert slogans == ["排头兵", "谋长远", "抓人才", "有绝活", "", ""]


@pytest.mark.parametrize(
    ("code", "objective", "status"),
    [
        ("one_plus_six", "emr", "target"),
        ("one_plus_six", "smart_service", "target"),
        ("one_plus_six", "interoperability", "target"),
        ("smart_hospital", "interoperability", "achieved"),
        ("project_11235", "city_specialties", "target"),
        ("three_hundred_percent", "department_branches", "achieved"),
    ],
)
def test_one_documents_aim_is_anothers_achievement(code, objective, status):
    found = {each.code: each for each in LIBRARY.programme(code).objectives}
    assert found[objective].status == status


def test_no_programme_is_missing_from_this_page():
    """What is not in the table has no number to keep."""
    rest = {programme.code for programme in LIBRARY.programmes()} - {code for code, *_ in FOUND}
    assert [code for code in sorted(rest) if LIBRARY.programme(code).digits] == []
