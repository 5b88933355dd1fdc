"""What the words of a heading say of all that stands under it: done, to be done, problems, or who and what. Pure.

A heading names (2023年工作回顾, 下一步打算) or tells an act (巩固改革成效, 落实重点任务). The last word of an act says
nothing of its time: in a review it was done, in a plan it is to be done.
"""

import re
from typing import NamedTuple

from linghang.documents.modes import Mode

ACTS = re.compile(
    r"(?:要|坚持|持续|着力|加强|推进|强化|聚焦|深化|加快|狠抓|抓好|突出|落实|完善|优化|提升|推动|构建|打造|实施|开展|健全|"
    r"全力|大力|扎实|深入|切实|不断|积极|努力|全面|统筹|严格|严守|夯实|筑牢|守牢|坚决|做好|做优|做强|做实|做大|做精|创新|改善|"
    r"提高|促进|保障|扩大|加大|建立|建设|发挥|培育|壮大|激发|稳步|有序|有效|进一步|更加|始终|紧扣|紧盯|围绕|锚定|牢牢|"
    r"巩固|拓展|增强|防范|化解|维护|支持|鼓励|引导|规范|压实|补齐|用好|办好|建好|管好|守住|稳住|抢抓|主动|充分|高标准|高质量|高水平|高度|"
    r"精心|科学|认真|合理|注重|重视|关心|树立|弘扬|倡导|严肃|从严|纵深|发展|推行|推广|搭建|培养|引进|服务|绿色|畅通|大抓|狠下)"
)
"""Words that open a sentence in which somebody acts."""
_FURTHER_ACTS = re.compile(
    "明确|厘清|总结|宣传|确保|完成|实现|贯彻|履行|解决|整治|破解|攻克|凝聚|把握|交出|坚定|全方位|"
    "增[加设聘]|缩短|延长|扩[展充大建]|精进|赓续|推展|[布营]建|营造|建构|整合|辅导|督导|办理|补助|检视|招募"
)
_NAMED = re.compile(
    "(?:发展|保障|建设|实施|推进|推动|创新|培养|改革|服务|提升|促进|落实|完成|实现)的?"
    "(?:目标|措施|思路|任务|计划|要求|步骤|重点|举措|打算|成[效果绩就]|情[况形]|做法|经验|绩效|安排|规划|建议|基础)(?=$|[和与及、(（])"
)
"""保障措施, 发展目标 open like an act and are names all the same."""
_PROBLEM = re.compile(
    "(?:存在|面临|突出|主要|正视|发现|认识)的?(?:主要|突出)?[^，,。]{0,6}(?:问题|困难|不足|短板|差距|挑战|形势)|"
    "(?:问题|困难)(?:和|与|及|、)(?:不足|困难|挑战|短板|问题)|(?:薄弱环节|短板弱项|不足之处|(?:关注|重视|改进|注意|反映)的?[^，,。]{0,4}(?:问题|风险))$|^(?:[^，,。]{0,2}(?:问题|不足|困难|差距))(?=$|[和与及、])|"
    "^(?:检讨|困境|挑战|面临课题|风险提示|[^，,。]{0,4}形势(?:分析|与挑战|任务)?|机遇与挑战|挑战与机遇)(?=$|[和与及、暨])|"
    "没[干做抓]好|^(?:问题|困难|差距|不足|短板)[^，,。]{0,2}(?:不容|仍|依然|突出|不[少小])|^认清[^，,。]{0,4}(?:形势|挑战|差距)|[说讲谈][^，,。]{0,2}(?:差距|问题|不足)"
)
_TAKEN_UP = re.compile("关于[“‘][^”’]+[”’](?:的|等)*问题")
"""关于“收费不规范”问题: what was found, taken up one by one; what came of it is told below."""
_FACED = re.compile("正视|直面|认清|清醒|查摆|找准")
_REMEDY = re.compile(
    "(?P<joined>[和与及、暨]?)[^和与及、暨]{0,8}(?:建议|对策|打算|措施|改进|整改|下一?步|计划|策略|因应|举措|作为)"
)
_DONE_FIRM = re.compile(
    "回顾|[总小]结|(?:情[况形]|实绩)(?:的?(?:说明|介绍|分析|概述|汇报|报告))?$|(?:完成|执行|工作|进展|开展|收支|办理)情[况形]|决算|"
    "[一三五]年来|过去|近年来|年以来|基本情况|(?:运[行营]|工作|业务|收支|财务|经济|执行|完成)(?:情况)?概[况述]|(?:发展|工作|现实|规划)基础$|(?:得分|考核|成绩)排名$"
)
_DONE_LOOSE = re.compile("成[绩就果效]|绩效|取得|做法|亮点|经验|进展|上半年|前三季度")
_PLAN_FIRM = re.compile(
    "计[划画](?<!(?:试验|先导|试行|资助|奖赏|合作|支援|共享)计[划画])|怎么[干办抓]|打算|下一?步|今后|部署|展望|建议|明年|来年|下半年|新的一年|预算[（(]?草案|策进|未来|(?:工作|任务|预算|年度|总体|具体|主要)的?安排"
)
_PLAN_LOOSE = re.compile(
    "要求|目标|安排|(?:重点|主要|工作|目标|几项|各项)任务|举措|思路|重点工作|[^，,。]重点$|任务清单|整改清单|措施$|组织实施|规划|对策|方向|路向|精进作为|必须|务必"
)
_THEN = re.compile(
    "回顾|[一三五]年来|过去|近年来|情[况形]$|肯定[^，,。]{0,4}成[绩就效果]|的[^，,。]{0,4}(?:做法|经验|体会)$"
)
_TO_COME = re.compile(
    "下一?步|今后|展望|明年|来年|下半年|新的一年|的[^，,。]{0,4}(?:建议|措施|打算|对策|安排|思路|举措|计划)$"
)
"""Words of time, which hold in an act too; so does what is said to be its measures or results."""
_JOINED = re.compile("[和与及、暨，, ]")
_PRESENTS = re.compile(
    "(?:简介|概况|概述|职责|机构设置|名词解释|附件|附表|附录|沿革|背景|现[状况](?:说明|分析|[和与及]基础)?|基础[和与及]现[状况]|[话言语])$|^(?:附件|附表|附录)"
)
"""Who and what something is, before or after what it did."""
_PLAN_TITLE = re.compile("计划|方案|要点|意见|规划|通知|部署|打算|办法|措施|清单|责任[书状]|协议|合同|承诺书")
_DONE_TITLE = re.compile(
    "总结|综述|纪实|回顾|情况的?(?:报告|通报|汇报)|决算|述职|工作汇报|公报|简报|年报|(?:年度|分析|财务|运[营行]|执行|自查|检查|评估)报告"
)
_POLICY_ADDRESS = re.compile("(?:行政长官)?(?:\\d{4}|[二一][〇○零一二三四五六七八九]{3})年(?:行政长官)?施政报告")
"""What the government of Hong Kong says it will do; the 施政报告 of an office of Taiwan reviews and plans."""
_BOTH_BY_PARTS = re.compile("报告|讲话|致辞|发言")
_MODAL = re.compile("(?<![重主需只必首概摘提纪简])要(?![求素点领害闻件职略务旨])|必须|务必")
_LACKS = re.compile(
    "不(?:[够足强高均力严实优平到完全]|规范)|偏[低高慢弱少紧]|薄弱|滞后|短缺|缺[乏口少]|欠缺|有待|亟待|仍然|依然|差距|困难|问题|矛盾|短板|压力"
)
_AIMS = (
    "(?:总体|主要|工作|基本|预期|发展|具体|年度|重点|目标|关键|绩效|考核){0,4}(?:目标|思路|原则|指标)|"
    "(?:总体|工作总体|总体工作)要求|指导思想|基本要求"
)
_FRAMING = re.compile(
    rf"(?:\d{{4}}年)?(?:政府)?(?:工作)?(?:的)?(?:{_AIMS}|前言|引言|导言|序言|结语|结束语|结论|鸣谢|致谢|最后再?[说讲谈][^，,。；;]{{0,3}}[句点]话?|背景|概述|(?:预算)?编制(?:依据|原则|说明|范围)|适用范围|(?:主要)?职[责能]|机构设置|名词解释)"
    rf"(?:(?:和|与|及|、)(?:{_AIMS}))?"
)


