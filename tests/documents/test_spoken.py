"""Amounts as they are spoken: by the piece, by round scales, in halves; bounds that stand before a share."""

import pytest

from documents.sentences import told


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("一年就给群众省下一个多亿！", ("1", "亿元", "gt")),
        ("新院区投入近两个亿。", ("2", "亿元", "approx_below")),
        ("背着十几个亿的债务。", ("10", "亿元", "gt")),
        ("争取资金2.5个亿元。", ("2.5", "亿元", "eq")),
        ("盘活近亿元资产。", ("1", "亿元", "approx_below")),
        ("拨付上千万元补助。", ("1000", "万元", "gt")),
        ("惠及数万名群众。", ("1", "万名", "gt")),
        ("设备要几十万元。", ("10", "万元", "gt")),
        ("培训三万多人。", ("3", "万人", "gt")),
        ("邀请百余名专家。", ("100", "名", "gt")),
    ],
)
def test_large_amounts(raw: str, expected: tuple[str, str, str]) -> None:
    assert told(raw) == [expected]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("半数以上没有医学背景。", ("50", "%", "ge")),
        ("超过一半的科室完成了任务。", ("50", "%", "gt")),
        ("近半数患者来自农村。", ("50", "%", "approx_below")),
        ("占到总数的一半。", ("50", "%", "eq")),
        ("问题半年内整改到位。", ("0.5", "年", "le")),
        ("工期为期半年。", ("0.5", "年", "eq")),
        ("老年患者约占三成。", ("3", "成", "approx")),
        ("约占全院的六成。", ("6", "成", "approx")),
        ("约占参保人员的12%。", ("12", "%", "approx")),
    ],
)
def test_halves_and_shares(raw: str, expected: tuple[str, str, str]) -> None:
    assert told(raw) == [expected]


@pytest.mark.parametrize(
    "raw",
    [
        "上半年工作顺利。",
        "半年来大家很辛苦。",
        "试行半年后全面推开。",
        "报送半年报。",
        "事半功倍。",
        "百名专家义诊。",
        "在网上亿元交易中。",
        "每亿元投入的产出。",
    ],
)
def test_what_only_looks_like_an_amount(raw: str) -> None:
    assert told(raw) == []
