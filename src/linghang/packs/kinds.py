"""The kinds of thing a pack may hold: the top-level keys of its files."""

from linghang.packs.duty import Duty
from linghang.packs.framework import Framework
from linghang.packs.model import Codeset, Indicator, PackObject, Register, Report
from linghang.packs.procedure import Procedure
from linghang.packs.programme import Programme
from linghang.packs.routing import Routing

KINDS: dict[str, type[PackObject]] = {
    "registers": Register,
    "codesets": Codeset,
    "indicators": Indicator,
    "programmes": Programme,
    "routings": Routing,
    "frameworks": Framework,
    "duties": Duty,
    "procedures": Procedure,
    "reports": Report,
}
KIND_TITLES = {
    "registers": "登记表",
    "codesets": "代码集",
    "indicators": "指标",
    "programmes": "工程",
    "routings": "议事清单",
    "frameworks": "考核办法",
    "duties": "职责",
    "procedures": "流程",
    "reports": "报告",
}
