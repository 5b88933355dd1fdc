"""Outlines of texts of our own: levels, kinds, modes and what is announced, written out by hand."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from linghang.documents.clean import clean
from linghang.documents.outline import Outline, outline

TEXTS = Path(__file__).parent / "texts"


def of(name: str) -> Outline:
    return outline(clean((TEXTS / name).read_text(encoding="utf-8")).text)


def lines(found: Outline) -> list[str]:
    return [f"{'-' * node.level}{node.marker}{node.heading[:12]} {node.mode}" for node in found.nodes]


def test_a_report_of_what_was_done_and_what_is_planned() -> None:
    assert lines(of("county_bureau_report.txt")) == [
        "-一、2023年工作完成情况 done",
        "--（一）医疗服务能力稳步提升。 done",
        "--（二）公共卫生扎实推进。 done",
        "--（三）项目建设加快实施。 done",
        "--（四）改革持续深化。 done",
        "-二、存在的问题 background",
        "--一是基层人才短缺。 background",
        "--二是服务能力不足。 background",
        "-三、2024年工作计划 plan",
        "--（一）着力提升服务能力。 plan",
        "--（二）着力推进项目建设。 plan",
        "--（三）着力强化人才支撑。 plan",
        "--（四）着力改善群众体验。 plan",
    ]


def test_what_is_announced_is_counted() -> None:
    found = of("county_bureau_report.txt")
    assert [(each.says, each.found) for each in found.announced] == [(4, 4)]
    assert [(each.text, each.says, each.found) for each in of("insurance_speech.txt").announced] == [
        ("六项重点工作", 6, 6)
    ]


def test_tasks_begin_with_a_number_and_yao() -> None:
    assert lines(of("insurance_speech.txt")) == [
        "-一要扩面提质。 plan", "-二要深化支付方式改革。 plan", "-三要强化基金监管。 plan", "-四要推进集采扩围。 plan",
        "-五要优化经办服务。 plan", "-六要加强队伍建设。 plan",
    ]  # fmt: skip


def test_heading_sentences_need_their_like() -> None:
    body = "各科室对照标准逐条落实，形成闭环管理，确保取得实效，群众满意度不断提升。"
    alike = f"第一部分2022年工作回顾\n持续强化优质护理。{body}\n持续规范服务流程。{body}\n持续开展惠民活动。{body}"
    assert [node.heading for node in outline(alike).nodes] == [
        "2022年工作回顾", "持续强化优质护理。", "持续规范服务流程。", "持续开展惠民活动。",
    ]  # fmt: skip
    alone = f"第一部分2022年工作回顾\n医院成立于1952年，{body}\n持续强化优质护理。{body}\n思想是先导。{body}{body}"
    assert [node.heading for node in outline(alone).nodes] == ["2022年工作回顾"]


def test_questions_are_background() -> None:
    text = "主持人:大家好，欢迎收看。\n主持人:医院党委采取了哪些举措?\n院长:一是抓学习。认真学。二是抓落实。认真做。"
    assert [(node.kind, node.level) for node in outline(text).nodes] == [("qa", 1), ("item", 2), ("item", 2)]
    assert outline(text).nodes[0].mode == "background"


def test_a_text_without_headings_has_none() -> None:
    assert outline("今天天气很好，大家都来了。").nodes == ()
    assert outline("").nodes == ()


@given(
    st.text(
        alphabet="一二三四五六七八九十是要、，。；：（）1234567890.①●\n 第部分主持人：请问坚持推进我院", max_size=300
    )
)
def test_no_text_breaks_it_and_the_tree_holds(text: str) -> None:
    found = outline(text)
    ids = {node.id for node in found.nodes}
    for node in found.nodes:
        assert 0 <= node.start <= node.end <= len(text)
        assert node.parent is None or node.parent in ids
    assert [node.start for node in found.nodes] == sorted(node.start for node in found.nodes)
