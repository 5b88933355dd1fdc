"""Tables of a catalogue as people write them: heads under many names. Pure."""

from collections.abc import Mapping, Sequence

from linghang.casemix.table_lines import Line, lines_of
from linghang.casemix.tables import Form, Grid, read_table
from linghang.core.errors import Fault

HEADS: Mapping[str, tuple[str, ...]] = {
    "编码": ("编码", "代码", "病种编码", "病种代码", "目录编码", "组编码", "dip编码", "dip病种编码"),
    "类别": ("类别", "病种类别", "目录类别", "病种类型", "类型"),
    "名称": ("名称", "病种名称", "目录名称", "组名称", "dip名称", "主要诊断名称", "诊断名称"),
    "规则": ("规则", "入组规则"),
    "主要诊断": (
        "主要诊断",
        "主要诊断编码",
        "主要诊断代码",
        "诊断编码",
        "诊断代码",
        "疾病编码",
        "疾病诊断编码",
        "icd10编码",
    ),
    "主要操作": (
        "主要操作",
        "主要操作编码",
        "主要手术操作",
        "主要手术操作编码",
        "主要手术操作代码",
        "主要手术及操作编码",
        "手术操作编码",
        "手术操作代码",
        "操作编码",
        "操作代码",
    ),
    "相关操作": ("相关操作", "相关操作编码", "相关手术", "相关手术编码", "相关手术操作", "相关手术操作编码"),
    "操作性质": ("操作性质", "治疗方式", "操作类别"),
    "基层病种": ("基层病种", "是否基层病种"),
    "分值": ("分值", "病种分值", "基准分值", "标准分值", "点数", "病种点数", "基准点数", "病种点值", "rw", "权重"),
    "均费": ("均费", "平均费用", "次均费用", "例均费用"),
    "平均住院日": ("平均住院日", "平均住院天数"),
    "变异系数": ("变异系数", "cv"),
    "例数": ("例数", "病例数"),
    "种类": ("种类", "辅助目录", "辅助目录种类", "分型种类"),
    "分型": ("分型", "辅助分型", "分型名称", "辅助目录名称"),
    "系数": ("系数", "辅助系数", "等级系数", "机构系数", "调整系数", "调节系数", "校正系数"),
    "等级": ("等级", "机构等级", "医院等级", "级别", "机构级别", "医院级别"),
    "机构": ("机构", "机构编码", "机构代码", "医疗机构编码", "医疗机构代码", "医疗机构", "机构名称"),
    "病例": ("病例", "病例号", "case"),
    "核定分值": ("核定分值", "单议分值", "points"),
    "核定金额": ("核定金额", "单议金额", "amount"),
    "理由": ("理由", "单议理由", "reason"),
}

_CODES = frozenset({"主要诊断", "主要操作", "相关操作"})


def read_lines(
    grid: Grid, file: str, needed: Sequence[str], known: Sequence[str], subject: str = "编码"
) -> tuple[list[Line], list[Fault]]:
    """The lines of a table with the columns `known`, and what was passed over. InputError: without a head."""
    table = read_table(grid, file, Form(tuple(known), tuple(needed), HEADS, codes=_CODES))
    lines = lines_of(table, subject)
    commas = sum("," in line.text("分值") for line in lines)
    more = [Fault(file, reason=f"有 {commas} 行的分值带千分位，已按数读入")] if commas else []
    return lines, [*table.notices, *more]
