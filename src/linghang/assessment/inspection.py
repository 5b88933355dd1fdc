"""The inspectors' file (迎评一键成册): what moved, best and worst, each dimension with its figures, where every figure
comes from, what proves it, what is missing. An official paper with two spreadsheets beside it."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from linghang.assessment import sheet_files, system_files
from linghang.assessment.browsing import Row
from linghang.assessment.models import EvidenceRating
from linghang.assessment.place import CONFIDENCES, Place
from linghang.assessment.sheet_page import Answer, SheetRow
from linghang.assessment.walking import names
from linghang.core.figures import MISSING
from linghang.indicators.values import Value
from linghang.reports.styles import style_of
from linghang.tasks import paper

MOST = 5
"""How many stand in each list of the best, the worst, the risen and the fallen."""


@dataclass(frozen=True)
class Material:
    """Everything the file is made of. `answer` and `sheet` are empty for a system without points; `ratings` by item
    code, None for a person who may not see evidence; `site`: what addresses begin with."""

    place: Place
    rows: Sequence[Row]
    answer: Answer | None
    sheet: Sequence[SheetRow]
    ratings: dict[str, EvidenceRating] | None
    site: str
    signed_on: dt.date


def to_zip(material: Material) -> bytes:
    """迎评材料.docx, 指标体系.xlsx and, where points are given, 评分表.xlsx."""
    place = material.place
    files = {
        "迎评材料.docx": to_docx(material),
        "指标体系.xlsx": system_files.to_xlsx(place, material.rows, material.site),
    }
    if material.answer:
        unit = str(place.choice.institution)
        files["评分表.xlsx"] = sheet_files.to_xlsx(place, material.answer, material.sheet, unit)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def to_docx(material: Material) -> bytes:
    place, buffer = material.place, io.BytesIO()
    parts = [part for part in _parts(material) if part[1] or part[2]]
    sections = tuple(paper.Section(title, tuple(words), table) for title, words, table in parts)
    framework, home = place.framework, place.choice.institution
    paper.write(
        paper.Paper(
            title=f"{framework.title}迎评材料",
            number=f"（{home.name}，{place.choice.period.label}）",
            salutation="",
            sections=sections,
            signed_by=home.name,
            signed_on=material.signed_on,
        ),
        buffer,
        style_of(home, material.signed_on),
    )
    return buffer.getvalue()


Part = tuple[str, list[str], paper.Table | None]


def _parts(material: Material) -> list[Part]:
    leaves = [row for row in material.rows if row.node.leaf]
    return [
        ("总体情况", _overall(material, leaves), None),
        ("与上年相比", *_moved(leaves)),
        ("得分最高和最低的项目", *_extremes(material.sheet, names(material.place.framework))),
        ("分维度情况", _dimensions(leaves), _values(material.rows)),
        ("指标口径和来历", _origins(material), _definitions(material, leaves)),
        ("佐证材料", *_evidence(material)),
        ("缺项", *_missing(leaves)),
    ]


def _overall(material: Material, leaves: Sequence[Row]) -> list[str]:
    place = material.place
    framework, valued = place.framework, sum(row.state == "valued" for row in leaves)
    behind = sum(row.behind for row in leaves)
    edition = f"（{framework.edition}）" if framework.edition else ""
    source = "" if material.answer else f"依据{framework.source}{edition}，"  # the sentence on points names it
    words = [
        f"{source}共 {len(leaves)} 项，有数据 {valued} 项，没有数据 {len(leaves) - valued} 项；"
        f"有目标而未达标或接近的 {behind} 项。"
    ]
    if material.answer:
        words.insert(0, sheet_files.sentence(place, material.answer, str(place.choice.institution)))
    if framework.unverified:
        words.append(f"本体系{CONFIDENCES[framework.confidence]}：{place.provenance or '还没有与原文核对'}。")
    return words


def _moved(leaves: Sequence[Row]) -> tuple[list[str], paper.Table | None]:
    """The strongest changes for the better and for the worse, by the share of last year's value."""
    changed = sorted(
        (row for row in leaves if row.change.tone and row.growth), key=lambda row: -abs(row.growth or Decimal(0))
    )
    if not changed:
        return ["没有可以与上年同口径比较的变化。"], None
    better = [row for row in changed if row.change.tone == "better"][:MOST]
    worse = [row for row in changed if row.change.tone == "worse"][:MOST]
    rows = [
        (word, _named(row), f"{row.last_year}{row.unit}", f"{row.text}{row.unit}", row.change.text)
        for word, some in (("向好", better), ("变差", worse))
        for row in some
    ]
    columns = (("变化", 16), ("指标", 62), ("上年", 24), ("今年", 28), ("同比", 26))
    said = f"同比向好最多的 {len(better)} 项、变差最多的 {len(worse)} 项如下，只列两年口径和上报范围一致的指标。"
    return [said], paper.Table(columns, tuple(rows))


