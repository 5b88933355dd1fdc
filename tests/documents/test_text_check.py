"""Contradictions written in by hand are found with their arithmetic; what agrees is said to agree."""

import pytest

from linghang.documents.check import Finding, check
from linghang.documents.figures import figures
from linghang.documents.outline import outline


def findings(text: str) -> list[Finding]:
    found = outline(text)
    return check(text, found, figures(text, found).figures)


def verdicts(text: str, kind: str) -> list[str]:
    return [each.verdict for each in findings(text) if each.kind == kind]


@pytest.mark.parametrize(
    ("share", "verdict"), [("29.2", "agree"), ("29.1", "warn"), ("31.0", "conflict"), ("29", "agree")]
)
def test_a_share_against_part_and_whole(share: str, verdict: str) -> None:
    text = f"全年出院10141人次。完成临床路径管理病例2960例，占出院人次的{share}%。"
    assert verdicts(text, "share") == [verdict]


def test_an_implied_whole() -> None:
    found = findings("建成市级示范党支部6个，占全市示范党支部总数的10%。")
    assert [(each.verdict, each.computed) for each in found if each.kind == "share_implied_total"] == [
        ("derivable", "约 60个")
    ]


def test_last_year_follows_from_the_change() -> None:
    found = [each for each in findings("出院10141人次，比上年增加983人次。") if each.kind == "abs_yoy"]
    assert [each.computed for each in found] == ["上期 9158人次，变化 10.73%"]


@pytest.mark.parametrize(("top", "verdict"), [("25", "agree"), ("20", "conflict")])
def test_a_rank_within_its_field(top: str, verdict: str) -> None:
    text = f"在全国1521家三级综合医院中位列第357名，进入全国前{top}%行列，较2021年进步了108名。"
    assert verdicts(text, "rank_in_top_share") == [verdict]
    assert [each.computed for each in findings(text) if each.kind == "rank_change"] == ["上期第 465 名"]


@pytest.mark.parametrize(("women", "verdict"), [("70", "agree"), ("60", "ask"), ("90", "conflict")])
def test_parts_against_their_total(women: str, verdict: str) -> None:
    assert verdicts(f"全院共有医师120人，其中男医师50人、女医师{women}人。", "total") == [verdict]


def test_the_same_thing_said_twice() -> None:
    assert verdicts("2022年表彰先进集体20个。会上为20个集体授牌。2022年表彰先进集体21个。", "repeat") == ["conflict"]


def test_neighbours_with_the_same_number_are_asked_about() -> None:
    assert verdicts("院内多学科会诊54人次，外聘专家手术54人次。", "same_number") == ["ask"]
    assert verdicts("新建卫生院10所，改造卫生室10所。", "same_number") == []


def test_a_year_left_over_from_last_years_text() -> None:
    text = "一、2022年工作回顾\n2021年门诊预约15344人次。全年门诊30万人次。"
    assert verdicts(text, "period") == ["conflict"]


@pytest.mark.parametrize("text", ["组建近1000余人的队伍。", "约200余人参加。", "超过50人左右到场。"])
def test_bounds_that_exclude_each_other(text: str) -> None:
    assert verdicts(text, "bound_wording") == ["warn"]


@pytest.mark.parametrize(
    "text", ["做好三、四级以上手术。", "同比减少30万人次。", "等候时间缩短了2倍。", "使用率提高到了5个百分点。"]
)
def test_words_that_do_not_go_together(text: str) -> None:
    assert verdicts(text, "wording") == ["warn"]


@pytest.mark.parametrize("text", ["同比下降0.35个百分点。", "使用率提高5个百分点到80%。", "使用率提高了5个百分点。"])
def test_words_that_do(text: str) -> None:
    assert verdicts(text, "wording") == []


def test_one_organisation_under_two_names() -> None:
    assert verdicts("医院党总支抓部署。医院党委抓落实。", "name") == ["ask"]


def test_targets_and_last_year_in_a_table_are_no_second_saying() -> None:
    table = "2023年运行情况\n\n指标\t目标值（%）\t2023年（%）\t上年同期（%）\n预约诊疗率\t50.0\t14.1\t12.0\n"
    assert verdicts(table, "repeat") == []
    said = [(each.period, each.status) for each in figures(table, outline(table)).figures]
    assert said == [("2023年", "target"), ("2023年", "actual"), ("2022年", "actual")]


def test_announced_and_listed() -> None:
    three = "重点抓好以下三个方面工作：\n一、抓学习\n认真学习。\n二、抓落实\n认真落实。\n"
    assert verdicts(three, "announced_count") == ["warn"]
    assert verdicts(three + "三、抓作风\n认真改进。", "announced_count") == ["agree"]


def test_a_consistent_text_is_quiet() -> None:
    text = "2023年，全院门诊30.5万人次，出院1.2万人次，床位使用率88.4%。"
    assert [each for each in findings(text) if each.verdict not in ("agree", "derivable")] == []
