"""Whoever the shipped procedures name can really do what they name him for."""

import pytest
from tests.procedures.content_cases import library

from linghang.organization import access
from linghang.procedures.reach import ACTION, OWN

PROCEDURES = library().procedures()
ROLES = ("office", "quality", "department_head", "leader", "secretary", "discipline")


def able(procedure):
    """The roles that may conduct cases of this sensitivity."""
    return {role for role in ROLES if procedure.sensitivity in access.allowed(role, ACTION)}


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda each: each.code)
def test_every_step_can_be_recorded_by_each_role_that_it_names(procedure):
    for step in procedure.steps:
        assert set(step.by) - {OWN} <= able(procedure), step.code
        assert set(step.by) - {OWN}, f"{step.code}: the subject may have no account"
    assert set(procedure.opened_by) <= able(procedure)


def test_cases_about_a_person_are_kept_from_those_who_are_not_responsible_for_him():
    """The file of a member, an appointment and an ethics appraisal: its ledger is of members too."""
    assert {each.code: each.sensitivity for each in PROCEDURES if each.subject == "person"} == {
        "member_development": "member",
        "cadre_appointment": "member",
        "ethics_appraisal": "member",
    }
