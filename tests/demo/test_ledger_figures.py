"""The ledgers hold the figures that the documents state, recounted from the Excel cells by hand-written conditions."""

from collections.abc import Callable
from decimal import Decimal

import pytest

Row = dict[str, object]
Ledgers = dict[tuple[str, str], list[Row]]


def where(**wanted: object) -> Callable[[Row], bool]:
    """A condition: these columns hold these values."""
    return lambda row: all(row[column] == value for column, value in wanted.items())


def in_months(column: str, first: str, last: str) -> Callable[[Row], bool]:
    return lambda row: first <= f"{row[column]:%Y-%m}" <= last


COUNTS = [
    ("F001-012", "college", "talent", where(引育方式="引进"), 23),
    ("F001-013", "college", "talent", where(引育方式="柔性引进"), 21),
    ("F001-010", "college", "talent", where(引育方式="入选人才称号", 称号级别="省部级"), 1),
    ("F001-011", "college", "talent", where(引育方式="入选人才称号", 称号级别="国家级"), 1),
    ("F001-025", "college", "award", where(表彰类别="示范党支部", 级别="市级"), 6),
    ("F001-028", "college", "party_carrier", where(载体类别="党员先锋岗"), 46),
    ("F001-029", "college", "party_carrier", where(载体类别="党员示范岗"), 30),
    ("F001-030", "college", "party_carrier", where(载体类别="党员责任区"), 40),
    ("F001-031", "college", "award", where(获奖对象="单位", 级别="省部级"), 7),
    ("F001-032", "college", "award", where(获奖对象="个人", 级别="国家级"), 1),
    ("F001-033", "college", "award", where(获奖对象="个人", 级别="省部级"), 59),
    ("F002-010", "prefecture", "branch_upgrade", where(), 29),
    ("F002-012", "prefecture", "party_carrier", where(载体类别="示范岗服务窗口"), 18),
    ("F002-013", "prefecture", "party_carrier", where(载体类别="文明先锋"), 21),
    ("F002-015", "prefecture", "people_benefit_item", lambda row: row["办结日期"] is not None, 50),
    ("F002-016", "prefecture", "free_clinic", where(地点类别="社区"), 29),
    ("F002-017", "prefecture", "research_topic", where(), 7),
    ("F002-018", "prefecture", "party_activity", where(活动类别="党委理论学习中心组学习"), 10),
    ("F002-019", "prefecture", "party_activity", where(活动类别="党课"), 237),
    ("F002-020", "prefecture", "party_activity", where(活动类别="党校培训班"), 2),
    (
        "F002-029",
        "prefecture",
        "key_specialty",
        lambda row: row["级别"] == "省部级" and in_months("列入日期", "2000-01", "2022-12")(row),
        11,
    ),
    ("F002-030", "prefecture", "key_specialty", in_months("列入日期", "2023-01", "2023-12"), 8),
    ("F003-010", "county", "meeting", where(会议类别="院长办公会"), 17),
    ("F003-015", "county", "cardiac_intervention", where(), 186),
    ("F003-016", "county", "cardiac_intervention", where(是否植入支架="是"), 49),
    ("F003-020", "county", "centre_case", where(中心="胸痛中心"), 186),
    ("F003-021", "county", "centre_case", where(中心="卒中中心"), 175),
    ("F003-022", "county", "centre_case", where(中心="创伤中心"), 206),
    ("F003-023", "county", "meeting", where(会议类别="质量通报会"), 12),
    ("F003-026", "county", "training_session", where(层级="院级"), 4),
    ("F003-028", "county", "talent", where(引育方式="引进", 人才类别="专业技术人才"), 26),
    (
        "F003-029",
        "county",
        "external_training",
        lambda row: row["培训项目"] in ("省级骨干人才计划", "转岗培训", "专科培训"),
        7,
    ),
    ("F003-030", "county", "mdt_consultation", where(), 54),
    ("F003-031", "county", "invited_operation", where(), 54),
    ("F003-032", "county", "remote_consultation", where(), 29),
    ("F003-033", "county", "award", where(表彰类别="技能竞赛"), 2),
    ("F003-034", "county", "internet_nursing", where(), 151),
    ("F004-004", "group", "unit_standard", where(达标项目="中医馆"), 24),
    ("F004-005", "group", "unit_standard", where(达标项目="省级优质服务基本标准"), 6),
    ("F004-007", "group", "award", where(表彰类别="排名入围"), 2),
    ("F004-010", "group", "key_specialty", where(级别="省部级", 门类="中医"), 3),
    ("F004-015", "group", "epidemic_point", where(点位类别="PCR实验室"), 2),
    ("F004-016", "group", "epidemic_point", where(点位类别="固定核酸采集点"), 38),
    ("F004-018", "group", "epidemic_point", where(点位类别="流动采集点"), 11),
    ("F004-020", "group", "epidemic_deployment", where(任务类别="驰援外地"), 16),
    ("F004-022", "group", "epidemic_point", where(点位类别="隔离点"), 19),
    ("F004-023", "group", "epidemic_point", where(点位类别="重点养老院"), 5),
    ("F004-030", "group", "responsibility_letter", where(是否现场签订="是", 签订人类别="科室负责人"), 6),
    ("F004-030", "group", "responsibility_letter", where(是否现场签订="是", 签订人类别="基层卫生院负责人"), 2),
    ("F004-031", "group", "award", where(表彰类别="先进集体和先进个人", 获奖对象="科室（集体）"), 20),
    ("F004-031", "group", "award", where(表彰类别="先进集体和先进个人", 获奖对象="个人"), 230),
    ("F004-032", "group", "award", where(获奖对象="个人", 是否现场颁奖="是"), 40),
]