_LONGEST_NAME = 40
_AMOUNT = re.compile(r"\d(?![\d.年月日届次期号/／—–～~至季周)）+-])(?!月)")
"""A heading with an amount in it tells something and names nothing: IDS计划服务1.2万人次."""


class Said(NamedTuple):
    """What a heading says of itself; `firm`: whatever stands above it."""

    mode: Mode
    firm: bool


def mode_of_heading(heading: str) -> Said | None:
    """None: nothing of its time. Problems are neither done nor plans; with their remedies they are mixed."""
    heading = heading.strip("。：: ")
    if len(heading) > _LONGEST_NAME or _AMOUNT.search(heading) or _TAKEN_UP.fullmatch(heading):
        return None
    act = tells_an_act(heading)
    if (found := _PROBLEM.search(heading)) and (not act or _FACED.search(heading)):
        remedy = _REMEDY.match(heading, found.end())
        return Said("background" if remedy is None else "mixed" if remedy["joined"] else "plan", True)
    if act:
        return _between(_THEN, _TO_COME, heading, True)
    if _PRESENTS.search(heading) and not _PLAN_FIRM.search(heading) and not _DONE_FIRM.search(heading):
        return Said("background", False)
    return _between(_DONE_FIRM, _PLAN_FIRM, heading, True) or _between(_DONE_LOOSE, _PLAN_LOOSE, heading, False)


