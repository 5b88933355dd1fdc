"""Programme 党建六融: every one of its six components lives on data of the demonstration's ledgers."""

from linghang.packs.load import load_packs, pack_folders
from linghang.registers import content

PERIOD = "2023-01..2023-08"
"""Of the interview: it states what stood at the end of August 2023."""


def test_every_component_has_values_of_its_own(values):
    programme = load_packs(pack_folders(content.shipped_packs())).programme("six_fusions")
    measured = {each.code: [aim.indicator for aim in each.objectives] for each in programme.components}
    found = values("college", PERIOD, *(code for codes in measured.values() for code in codes))
    assert len(measured) == 6
    for component, codes in measured.items():
        shown = {code: found[code]["value"] for code in codes}
        assert any(value not in (None, "", "0") for value in shown.values()), (component, shown)
    assert found["study_group_sessions"]["value"] == "3"
    assert found["party_lessons"]["value"] == "48"
