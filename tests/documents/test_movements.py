"""由58.3%提高到61.7%: of what time each number is, written out by hand."""

import pytest

from linghang.documents.check import check
from linghang.documents.figures import figures
from linghang.documents.outline import outline
from linghang.documents.plain import say_value

TITLE = "2024年工作总结\n\n"


def read(sentence):
    text = TITLE + sentence
    return text, outline(text), figures(text, outline(text)).figures


@pytest.mark.parametrize(
    ("sentence", "metric", "periods"),
    [
        ("三四级手术占比由58.3%提高到61.7%。", "三四级手术占比", ["2023年", "2024年"]),
        ("平均住院日由去年的7.5天缩短至7.1天。", "平均住院日", ["2023年", "2024年"]),
        ("省级重点专科由2020年的3个增加到8个。", "省级重点专科", ["2020年", "2024年"]),
        ("床位由600张增加到2024年的800张。", "床位", ["2023年", "2024年"]),
        ("成员单位由68家扩大到81家。", "成员单位", ["2023年", "2024年"]),
    ],
)
def test_the_first_number_is_of_the_time_before(sentence, metric, periods):
    found = read(sentence)[2]
    assert [(each.metric, each.period, each.status) for each in found] == [(metric, at, "actual") for at in periods]


def test_what_shall_become_of_it_is_a_target_and_what_is_was():
    found = read("2025年，力争四级手术占比由20%提高到25%。")[2]
    assert [(each.period, each.status) for each in found] == [("2024年", "actual"), ("2025年", "target")]


def test_two_numbers_of_one_movement_do_not_contradict_each_other():
    text, tree, found = read("三四级手术占比由58.3%提高到61.7%。")
    assert [each for each in check(text, tree, found) if each.verdict == "conflict"] == []
    text, tree, found = read("三四级手术占比58.3%。三四级手术占比61.7%。")
    assert [each.verdict for each in check(text, tree, found)] == ["conflict"]


def test_in_a_sentence_of_several_years_the_year_before_is_not_guessed():
    assert read("五年来，门急诊量从80万人次增长到138.6万人次。")[2][0].period == "此前"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("患者满意度不低于95%。", "不低于95%"),
        ("新增重点专科2—3个。", "2—3个"),
        ("更新设备近百台。", "近100台"),
        ("门急诊量138.6万人次。", "138.6万人次"),
        ("门急诊量同比增长6.2%。", ""),
    ],
)
def test_a_value_is_told_with_its_bound(sentence, said):
    assert [say_value(each) for each in read(sentence)[2]] == [said]