# Sums; a stated lower bound (多, 余) is met by the least round excess.
SUMS = [
    ("F002-035", "prefecture", "consumption_help", "金额", where(), "723900.00"),
    (
        "F003-001",
        "county",
        "income",
        "金额",
        lambda row: row["收入类别"] in ("门急诊收入", "住院收入", "其他业务收入") and row["月份"].year == 2022,
        "144493600.00",
    ),  # type: ignore[attr-defined]
    ("F003-011", "county", "epidemic_deployment", "抽调人数", where(任务类别="方舱医院支援"), "8"),
    ("F003-012", "county", "epidemic_tally", "数量", where(工作量类别="方舱医院收治"), "482"),
    ("F003-027", "county", "training_session", "书面考核", where(层级="院级"), "1040"),
    ("F004-011", "group", "epidemic_deployment", "抽调人数", where(任务类别="卡口值守"), "206"),
    ("F004-013", "group", "epidemic_tally", "数量", where(工作量类别="排查车辆"), "43012"),
    ("F004-014", "group", "epidemic_tally", "数量", where(工作量类别="排查人员"), "134380"),
    ("F004-019", "group", "epidemic_deployment", "抽调人数", where(任务类别="核酸采集队伍"), "1006"),
    ("F004-020", "group", "epidemic_deployment", "抽调人数", where(任务类别="驰援外地"), "312"),
    ("F004-022", "group", "epidemic_tally", "数量", where(工作量类别="隔离点医学观察"), "2046"),
]


@pytest.mark.parametrize(("figure", "institution", "register", "counts", "stated"), COUNTS)
def test_count(
    ledgers: Ledgers, figure: str, institution: str, register: str, counts: Callable[[Row], bool], stated: int
) -> None:
    assert sum(counts(row) for row in ledgers[institution, register]) == stated, figure


@pytest.mark.parametrize(("figure", "institution", "register", "column", "counts", "stated"), SUMS)
def test_sum(
    ledgers: Ledgers,
    figure: str,
    institution: str,
    register: str,
    column: str,
    counts: Callable[[Row], bool],
    stated: str,
) -> None:
    total = sum(Decimal(str(row[column])) for row in ledgers[institution, register] if counts(row))
    assert total == Decimal(stated), figure


