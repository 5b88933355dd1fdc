"""What items are called where they stand outside their tree."""

from scoring_made import framework

from linghang.assessment.views_record import leaves_named
from linghang.assessment.walking import names


def test_titles_that_come_more_than_once_are_told_apart_by_what_is_above():
    below = [
        {"code": code, "title": title, "items": [{"code": f"{code}_cases", "title": "例数", "evidence": True}]}
        for code, title in (("ami", "急性心肌梗死"), ("hf", "心力衰竭"))
    ]
    one = {"code": "one", "title": "病房覆盖率", "evidence": True}
    said = names(framework({"code": "diseases", "title": "单病种", "items": below}, one))
    assert (said["ami_cases"], said["hf_cases"], said["one"]) == ("急性心肌梗死：例数", "心力衰竭：例数", "病房覆盖率")


def test_lines_of_a_kept_sheet_too():
    lines = [
        {"code": code, "title": title, "depth": depth, "reading": reading}
        for code, title, depth, reading in (
            ("ami", "急性心肌梗死", 0, None),
            ("ami_cases", "例数", 1, {"value": "3"}),
            ("hf", "心力衰竭", 0, None),
            ("hf_cases", "例数", 1, {"value": "4"}),
            ("one", "病房覆盖率", 0, {"value": "1"}),
        )
    ]
    assert [name for _, name in leaves_named(lines)] == ["急性心肌梗死：例数", "心力衰竭：例数", "病房覆盖率"]
