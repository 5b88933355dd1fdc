"""What a hospital's public notice, a report on rectification and a contract taught, and a second reading of the older
rules: one rule a test, on sentences written for it."""

import pytest

from documents.sentences import changes, read, told
from linghang.documents.outline import outline


@pytest.mark.parametrize(
    "raw", ["收费占超标准收费的12%。", "完成签约占签约人数的12%。", "节约额占合同额的12%。", "临近占床比12%。"]
)
def test_a_word_of_bound_inside_what_a_share_is_of_bounds_nothing(raw: str) -> None:
    assert [(unit, bound) for _, unit, bound in told(raw)] == [("%", "eq")]


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        ("及时上报的事故维持零起。", 1),
        ("参与义诊的医师投诉保持零宗。", 1),
        ("医患和谐的科室纠纷均为零起。", 1),
        ("输血错误、跌倒以及手术部位错误维持零宗。", 3),
        ("投诉和纠纷保持零起。", 2),
    ],
)
def test_zero_is_told_of_each_that_is_named(raw: str, count: int) -> None:
    assert [value for value, _, _ in told(raw)] == ["0"] * count


def test_a_bound_before_a_list_that_has_its_unit_at_the_end_is_of_all() -> None:
    assert told("各院分别不少于10、20和30人。") == [("10", "人", "ge"), ("20", "人", "ge"), ("30", "人", "ge")]


def test_the_names_of_a_list_are_those_right_before_it() -> None:
    found = read("门诊稳步增长，内科、外科和儿科分别为1.2万、1.5万和0.8万人次。")
    assert [each.metric for each in found] == ["内科", "外科", "儿科"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("花了三千多万。", [("3000", "万元", "gt")]),
        ("欠款二点三亿，还了八千万。", [("2.3", "亿元", "eq"), ("8000", "万元", "eq")]),
        ("利润两百来万！", [("200", "万元", "gt")]),
        ("资金近七亿两千万。", [("72000", "万元", "approx_below")]),
        ("家属等了三天。", [("3", "天", "eq")]),
        ("平均住院九天，", [("9", "天", "eq")]),
        ("手续拖了近八年。", [("8", "年", "approx_below")]),
        ("限制其三年内参与采购。", [("3", "年", "le")]),
        ("四级手术207台次，较一季度多做23台次。", [("207", "台次", "eq")]),
        ("药品金额排名前三位的科室。", []),
        ("综合实力排名前三位。", [("3", "位", "le")]),
        ("按6:3:1分配。", []),
        ("取得96分成绩。", [("96", "分", "eq")]),
        ("得分90分以上为优秀，80分至89分为良好，60分以下的为不合格。", []),
        ("每年向乡镇卫生院派驻中级以上职称人员不少于26名。", [("26", "名/年", "ge")]),
    ],
)
def test_quantities(raw: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "五千万。",
        "来了三千万群众。",
        "一万，一万五。",
        "抢救三天三夜。",
        "三天两夜。",
        "第三天。",
        "三天办好。",
        "平均每三天一次。",
        "连续干了三年。",
    ],
)
def test_what_is_said_of_no_money_and_of_no_wait(raw: str) -> None:
    assert not {unit for _, unit, _ in told(raw)} & {"元", "万元", "亿元", "天", "年"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("床位使用率91.6%，比一季度回落2.2个百分点。", [("91.6", "down", "2.2", "百分点")]),
        ("四级手术207台次，较上半年多做23台次。", [("207", "up", "23", "台次")]),
        ("仍有9条措施未落地，占7.8%。", [("9", "share", "7.8", "%")]),
    ],
)
def test_changes(raw: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert changes(raw) == expected


def test_the_year_of_what_was_looked_into_is_not_that_of_the_work() -> None:
    title = "中心医院2024年整改情况报告\n一、整改完成情况\n"
    assert [each.period for each in read(f"{title}对2021年以来的纪要进行倒查，补充手续17份。")] == ["2024年"]
    found = read(f"{title}对2022年度审计发现的问题逐项整改，挽回损失213万元。")
    assert [each.period for each in found] == ["2024年"]


def test_the_years_in_brackets_below_a_title_are_those_of_the_paper() -> None:
    assert [each.period for each in read("县域医共体责任书\n（2025—2027年）\n安排经费1,917万元。")] == ["2025-2027年"]


def test_what_was_found_and_is_taken_up_is_told_by_what_came_of_it() -> None:
    lines = ["整改报告", "一、整改完成情况"]
    for number, name in enumerate(("收费不规范", "突出问题仍然存在"), 1):
        lines += [f"{number}.关于“{name}”的问题。整改情况：已退费4.9万元，完成整改。"]
    found = outline("\n".join(lines))
    assert [node.mode for node in found.nodes] == ["done"] * 3


def test_a_contract_plans_and_its_parties_are_no_headings() -> None:
    clause = "乙方统一管理县中医院及13家乡镇卫生院，原有编制和资产权属不变。"
    found = outline(f"医共体托管责任书\n甲方：县卫生健康局\n乙方：县人民医院（总医院）\n第一条 托管范围。{clause}")
    assert [(node.marker, node.mode) for node in found.nodes] == [("第一条", "plan")]


def test_a_count_of_what_is_still_open_announces_no_list() -> None:
    found = outline("通报\n四、存在的不足\n一是整改不实，仍有9条措施未落地。二是化解偏慢，还有3项手续未办。")
    assert found.announced == ()
