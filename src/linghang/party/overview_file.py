"""The committee's overview as a workbook: branches × duties, standing, what is due, integration. Numbers, no names."""

import io
from collections.abc import Sequence

import xlsxwriter

from linghang.core.figures import write_figure
from linghang.party.integration import FORMULA
from linghang.party.overview import Overview
from linghang.reports.tables import Cell, Column, add_sheet

_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False}
_LIGHTS = {"bad": "红", "warn": "黄", "good": "绿", "": ""}


def write(found: Overview) -> bytes:
    """The sheets 支部、应办、考评、融合, ready to be printed."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {**_TEXTS, "in_memory": True}) as file:
        footer = f"{found.institution} {found.year}年"
        for title, columns, rows in (_branches(found), _due(found), _standing(found), _integration(found)):
            add_sheet(file, title, columns, rows, frozen=1, footer=footer)
    return stream.getvalue()


Sheet = tuple[str, Sequence[Column], Sequence[Sequence[Cell]]]


def _branches(found: Overview) -> Sheet:
    people = [(title, 10, 15) for title in ("正式党员", "预备党员", "应完成", "已完成", "完成率")]
    columns = [("党支部", 30, 40), *people, *((title, 14, 20) for title in found.titles)]
    rows: list[tuple[Cell, ...]] = [
        (
            line.name,
            line.counts.full,
            line.counts.probationary,
            line.whole.asked,
            line.whole.fulfilled,
            "" if line.whole.share is None else write_figure(line.whole.share, "%", 1),
            *(f"{cell.fulfilled}/{cell.asked}{_LIGHTS[cell.light]}" for _, cell in line.cells),
        )
        for line in found.lines
    ]
    return "支部", columns, rows


def _due(found: Overview) -> Sheet:
    names = {line.branch.code: line.name for line in found.lines}
    columns = (("党组织", 30, 40), ("事项", 20, 30), ("时限", 12, 18), ("状态", 8, 12), ("说明", 50, 80))
    rows = [
        (names.get(each.row, each.place), each.duty.title, each.due, _LIGHTS[each.light], each.reason)
        for each in found.due
    ]
    return "应办", columns, rows


def _standing(found: Overview) -> Sheet:
    frameworks = next(([score.framework.title for score in line.scores] for line in found.standing if line.scores), [])
    scored = [column for title in frameworks for column in ((title, 16, 24), ("等级", 10, 15))]
    columns = [("党支部", 30, 40), ("年度", 8, 12), ("环节", 12, 18), *scored, ("等次和晋位", 30, 45), ("跟进", 36, 50)]
    rows: list[tuple[Cell, ...]] = [
        (
            line.name,
            line.file.year,
            line.stage_word,
            *(text for score in line.scores for text in (score.said, score.grade)),
            line.movement.said if line.movement else "",
            line.follow_up[1],
        )
        for line in found.standing
    ]
    return "考评", columns, rows


def _integration(found: Overview) -> Sheet:
    columns = (("项", 30, 45), ("结果", 22, 30), ("怎么算", 60, 90), ("还缺", 60, 60))
    index = found.integration.index
    rows: list[tuple[Cell, ...]] = [("融合指数", index.said, FORMULA, "")]
    rows += [(share.title, share.said, share.meaning, "、".join(share.lacking)) for share in index.shares]
    return "融合", columns, rows
