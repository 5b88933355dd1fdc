"""What items are called where they stand outside their tree."""

from scoring_made import framework

from linghang.assessment.walking import names


def test_titles_that_come_more_than_once_are_told_apart_by_what_is_above():
    below = [
        {"code": code, "title": title, "items": [{"code": f"{code}_cases", "title": "例数", "evidence": True}]}
        for code, title in (("ami", "急性心肌梗死"), ("hf", "心力衰竭"))
    ]
    one = {"code": "one", "title": "病房覆盖率", "evidence": True}
    said = names(framework({"code": "diseases", "title": "单病种", "items": below}, one))
    assert (said["ami_cases"], said["hf_cases"], said["one"]) == ("急性心肌梗死：例数", "心力衰竭：例数", "病房覆盖率")
