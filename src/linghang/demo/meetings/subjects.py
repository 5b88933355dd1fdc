"""What the hospitals of the region deal with in a year: matters of the agenda catalogue as their offices write them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """`matter`: title in the catalogue. `department`: who puts it forward and carries it out, in `days` days.

    `opinions`: (kind, who gives it). `concerned`: a family member of somebody on the committee is. `no_task`: why it
    needs none.
    """

    matter: str
    title: str
    department: str
    days: int
    line: str
    amount: int = 0
    opinions: tuple[tuple[str, str], ...] = ()
    concerned: bool = False
    no_task: str = ""


_FINANCE, _LEGAL = ("财务意见", "财务科"), ("合法性审查", "法律顾问")
_BRANCH, _EXPERT, _STAFF = ("党支部意见", "机关党支部"), ("专家论证", "论证专家组"), ("职工意见", "职工代表大会")
_DISCIPLINE = ("纪检意见", "纪检监察室")

# First the president's meeting, then the Party committee.
DRAFTED = (
    Subject("发展规划和年度计划", "年度工作要点和任务分解方案", "Z02", 90, "综合管理"),
    Subject("年度预算和决算", "年度预算方案", "Z10", 60, "财务运营", opinions=(_FINANCE,)),
    Subject("绩效分配和涉及职工切身利益的事项", "绩效分配方案修订", "Z04", 75, "人事薪酬", 0, (_FINANCE, _STAFF)),
    Subject("大型医用设备购置", "购置一点五特磁共振成像系统", "Z05", 150, "医疗设备", 9_800_000,
            (_FINANCE, _EXPERT, _BRANCH)),
    Subject("内设机构和人员编制", "设置医患沟通办公室", "Z04", 45, "人事薪酬", opinions=(_BRANCH,)),
    Subject("重大安全稳定事项", "医疗安全风险隐患专项整治方案", "Z07", 60, "医疗质量"),
    Subject("重大改革和运行机制调整", "门诊一站式服务改革方案", "Z05", 90, "医疗服务", opinions=(_LEGAL,)),
    Subject("高层次人才引进和人才政策", "高层次人才引进办法", "Z04", 120, "人才队伍", opinions=(_BRANCH,)),
    Subject("大额度资金使用", "信息系统互联互通改造经费", "Z11", 120, "信息化", 2_600_000, (_FINANCE,)),
    Subject("医院章程和基本管理制度", "医疗质量安全核心制度汇编", "Z07", 60, "医疗质量", opinions=(_LEGAL,)),
    Subject("院校融合、医院整合和对外合作办医", "与上级医院共建专科联盟", "Z05", 90, "学科建设", 0, (_LEGAL, _FINANCE)),
    Subject("重大基本建设和修缮项目", "门诊楼无障碍设施改造", "Z10", 150, "后勤保障", 3_200_000, (_FINANCE, _LEGAL)),
    Subject("大额度资金使用", "药品耗材供应商集中付款", "Z10", 30, "财务运营", 5_400_000, (_FINANCE,)),
    Subject("发展规划和年度计划", "重点专科建设三年计划", "Z05", 180, "学科建设"),
)  # fmt: skip

# The president's meeting alone.
DAILY = (
    Subject("日常医疗质量和业务管理", "运行病历质控和住院超三十日病例管理", "Z07", 45, "医疗质量"),
    Subject("日常医疗质量和业务管理", "病区监护仪使用和保养检查", "Z05", 60, "医疗质量"),
    Subject("日常行政和后勤管理", "医护值班用房调整", "Z02", 30, "综合管理"),
    Subject("日常教学管理", "实习人员岗前培训", "Z05", 30, "人才队伍", no_task="列入年度培训计划，不另立项"),
    Subject("日常医疗质量和业务管理", "日间手术流程优化", "Z05", 60, "医疗服务"),
    Subject("日常行政和后勤管理", "投诉接待首问负责制", "Z02", 30, "医疗服务"),
    Subject("日常行政和后勤管理", "急诊抢救通道标识更新", "Z02", 45, "综合管理"),
    Subject("日常医疗质量和业务管理", "抗菌药物使用强度管控", "Z16", 60, "药事管理"),
    Subject("日常行政和后勤管理", "信息系统应急演练", "Z11", 45, "信息化"),
    Subject("日常医疗质量和业务管理", "医保费用结构分析与整改", "Z09", 45, "医保管理"),
    Subject("日常科研管理", "院级新技术评审和立项", "Z05", 60, "学科建设"),
    Subject("日常医疗质量和业务管理", "危急值报告流程再造", "Z07", 30, "医疗质量"),
)

LEFT = Subject("日常行政和后勤管理", "病区设备维保合同履约检查", "Z05", 60, "医疗设备", opinions=(_BRANCH,))
"""What one president's meeting does not reach and the next one deals with."""

# The Party committee alone.
PARTY = (
    Subject("党的建设和党风廉政建设", "党建工作要点和支部工作计划", "Z01", 60, "党的建设"),
    Subject("意识形态、统战和群团工作", "意识形态工作责任制分工", "Z01", 45, "党的建设"),
    Subject("贯彻上级重大决策部署", "公立医院高质量发展实施意见的落实措施", "Z02", 90, "综合管理"),
    Subject("党的建设和党风廉政建设", "廉洁风险点排查和防控", "Z03", 60, "清廉医院"),
    Subject("推荐“两代表一委员”和上级表彰人选", "推荐优秀共产党员表彰人选", "Z01", 30, "党的建设", 0, (_DISCIPLINE,)),
    Subject("党的建设和党风廉政建设", "党员先锋岗创建方案", "Z01", 90, "党的建设"),
    Subject("贯彻上级重大决策部署", "改善就医感受提升患者体验行动方案", "Z05", 90, "医疗服务"),
    Subject("意识形态、统战和群团工作", "职工关爱和心理支持计划", "Z01", 60, "医院文化"),
)  # fmt: skip

# First the topic meeting of the secretary, then the Party committee.
APPOINTMENTS = (
    Subject("干部任免", "中层干部选拔任用建议方案", "Z04", 45, "干部人事", 0, (_DISCIPLINE,)),
    Subject("干部任免", "职能科室负责人轮岗方案", "Z04", 45, "干部人事", 0, (_DISCIPLINE,), concerned=True),
    Subject("干部任免", "护士长聘任建议方案", "Z04", 30, "干部人事", 0, (_DISCIPLINE,)),
)

STUDIES = (
    "学习贯彻关于卫生健康事业的重要论述",
    "学习公立医院高质量发展文件",
    "学习党章党规党纪",
    "学习安全生产重要指示",
)
RESEARCH = (
    ("党建与业务融合的支部实践", "支部书记参加科室管理小组不够经常", "Z01"),
    ("公立医院运行效率与床位使用", "部分病区平均住院日偏长", "Z05"),
    ("干部队伍年轻化路径", "后备干部岗位锻炼机会少", "Z04"),
    ("廉洁风险防控的薄弱环节", "耗材采购验收环节记录不全", "Z03"),
    ("医疗质量持续改进", "非计划再手术讨论记录不及时", "Z07"),
    ("护理服务与患者体验", "出院随访覆盖面不足", "Z06"),
    ("信息化支撑一线的成效", "移动护理终端掉线较多", "Z11"),
    ("成本管控与医保支付改革", "病组成本核算口径不统一", "Z10"),
)
