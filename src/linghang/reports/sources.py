"""What else than ledgers a report may list, and which fields the rows have. Pure.

The subjects that know the rows stand above this one; they provide them by these words (`rows.provide`).
"""

from collections.abc import Mapping
from types import MappingProxyType

from linghang.core.errors import refuse
from linghang.packs.library import Library
from linghang.packs.model import Register, RegisterField

OPEN_SENSITIVITIES = ("public", "internal")
"""Rows of patients, members and discipline are never told one by one in a report."""
PERIOD_FIELDS = (
    RegisterField(code="period_first", title="报告期第一天", type="date", required=True),
    RegisterField(code="period_last", title="报告期最后一天", type="date", required=True),
)


def _source(code: str, title: str, *fields: tuple[str, str, str]) -> Register:
    """A source has the form of a register, so that fields, conditions and order mean the same everywhere."""
    return Register(
        code=code,
        title=title,
        source="领航",
        kind="kept",
        grain="一项一行",
        key=(fields[0][0],),
        date="period_last",
        fields=(
            *(RegisterField.model_validate({"code": name, "title": said, "type": kind}) for name, said, kind in fields),
            *PERIOD_FIELDS,
        ),
    )


TASKS = _source(
    "supervised_tasks",
    "督办任务",
    ("number", "编号", "text"),
    ("title", "事项", "text"),
    ("department", "牵头科室", "text"),
    ("institution", "机构", "text"),
    ("source", "来源", "text"),
    ("key", "重点或紧急", "boolean"),
    ("opened_on", "立项日期", "date"),
    ("due", "时限", "date"),
    ("closed_on", "销号日期", "date"),
    ("percent", "进度", "integer"),
    ("stage", "状态", "text"),
    ("open", "期末在办", "boolean"),
    ("next", "下一期立项", "boolean"),
    ("closed", "期内销号", "boolean"),
    ("overdue", "期末逾期", "boolean"),
    ("suspended", "期末中止", "boolean"),
    ("returned", "期内退回次数", "integer"),
    ("days_late", "逾期天数", "integer"),
)
SUPERVISION = _source(
    "supervision",
    "督办统计",
    ("name", "科室", "text"),
    ("whole", "合计行", "boolean"),
    ("assigned", "应办", "integer"),
    ("open", "在办", "integer"),
    ("closed", "销号", "integer"),
    ("closed_on_time", "按原定时限办结", "integer"),
    ("overdue", "逾期", "integer"),
    ("suspended", "中止", "integer"),
    ("returned", "退回", "integer"),
    ("extended", "延期", "integer"),
    ("urged", "催办", "integer"),
    ("completion", "办结率", "text"),
    ("on_time", "按时办结率", "text"),
)
OUT_OF_BAND = _source(
    "out_of_band",
    "超出目标和红线的指标",
    ("indicator", "指标", "text"),
    ("value", "本期", "text"),
    ("limit", "目标或红线", "text"),
    ("kind", "依据", "text"),
    ("side", "偏离", "text"),
    ("share", "偏离程度", "decimal"),
)
PROGRAMMES = _source(
    "programme_components",
    "工程任务分解",
    ("programme", "工程", "text"),
    ("component", "内容", "text"),
    ("layer", "层次", "text"),
    ("department", "牵头科室", "text"),
    ("tasks", "任务数", "integer"),
    ("closed", "已销号任务", "integer"),
    ("percent", "进度", "integer"),
)
SOURCES: Mapping[str, Register] = MappingProxyType(
    {each.code: each for each in (TASKS, SUPERVISION, OUT_OF_BAND, PROGRAMMES)}
)
ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        TASKS.code: "view_tasks",
        SUPERVISION.code: "view_tasks",
        PROGRAMMES.code: "view_tasks",
        OUT_OF_BAND.code: "view_figures",
    }
)
"""What a person must be allowed to do to have the rows in a report; of ledgers it is `view_rows`."""


def source_of(code: str, library: Library) -> Register:
    """The source or ledger of that code. InputError when there is none, or when its rows may not be told."""
    if code in SOURCES:
        return SOURCES[code]
    if not library.has("registers", code):
        known = "、".join(f"{each.code}（{each.title}）" for each in SOURCES.values())
        raise refuse("没有这个台账", f"写台账代码，或者：{known}", value=code)
    register = library.register(code)
    if register.kind != "kept":
        raise refuse("成批上传的数据不能逐行写进报告", "请改用指标", value=code)
    if register.sensitivity not in OPEN_SENSITIVITIES:
        raise refuse("患者、党员、纪检台账不能逐行写进报告", "请改用指标，只写数量", value=code)
    return register.model_copy(update={"fields": (*told_fields(register), *PERIOD_FIELDS)})


def told_fields(register: Register) -> tuple[RegisterField, ...]:
    """The fields a report may tell: not those that name a person, nor lists."""
    return tuple(field for field in register.fields if not field.identifier and not field.list)
