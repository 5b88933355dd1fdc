"""The organisation workbook of the region, all of its sheets but the accounts: those are the site's to make."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from linghang.demo import party_organizations
from linghang.demo.files import WRITTEN
from linghang.demo.institutions import institutions
from linghang.demo.offices import CHANGES, units, units_of
from linghang.demo.people import roster
from linghang.organization.workbook import Line, write_workbook

KIND_TITLES = {"region": "区域", "group": "医疗集团", "hospital": "医院", "township": "乡镇卫生院"}
NAMES = (
    ("college", "澜川市南岭区人民医院", "曾用名", None, dt.date(2008, 12, 31)),
    ("college", "澜川市第一人民医院", "加挂牌子", dt.date(2009, 1, 1), None),
    ("college", "澜川医药高等专科学校临床学院", "加挂牌子", dt.date(2015, 9, 1), None),
    ("group_people", "槐安县医疗集团总医院", "加挂牌子", dt.date(2019, 6, 1), None),
)
"""The college hospital carries three names at once."""
VILLAGES = ("柳树村", "石桥村", "下湾村")
_GROUPS_IN = ("0304", "0401", "0403")
"""Departments of the prefecture hospital that are divided into treatment groups."""


def write_organization(path: Path) -> Path:
    """Write the workbook that the organisation import reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = {
        "机构": _institutions(),
        "别名": _names(),
        "科室": _departments(),
        "科室变更": _changes(),
        "诊疗组": _groups(),
        "党组织": _forms(),
        "支部科室": _links(),
        "人员": _people(),
        "职务": _posts(),
        "任免": _appointments(),
        "分工": _portfolios(),
    }
    write_workbook(path, lines, created=WRITTEN)
    return path


def _institutions() -> Iterator[Line]:
    position = 0
    for position, item in enumerate(institutions().values(), 1):
        yield {
            "机构代码": item.code,
            "名称": item.name,
            "简称": item.short_name,
            "类别": KIND_TITLES[item.kind],
            "等级": item.level,
            "专业类别": item.category,
            "上级机构代码": item.parent,
            "次序": position,
        }
    above = institutions()["group_t01"]
    for number, village in enumerate(VILLAGES, 1):
        yield {
            "机构代码": f"{above.code}_v{number}",
            "名称": f"{above.short_name.removesuffix('卫生院')}{village}卫生室",
            "简称": f"{village}卫生室",
            "类别": "村卫生室",
            "上级机构代码": above.code,
            "次序": position + number,
        }


def _names() -> Iterator[Line]:
    for code, name, note, first, last in NAMES:
        yield {"机构代码": code, "名称": name, "说明": note, "有效期起": first, "有效期止": last}


def _departments() -> Iterator[Line]:
    for unit in units():
        yield {
            "机构代码": unit.institution,
            "科室代码": unit.code,
            "科室名称": unit.name,
            "有效期起": unit.first,
            "有效期止": unit.last,
        }


def _changes() -> Iterator[Line]:
    for each in CHANGES:
        yield {
            "机构代码": each.institution,
            "原科室代码": each.before,
            "新科室代码": each.after,
            "变更日期": each.on,
            "依据文号": each.document,
        }


def _groups() -> Iterator[Line]:
    names = {unit.code: unit.name for unit in units_of("prefecture")}
    for code in _GROUPS_IN:
        for number, title in enumerate(("一组", "二组"), 1):
            leader = roster().holder(f"prefecture-head-{code}") if number == 1 else None
            yield {
                "机构代码": "prefecture",
                "科室代码": code,
                "组代码": f"{code}-{number}",
                "名称": f"{names[code]}{title}",
                "组长工号": leader,
            }


def _forms() -> Iterator[Line]:
    for form in party_organizations.forms():
        yield {
            "党组织代码": form.code,
            "机构代码": form.institution,
            "名称": form.name,
            "类别": form.kind,
            "上级党组织代码": form.parent,
            "批复文号": form.document,
            "有效期起": form.first,
            "有效期止": form.last,
        }


def _links() -> Iterator[Line]:
    for link in party_organizations.links():
        yield {
            "党组织代码": link.party,
            "机构代码": link.unit.institution,
            "科室代码": link.unit.code,
            "有效期起": link.unit.first,
            "有效期止": link.unit.last,
        }


def _people() -> Iterator[Line]:
    moved = {(each.institution, each.before): each.after for each in reversed(CHANGES)}
    for each in roster().people:
        yield {
            "工号": each.code,
            "姓名": each.name,
            "机构代码": each.institution,
            "科室代码": moved.get((each.institution, each.department), each.department),
            "职称": each.title,
        }


def _posts() -> Iterator[Line]:
    for each in roster().posts:
        yield {
            "职务代码": each.code,
            "职务名称": each.title,
            "类别": each.kind,
            "机构代码": each.institution,
            "科室代码": each.department,
            "党组织代码": each.party,
            "双任双免职务代码": each.coupled,
            "次序": each.position,
        }


def _appointments() -> Iterator[Line]:
    for each in roster().tenures:
        yield {
            "工号": each.person,
            "职务代码": each.post,
            "任职文号": each.document,
            "主持工作": "是" if each.acting else "否",
            "有效期起": each.first,
            "有效期止": each.last,
        }


def _portfolios() -> Iterator[Line]:
    for each in roster().charges:
        yield {
            "工号": each.person,
            "机构代码": each.institution,
            "科室代码": each.department,
            "分管工作": each.area,
            "有效期起": each.first,
            "有效期止": each.last,
        }
