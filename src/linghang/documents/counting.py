"""Whether a number in characters counts things: 八名同志, 六所卫生院; not 一个中心, 三大工程, 五年来. Pure."""

import re
from decimal import Decimal

from linghang.documents import units

_ANNOUNCING = re.compile(
    "方面|重点|任务|工作|工程|建设|创新|中心|融合|战略|行动|机制|体系|关键|维度|环节|阶段|层次|层面|"
    "问题|原则|要点|一|不|面|化|强化|确立|维护|自信|意识|坚持|统一|坚决|全面|目标|必须|结合|带头|培养|题目|党组织|实事|民生实事|"
    "意见|部分|模块|板块|领域|举措|措施"
)
_GOT = re.compile(
    "(?:建成|新增|增加|获批?|获得|荣获|完成|引进|引入|创建|开展|召开|举办|建立|设立|抽调|选派|派出|组建|"
    "达到|覆盖|共|有|为|等|新建|改造|成立|签约|培训|接待|收治|救治|开放|入住|参加|查处|受理|办结|"
    "投入|购置|配备|支持|帮扶|评为|列入|进入|拿下|增至|增加到|增加至|扩大到|扩到|提高到)[^，,。；;、]{0,14}$"
)
_BODIES = re.compile(
    "(?:[一-鿿]{0,6}?(?:医院|卫生院|总院|分院|院区|县区|区县|县市|乡镇|街道|社区|病区|支部|医共体|医疗集团|诊所|卫生站)|"
    "(?:国家级|省级|市级|县级|临床)[一-鿿]{0,6}(?:专科|学科)|专科|学科|联网|县|市|区|村)(?![一-鿿]{0,2}(?:建设|管理|战略|行动|改革))"
)
"""Bodies that are counted whatever verb stands before: 九个县区, 两个国家级临床重点专科."""
_BROUGHT_TO_AN_END = re.compile(
    "[一-鿿]{0,8}(?:全部|均|都|已)(?:已|如期|按期)?(?:办结|完成|兑现|落实|落地|办成|建成|见效)"
)
"""十件民生实事全部办结: what was announced has been counted."""
_EVERY = re.compile("每(?:个?月|季度?|半?年|个?星期|周|天|日)[^，,。；;\\d第]{0,12}$")
_SUMS_UP = re.compile("(?:、[^，,。；;、\\d]{1,6})+(?:及|和|与)[^，,。；;、\\d]{1,6}$")
"""耳鼻喉科、骨科及内科三个专科: says how many were listed."""
_TO_FOLLOW = ("以下", "下列", "如下", "下面", "这", "那")
_A_LIST = re.compile("[个项条点种件句大类][：:]|件事(?![故件业项务])")
"""以下五项成绩, 归拢起来有五条：, 有三件事: say what follows."""
_SLOGAN_BEFORE = re.compile("[大项个][一-鿿]{2,8}[、和]$")
_SLOGAN = re.compile("(?:重点|具体)?(?:任务|举措|措施|工作)")
_LEADS_A_LIST = frozenset("：:事")
_PASSES = re.compile(
    "(?:(?:[等花用住拖排熬耗守晚]|等候|等待|耽[误搁]|延误|推迟|耗费|抢救|昏迷)了|(?:平均|人均)[^，,。；;\\d]{0,8}?|[需只]要等?|等[候待])"
    "(?:整整|足足|长达|大?约|将?近|超过|不到|不足)?$"
)
_AT_THE_END = re.compile("[，,。；;、）)]|$")
_WELL_KNOWN = 20
"""Slogans announce fewer things than these; 线索四十三条 is a count."""


def counts(text: str, at: int, end: int, value: Decimal, unit: str, limit: str, bound: str) -> bool:
    """`at`, `end`: of number and unit. `limit`: the word behind (以内), `bound`: the word before (不超过)."""
    after, before = text[end : end + 12], text[max(0, at - 16) : at]
    leads = value < _WELL_KNOWN and after[:1] in _LEADS_A_LIST and _A_LIST.match(unit + after) is not None
    if leads or before.endswith(_TO_FOLLOW):
        return False
    if unit in units.TIME:
        return _counts_time(text, end, after[:6], before, value, unit, limit or bound)
    if unit == "分":
        return value >= 10 and re.search("(?:占到?|达到?|得到?|得分|评分)$", before) is not None
    if unit in ("次", "轮") and _EVERY.search(before) and _AT_THE_END.match(after):
        return True  # 每季度报告一次
    if unit == "个" and (listed := _SUMS_UP.search(before)) and value == 2 + listed[0].count("、"):
        return False
    if value < 2 or unit in units.SILENT or unit in ("季", "季度"):
        return False
    if unit in ("件", "项", "个", "大") and _BROUGHT_TO_AN_END.match(after):
        return True
    if unit in units.VAGUE:
        return _counts_vaguely(after, before, value, unit)
    if unit in ("人", "位"):
        return not re.match("一体|数|小组|领导|次", after)
    if unit == "篇" and after.startswith("文章"):
        return re.search("发表|撰写|刊发|刊登|收录", before) is not None
    if unit == "字":
        return False
    return not (re.match("两用|阶", after) or unit == "对")


def announces(before: str, after: str) -> bool:
    """四大行动、12项任务: the second of two counts that tell how a plan is built."""
    return before[-1:] in "、和" and _SLOGAN.match(after) is not None and _SLOGAN_BEFORE.search(before) is not None


def _counts_time(text: str, end: int, after: str, before: str, value: Decimal, unit: str, limit: str) -> bool:
    if re.match("内?[^，,。；;\\d]{1,10}率", text[end : end + 12]):
        return False  # 六星期内回复的比率: a condition
    limited = limit in ("以内", "之内", "以下", "不超过", "至少", "不少于")
    if unit in ("年", "周", "星期", "个月", "日"):
        used = unit == "年" and re.search("(?:用|利用|经过|力争)$", before) and re.match("的?时间", after)
        prolonged = re.search("(?:延续|延长|为期)$", before) and _AT_THE_END.match(after)
        stands = (limited and value < 100 and not before.endswith("十")) or _passed(before, after)
        return stands or bool(used or prolonged)
    if unit in ("分钟", "小时") and re.match("[一-鿿]{0,6}圈", after):
        return True
    spent = re.search("用时|耗时|缩短|仅用|历时|开放|延长|为期|压到|压缩|降到", before) is not None
    return limited or re.match("时间|里|完成", after) is not None or spent or _passed(before, after)


def _passed(before: str, after: str) -> bool:
    """等了三天, 平均住院九天, 拖了近八年: time right behind the verb that it took, at the end of a clause."""
    return _AT_THE_END.match(after) is not None and _PASSES.search(before) is not None


def _counts_vaguely(after: str, before: str, value: Decimal, unit: str) -> bool:
    """Units that more often announce than count (三个重点, 四项工程)."""
    if unit == "个" and _BODIES.match(after):
        return True
    if _ANNOUNCING.match(after) or (_ANNOUNCING.search(after[:6]) and value < _WELL_KNOWN):
        return False
    if value >= _WELL_KNOWN and unit in ("个", "项", "种", "条", "类", "批"):
        return True
    return bool(_GOT.search(before)) or (unit in "种条" and _AT_THE_END.match(after) is not None)
