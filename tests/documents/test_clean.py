"""Damage made by hand is undone, what is doubtful is shown, and every change says where it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.documents import characters
from linghang.documents.clean import clean


def shifted(text: str) -> str:
    """What is left when the first byte is lost and the others are paired anew, as some converters do."""
    return "?" + (text.encode("gb18030")[1:] + b"").decode("gb18030", errors="replace").replace("？", "?")


def test_bytes_that_lost_their_partner() -> None:
    damaged = shifted("專科學W")[:-1]
    assert damaged == "??茖W"
    done = clean(f"重慶高等專科學校，即高等{damaged}校附屬醫院")
    assert done.text == "重庆高等专科学校，即高等专科学校附属医院"
    assert [each.before for each in done.changes if "字节" in each.reason] == ["??茖W"]


def test_a_lost_byte_that_nothing_decides_is_a_doubt() -> None:
    done = clean("天气??茖W很好")
    assert "??" not in done.text or done.doubts


def test_readings_in_brackets_go_and_other_brackets_stay() -> None:
    assert clean("人民網(wǎng)與醫(yī)院(EICU)和網(abc)").text == "人民网与医院(EICU)和网(abc)"


def test_traditional_text_keeps_its_offsets() -> None:
    raw = "醫療質量持續改善，門診282773人次"
    done = clean(raw)
    assert done.text == "医疗质量持续改善，门诊282773人次"
    at = done.text.index("282773")
    assert raw[slice(*done.traced.raw(at, at + 6))] == "282773"


def test_simplified_text_is_left_alone() -> None:
    assert clean("著名专家于干部会议上发言，后勤里外一新").changes == ()


def test_what_a_page_puts_around_a_text() -> None:
    above = "人民网>>健康>>视觉\n标题\n2023年09月05日15:57 |\n小字号\n"
    raw = above + "正文在这里，很长的一句话。\n(责编:甲乙、丙丁)\n分享让更多人看到\n返回顶部"
    assert clean(raw).text.split() == ["标题", "正文在这里，很长的一句话。"]


def test_lines_slipped_in_by_others() -> None:
    assert clean("免费在线观看,国产精品,高清\n正文。").text.strip() == "正文。"


def test_a_line_broken_in_the_middle_of_a_sentence_goes_on() -> None:
    long = "持续推动优质医疗资源扩容下沉，充分发挥龙头引领作用，加强医联体建设，落实对口帮扶机制，全"
    assert clean(f"综述\n{long}\n\n面提升基层医疗服务能力。").text == f"综述\n{long}面提升基层医疗服务能力。"
    assert clean("凝聚医院发展合力\n\n面向未来。").text == "凝聚医院发展合力\n\n面向未来。"
    assert clean(f"{long}\n二、主要任务").text == f"{long}\n二、主要任务"


@pytest.mark.parametrize("kind", ["报告", "讲话", "方案（试行）", "要点"])
def test_a_long_title_is_never_joined_to_what_follows(kind: str) -> None:
    title = f"关于云溪县卫生健康局二〇二三年工作总结和二〇二四年工作安排的{kind}"
    body = "在县委、县政府的坚强领导下，全县卫生健康系统坚持以人民健康为中心，各项工作取得新成效。"
    assert clean(f"{title}\n{body}").text == f"{title}\n{body}"
    for raw in (f"云溪县人民政府文件\n{title}\n\n{body}", f"云溪县人民政府文件\n{title}\n　　{body}"):
        assert clean(raw).text == raw


def test_slips_are_shown_not_changed() -> None:
    done = clean("每天承担核算检测任务")
    assert "核算检测" in done.text
    assert [each.text for each in done.doubts] == ["核算检测"]


@given(st.text(alphabet="一二三是要，。\n 醫院(yī)?？茖W1+6“”%年月日第（）●", max_size=120))
def test_every_character_knows_where_it_came_from(raw: str) -> None:
    done = clean(raw)
    spots = [done.traced.raw(at, at + 1) for at in range(len(done.text))]
    assert all(0 <= low < high <= len(raw) for low, high in spots)
    assert spots == sorted(spots)


def test_rows_of_a_table_are_no_broken_lines() -> None:
    """A long row that ends in a number stays a row of its own, in tabs as in bars."""
    rows = "门急诊人次\t110.73万人次\t102.13万人次\t8.42%\t100.7%\n出院人次\t89000人次\t80427人次\t10.66%\t102.3%"
    text = f"工作报告\n{'全院干部职工统筹推进医疗' * 3}主要指标完成情况\n{rows}\n{rows.replace(chr(9), '|')}"
    assert clean(text).text == text


def test_characters_by_themselves_are_those_of_the_converter() -> None:
    """The list that is looked up says what converting a character says."""
    asked = range(0x4E00, 0xA000, 7)
    assert [characters._simple().get(chr(each), chr(each)) for each in asked] == [
        characters.in_simplified(chr(each)) for each in asked
    ]
