"""What is counted and measured in official prose: classifiers, measures, and what they come to. Pure."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

SCALES = {"万": Decimal(10_000), "亿": Decimal(10**8), "千": Decimal(1000), "百": Decimal(100), "万亿": Decimal(10**12)}
_RATES = "%|％|‰|/10万|/百万|个百分点|个千分点|百分点|千分点"
_MEASURES = (
    "平方公里|平方千米|平方公尺|平方米|立方米|立方公尺|公里|千米|公尺|公斤|千克|公吨|毫升|毫米|厘米|微克|毫克|毫西弗|亩|公顷|坪|市斤|斤|吨|升|米|㎡|m²|km|kg|mg|GB|TB|"
    "DDDs|DDD|治疗量|标准份|人民币|美元|欧元|港元|港币|日元|元|个工作日|工作日|个工作天|工作天|个小时|小时|个月|个星期|星期|分钟|秒钟|秒|个学时|学时|课时|学分|千瓦时|千瓦|"
    "人次|台次|例次|床日|人天|架次|车次|班次|件次|户次|场次|批次|课次|项次|点次|条次|剂次|份次|家次|人日|人年|人份|座次|餐次|诊次|轮次|趟次|岁|度|倍|成|分|级"
)
_COUNTED = (
    "单位|机构|企业|街道|季度|例数|类别|品种|"
    "人|名|位|个|家|所|间|例|台|张|项|件|次|期|场|篇|部|门|种|类|辆|套|栋|幢|支|本|册|份|条|批|届|户|对|组|队|班|股|起|宗|单|票|枚|处|座|"
    "层|只|头|棵|株|款|艘|架|口|床|站|村|县|市|省|区|乡|镇|校|院|科|天|日|周|年|季|轮|回|顿|块|片|袋|盒|瓶|剂|针|面|"
    "强|号|笔|盘|幅|封|帧|桌|餐|尊|艇|首|集|节|堂|课|管|店|厂|点|字|页|行|环|路|线|排|列|双|把|颗|粒|滴|圈|卷|箱|桶|车|船|趟|步|格|档|声|道|根|通"
)
_PER = "万人次|千人次|百人次|万人|千人|百人|百床|床日|人次|平方米|立方米|升|人|床|户|次|例|天|日|月|年|亩"


def _grouped(words: Sequence[str]) -> str:
    """One of the words as a pattern, in their order: what begins alike is looked through only where it begins so."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[:1], []).append(word[1:])
    alone = "".join(first for first, rest in rests.items() if rest == [""])
    groups = [f"[{alone}]"] if len(alone) > 1 else [alone] if alone else []
    groups += [re.escape(first) + _grouped(rest) for first, rest in rests.items() if first and first not in alone]
    return f"(?:{'|'.join(groups)}{'|' if '' in words else ''})"


UNIT = rf"(?:{_RATES}|{_grouped(f'{_MEASURES}|{_COUNTED}'.split('|'))}(?:/(?:{_PER}))?)"
"""A unit as written, alternatives ordered so that the longest wins; for use inside other patterns."""
RANK = frozenset({"名", "位"})
RATES = frozenset({"%", "‰"})
TIME = frozenset({"分钟", "小时", "天", "日", "周", "星期", "个月", "年", "工作日", "工作天", "秒", "秒钟"})
VAGUE = frozenset("个大项类种条件批支级点门期届年轮化片环路线面")
"""Classifiers that more often announce than count when the number is written in characters (三个重点)."""
SILENT = frozenset("级成分度通环路线化面院科县市省区村乡镇月日号岁步层行列点回课声道")
"""What a number in characters does not count: 二级, 三院, 五月."""
_PLAIN = {"％": "%", "㎡": "平方米", "m²": "平方米", "km": "公里", "kg": "公斤"} | {
    f"个{measure}": measure for measure in ("小时", "工作日", "工作天", "学时", "百分点", "千分点")
}


def normal(unit: str) -> str:
    """The unit as a ledger writes it: full-width signs made plain, 个 before a measure dropped."""
    return _PLAIN.get(unit, unit)


@cache
def factor(scale: str) -> Decimal:
    """千万 → 10,000,000; the empty scale → 1."""
    result = Decimal(1)
    for sign in re.findall("万亿|[万亿千百]", scale):
        result *= SCALES[sign]
    return result