def mode_of_title(title: str) -> Mode | None:
    """The same of a whole document: a plan, or a review. A speech or a work report is both, by its parts."""
    title = "".join(title.split())
    if _POLICY_ADDRESS.match(title):
        return "plan"
    done = _DONE_TITLE.search(title)
    if done is None:
        return "plan" if _PLAN_TITLE.search(title) and not _BOTH_BY_PARTS.search(title) else None
    said = mode_of_heading(title)
    return None if said is not None and said.mode == "mixed" else "done"


def _between(done: re.Pattern[str], plan: re.Pattern[str], heading: str, firm: bool) -> Said | None:
    """The last word decides, 工作计划完成情况; what is done joined by what is to be done, 回顾与展望, is mixed."""
    was, will = list(done.finditer(heading)), list(plan.finditer(heading))
    if not was or not will:
        return Said("done" if was else "plan", firm) if was or will else None
    if will[-1].start() >= was[0].end() and was[-1].end() < will[-1].end():
        return Said("mixed" if _JOINED.search(heading, was[0].end(), will[-1].end()) else "plan", firm)
    return Said("done", firm)


def tells_an_act(heading: str) -> bool:
    """Whether it opens with what somebody does; 正视问题 faces and 保障措施 names."""
    return bool((ACTS.match(heading) or _FURTHER_ACTS.match(heading)) and not _NAMED.match(heading))


def is_framing(heading: str) -> bool:
    """总体要求, 指导思想, 主要目标, 前言: what stands before the things themselves."""
    return _FRAMING.fullmatch(heading.strip("。：: ")) is not None


def is_aim(heading: str) -> bool:
    """主要目标: what stands below it are the aims themselves."""
    return is_framing(heading) and "要求" not in heading


def is_modal(heading: str) -> bool:
    """总额要算准: what must be is to be done."""
    return _MODAL.search(heading) is not None


def is_lack(heading: str) -> bool:
    """人才储备不足: what something is short of."""
    return _LACKS.search(heading) is not None
