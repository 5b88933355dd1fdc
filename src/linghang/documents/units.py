"""What is counted and measured in official prose: classifiers, measures, and what they come to. Pure."""

import re
from decimal import Decimal

SCALED = {
    "万": Decimal(10_000),
    "亿": Decimal(100_000_000),
    "千": Decimal(1000),
    "百": Decimal(100),
    "万亿": Decimal(10**12),
}
_MEASURES = (
    "个百分点|百分点|个千分点|平方公里|平方千米|平方米|立方米|公里|千米|公斤|千克|毫升|毫米|厘米|亩|公顷|吨|升|米|"
    "美元|欧元|港元|日元|元|工作日|个工作日|个小时|小时|个月|分钟|秒钟|秒|个学时|学时|课时|学分|"
    "人次|台次|例次|床日|人天|架次|车次|班次|件次|户次|次/月|次/年|人日|人年|岁|度|千瓦时|"
    "倍|成|分|级"
)
_COUNTED = (
    "人|名|位|个|家|所|例|台|张|项|件|次|期|场|篇|部|门|种|类|辆|套|间|栋|支|本|册|份|条|批|届|户|对|组|队|班|股|起|宗|单|票|枚|处|座|"
    "层|只|头|棵|株|款|艘|架|口|床|站|村|县|市|省|区|街道|乡|镇|校|院|科|天|日|周|年|季度|季|轮|回|顿|块|片|袋|盒|瓶|支|剂|针|"
    "万人|强|号|笔|宗|盘|幅|首|集|节|堂|课|人份|份|管|剂次|单位|家次|店|厂|企业|点|条次|例数|元|字|页|行|环|路|线|排|列|双|把|颗|粒|滴|圈|卷|箱|桶|车|船|趟|步|格|档|类别|机构"
)
UNIT = re.compile(rf"%|％|‰|㎡|m²|km|kg|GB|TB|{_MEASURES}|(?:{_COUNTED})".replace("||", "|"))
RANK = frozenset({"名", "位"})
ABSTRACT = frozenset(
    {
        "个",
        "项",
        "大",
        "类",
        "种",
        "条",
        "件",
        "方面",
        "批",
        "支",
        "级",
        "点",
        "门",
        "期",
        "届",
        "年",
        "轮",
        "化",
        "片",
        "环",
        "路",
        "线",
    }
)
"""Classifiers that more often announce than count when the number is written in characters (三个重点)."""
TIME = frozenset({"分钟", "小时", "个小时", "天", "日", "周", "个月", "年", "工作日", "个工作日", "秒", "秒钟"})


def normal(unit: str) -> str:
    """The unit as a ledger writes it: full-width signs made plain, 个 before a measure dropped."""
    unit = {"％": "%", "㎡": "平方米", "m²": "平方米"}.get(unit, unit)
    return unit.removeprefix("个") if unit in ("个小时", "个工作日", "个学时") else unit
