"""Whatever official words stand beside each other, they are read to the end."""

from hypothesis import given, settings
from hypothesis import strategies as st

from linghang.documents.check import check
from linghang.documents.clean import clean
from linghang.documents.figures import figures
from linghang.documents.mapping import candidates
from linghang.documents.outline import outline
from linghang.documents.periods import planned_year

PIECES = (
    "2023年工作总结\n", "——2024年2月5日在大会上\n", "一、2023年回顾\n", "五年来，", "过去一年，", "今年，",
    "截至2022年底，", "年内", "“十四五”末，", "（一）", "（1）", "①", "一是", "要", "我们", "主持人：",
    "请介绍情况？\n", "医院制定了“1+6”战略，", "在肯定成绩的同时，", "门诊", "出院", "占总数的", "其中",
    "分别", "至少完成", "不得超过", "12", "1,234.5", "5%", "三成", "两个百分点", "一一二年", "民国", "万元",
    "人次", "名", "第3名", "全国前25%", "同比增长", "较上年少扣", "与上年决算相比，", "翻一番", "持平", "以内",
    "余", "、", "，", "。", "；", "\n", "　　", "零事故", "|", "\t", "??茖W", "醫療",
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_nothing_breaks_and_every_place_lies_in_the_text(raw: str) -> None:
    text = clean(raw).text
    tree = outline(text)
    found = figures(text, tree).figures
    for each in check(text, tree, found):
        assert 0 <= each.start <= each.end <= len(text)
    for figure in found:
        assert text[figure.start : figure.end] == figure.text
        candidates(figure.metric, figure.unit_norm, [])
    for node in tree.nodes:
        assert 0 <= node.start <= node.end <= len(text)
        year = planned_year(tree, node)
        assert year is None or 1900 <= year <= 2200
