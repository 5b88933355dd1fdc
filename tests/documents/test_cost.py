"""Time grows with length alone, whatever the text is made of; a long speech is read while somebody waits."""

import time

import pytest

from documents.grading import HERE
from linghang.documents.check import check
from linghang.documents.clean import clean
from linghang.documents.figures import figures
from linghang.documents.outline import outline


def seconds(raw: str) -> float:
    start = time.process_time()
    text = clean(raw).text
    tree = outline(text)
    check(text, tree, figures(text, tree).figures)
    return time.process_time() - start


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "，",
        "1,",
        "1 ",
        "“1",
        "一",
        "一是。",
        "（",
        "占",
        "\n",
        "a",
        "a1",
        "即甲甲甲、",
        "0.",
        "年",
        "从",
        "|",
        "\t1",
        "三年",
        " ",
        "零",
        '"',
        "他说：好\n",
        "分别1、",
        "分别为1、2、3人，",
        "比百",
        "至少好",
        "我们好。\n",
        "占1%",
        "2023年1人增长1%，",
        "，上年1人，增长1%",
        "分别1万、",
        "一千余万元",
        "“十四五”期间，1人",
        "近亿",
        "半",
        "三个亿",
        "约占",
        "一、甲。二、甲。",
        "1.甲乙。2.甲乙。",
        "（一） ",
        "一、甲 ",
        "指标 1 2\n",
    ],
)
def test_no_pattern_runs_wild(piece: str) -> None:
    """Eight times the text may not take twenty times the time (a floor and a second try against noise)."""
    long, short = piece * (24_000 // len(piece)), piece * (3_000 // len(piece))
    limit = 20 * max(seconds(short), 0.02)
    assert any(seconds(long) < limit for _ in range(2))


def test_two_thousand_commas_in_one_sentence() -> None:
    text = "全年" + "，".join(f"第{number}科门诊{number}人次" for number in range(1, 2001)) + "。"
    found = figures(text, outline(text)).figures
    assert [int(each.value or 0) for each in found] == list(range(1, 2001))
    assert {each.unit for each in found} == {"人次"}


def test_a_speech_of_ten_thousand_characters() -> None:
    text = (HERE / "texts" / "11_party_work_report.txt").read_text("utf-8")
    speech = (text * (10_000 // len(text) + 1))[:10_000]
    seconds(speech)
    assert any(seconds(speech) < 0.2 for _ in range(3))