def _extremes(sheet: Sequence[SheetRow], named: Mapping[str, str]) -> tuple[list[str], paper.Table | None]:
    """The items that earned the largest and the smallest share of what they are worth; `named` out of the tree."""
    scored = sorted((row for row in sheet if row.leaf and row.points and row.effective), key=lambda row: -row.width)
    if not scored:
        return [], None
    many = min(MOST, len(scored) // 2)
    best, worst = scored[: max(many, 1)], scored[len(scored) - many :]
    rows = [
        (
            word,
            f"{row.number} {named.get(row.code, row.title)}".strip(),
            row.value,
            f"{row.points}/{row.effective}",
            row.reason,
        )
        for word, some in (("最高", best), ("最低", worst))
        for row in some
    ]
    columns = (("", 14), ("项目", 44), ("数值", 22), ("得分", 24), ("理由", 52))
    return ["按得分占实际满分的比例排列。"], paper.Table(columns, tuple(rows))


def _dimensions(leaves: Sequence[Row]) -> list[str]:
    titles = dict.fromkeys(row.node.dimension for row in leaves)
    return [_dimension(title, [row for row in leaves if row.node.dimension == title]) for title in titles]


def _dimension(title: str, rows: Sequence[Row]) -> str:
    valued = [row for row in rows if row.state == "valued"]
    met, behind = [row for row in rows if row.light.state == "good"], [row for row in rows if row.behind]
    words = f"{title}：{len(rows)} 项，有数据 {len(valued)} 项"
    words += f"，达标 {len(met)} 项" if met else ""
    words += f"，未达标或接近：{'、'.join(row.node.name for row in behind)}" if behind else ""
    return words + "。"


def _values(rows: Sequence[Row]) -> paper.Table | None:
    found = [
        (
            row.node.item.number,
            _named(row),
            _value(row),
            system_files.good_of(row.indicator),
            row.target,
            row.last_year,
            row.change.text,
        )
        if row.node.leaf
        else (row.node.item.number, row.node.item.title, "", "", "", "", "")
        for row in rows
    ]
    columns = (("编号", 14), ("指标", 42), ("数值", 26), ("方向", 16), ("目标", 18), ("上年", 18), ("同比", 22))
    return paper.Table(columns, tuple(found)) if found else None


def _value(row: Row) -> str:
    return f"{row.text}{row.unit}" if row.state == "valued" else "材料评价" if row.state == "evidence" else MISSING


def _named(row: Row) -> str:
    """The title with its reservation: 未核实, 部分月份."""
    marks = [CONFIDENCES["low"]] if row.unverified else []
    marks += ["部分月份"] if row.partial else []
    marks += ["例数少"] if row.small else []
    return row.node.name + (f"（{'，'.join(marks)}）" if marks else "")


def _origins(material: Material) -> list[str]:
    words = f"每个数都能追到批次和原始行，地址为 {material.site} 加上下表所列；分子、分母为期内实际数。"
    return [words, *filter(None, [system_files.rests_said(material.place)])]


def _definitions(material: Material, leaves: Sequence[Row]) -> paper.Table | None:
    rows = [
        (
            _named(row),
            system_files.definition_of(row.indicator),
            system_files.source_of(material.place, row),
            _sides(row.exact),
            row.trace,
        )
        for row in leaves
        if row.state == "valued"
    ]
    columns = (("指标", 34), ("口径", 36), ("依据", 32), ("分子/分母", 22), ("来历", 32))
    return paper.Table(columns, tuple(rows)) if rows else None


def _sides(value: Value | None) -> str:
    if value is None or value.numerator is None or value.denominator is None:
        return ""
    return f"{value.numerator.normalize():f}/{value.denominator.normalize():f}"


def _evidence(material: Material) -> tuple[list[str], paper.Table | None]:
    if material.ratings is None:
        return ["评定和材料只对本单位人员列出。"], None
    named = names(material.place.framework)
    titles = {item.code: f"{item.number} {named[item.code]}".strip() for item in material.place.framework.leaves()}
    rows = [
        (titles.get(code, code), rating.get_rating_display(), rating.note, file.name, file.sha256[:12])
        for code, rating in material.ratings.items()
        for file in (list(rating.files.all()) or [_NO_FILE])
    ]
    if not rows:
        return ["还没有评定和材料。"], None
    columns = (("项目", 38), ("评定", 20), ("说明", 44), ("材料", 34), ("校验码", 20))
    said = f"共评定 {len(material.ratings)} 项。校验码为文件内容的指纹，可核对材料未被更换。"
    return [said], paper.Table(columns, tuple(rows))


@dataclass(frozen=True)
class _NoFile:
    name: str = "（没有上传）"
    sha256: str = ""


_NO_FILE = _NoFile()


def _missing(leaves: Sequence[Row]) -> tuple[list[str], paper.Table | None]:
    lacking = [row for row in leaves if row.lacking and row.state != "evidence"]
    if not lacking:
        return ["没有缺项。"], None
    rows = tuple((row.node.item.number, row.node.name, system_files.needs_of(row)) for row in lacking)
    columns = (("编号", 16), ("指标", 60), ("需要补充", 80))
    return [f"以下 {len(lacking)} 项没有数据，不按 0 计。"], paper.Table(columns, rows)