def test_pathways_of_2022(ledgers: Ledgers) -> None:
    """F003-017 and F003-018: 125 diseases, 2,960 cases completed within the year; others left or go on."""
    rows = ledgers["county", "pathway_case"]
    done = [row for row in rows if row["转归"] in ("完成", "变异后完成") and row["出径日期"].year == 2022]  # type: ignore[attr-defined]
    assert len(done) == 2960
    assert len({row["路径病种编码"] for row in done}) == 125
    assert len(rows) > len(done)


def test_satisfaction_rounds_to_the_stated_share(ledgers: Ledgers) -> None:
    """F002-028: 99.79 % in the hospital's own surveys."""
    rows = [row for row in ledgers["prefecture", "satisfaction_survey"] if row["调查方式"] == "院内调查"]
    satisfied, asked = (sum(int(str(row[column])) for row in rows) for column in ("满意问卷", "有效问卷"))
    assert 99.785 <= 100 * satisfied / asked < 99.795


@pytest.mark.parametrize(("item", "floor"), [("大型设备检查阳性", 0.90), ("诊断符合", 0.95), ("出院患者随访", 0.90)])
def test_quality_stays_above_the_stated_floor(ledgers: Ledgers, item: str, floor: float) -> None:
    """F003-008, F003-009, F003-038."""
    rows = [row for row in ledgers["county", "quality_month"] if row["质控项目"] == item]
    passed, checked = (sum(int(str(row[column])) for row in rows) for column in ("合格例数", "检查例数"))
    assert len(rows) == 12
    assert passed / checked > floor


def test_no_accident_and_no_silent_month(ledgers: Ledgers) -> None:
    """F003-007: no accident of any kind, and every month has a row that says so."""
    rows = ledgers["county", "incident"]
    assert not {row["事件类别"] for row in rows} & {"医疗事故", "输血事故"}
    assert {f"{row['发生日期']:%m}" for row in rows} == {f"{month:02d}" for month in range(1, 13)}


def test_three_hundred_percents(ledgers: Ledgers) -> None:
    """F001-022 to F001-024."""
    assert all(
        row["是否已建支部"] == "是" for row in ledgers["college", "department_branch"] if row["是否应建支部"] == "是"
    )
    lasting = [row for row in ledgers["college", "party_branch"] if row["是否临时党支部"] == "否"]
    assert lasting
    assert all(row["书记是否业务骨干"] == row["是否标准化规范化达标"] == "是" for row in lasting)


def test_party_school_reaches_every_member(ledgers: Ledgers) -> None:
    """F002-021: those who came for the first time add up to the members in service."""
    came = sum(
        int(str(row["其中本年首次参加"]))
        for row in ledgers["prefecture", "party_activity"]
        if row["活动类别"] == "党校培训班"
    )
    members = [
        row["数值"] for row in ledgers["prefecture", "reported_value"] if row["指标代码"] == "members_in_service"
    ]
    assert members == [came]


def test_tests_of_2022_exceed_ten_million(ledgers: Ledgers) -> None:
    """F004-021."""
    rows = [row for row in ledgers["group", "epidemic_tally"] if row["工作量类别"] == "核酸采转检报"]
    assert 10_000_000 < sum(int(str(row["数量"])) for row in rows if row["日期"].year == 2022) < 11_000_000  # type: ignore[attr-defined]


def test_named_lower_bounds(ledgers: Ledgers) -> None:
    """F004-008, F004-009, F004-017: 十几所, 70余名, 270余个."""
    assert 10 < len({row["协作单位"] for row in ledgers["group", "cooperation"]}) < 20
    assert 70 < len(ledgers["group", "talent"]) < 80
    temporary = [row for row in ledgers["group", "epidemic_point"] if row["点位类别"] == "临时核酸采集点"]
    assert 270 < len(temporary) < 280
