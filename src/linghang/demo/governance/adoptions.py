"""The programmes that the institutions carry out, as the workbook that the import reads."""

import datetime as dt
from collections.abc import Iterator

import numpy as np

from linghang.core.workbook import Line
from linghang.demo.governance.plans import PACKS, begins, offices, programmes
from linghang.demo.people import leaders
from linghang.demo.seeds import generator
from linghang.packs.library import Library
from linghang.packs.programme import Programme
from linghang.programmes.workbook import ADOPTIONS, COMPARATORS, COMPONENTS, OWNERS, TARGETS

_LOCAL = {
    ("college", "plan_1_7_n", "seven"): (
        "组织建设",
        "人才队伍",
        "学科建设",
        "医疗质量",
        "文化建设",
        "智慧医院",
        "清廉医院",
    ),
    ("county", "talents_521", "first"): ("院级学科骨干", "青年技术能手"),
    ("group", "ten_cultures", "cultures"): ("廉洁文化", "质量文化", "服务文化"),
}
"""What institutions named themselves where the document leaves a layer open."""


def adoption_lines(library: Library, seed: int) -> dict[str, list[Line]]:
    """The lines of every sheet."""
    lines: dict[str, list[Line]] = {sheet: [] for sheet in (ADOPTIONS, COMPONENTS, OWNERS, TARGETS)}
    for institution in PACKS:
        rng = generator(seed, "programmes", institution)
        for number, programme in enumerate(programmes(library, institution), 1):
            place = {"机构代码": institution, "工程代码": programme.code}
            first = begins(programme)
            people = leaders(institution, first)
            lines[ADOPTIONS].append(
                {
                    **place,
                    "印发文号": f"〔{first.year}〕{number}号",
                    "责任领导工号": people.get("secretary") or next(iter(people.values())),
                    "有效期起": first,
                    "有效期止": programme.valid_to,
                }
            )
            lines[OWNERS] += _owners(rng, place, institution, programme, first)
            lines[TARGETS] += _targets(place, programme, first)
    for (institution, programme_code, layer), titles in _LOCAL.items():
        place = {"机构代码": institution, "工程代码": programme_code, "层代码": layer}
        lines[COMPONENTS] += [{**place, "名称": title} for title in titles]
    return lines


def _owners(
    rng: np.random.Generator, place: Line, institution: str, programme: Programme, first: dt.date
) -> Iterator[Line]:
    """Every component has an office; the leader in charge of the office answers for it."""
    there = [each for each in offices(institution, first).values() if each.last is None]
    people = leaders(institution, first)
    for component in programme.components:
        unit = there[int(rng.integers(len(there)))]
        yield {
            **place,
            "组成代码": component.code,
            "责任科室代码": unit.code,
            "责任领导工号": people.get(unit.leader) or next(iter(people.values())),
            "有效期起": first,
        }


def _targets(place: Line, programme: Programme, first: dt.date) -> Iterator[Line]:
    """The institution takes over the targets of the document, each with a day."""
    for objective in programme.objectives:
        if objective.target is not None:
            yield {
                **place,
                "目标代码": objective.code,
                "方向": COMPARATORS[objective.comparator],
                "目标值": f"{objective.target:f}",
                "达成时限": max(objective.by or dt.date(2023, 12, 31), first),
                "依据": "年度工作要点",
                "有效期起": first,
            }
