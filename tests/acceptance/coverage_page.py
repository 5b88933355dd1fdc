"""docs/coverage.md from coverage.csv: what the founding documents practise, and what of it can be done here.

Run as a script to write the page: `python tests/acceptance/coverage_page.py`.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
PAGE = ROOT / "docs" / "coverage.md"
PART = "部分："
KINDS = {
    "register": "台账",
    "indicator": "指标",
    "report": "报告",
    "page": "页面",
    "codeset": "代码集",
    "programme": "工程",
    "routing": "议事规则",
    "framework": "考核办法",
    "duty": "应办事项",
    "procedure": "流程",
    "test": "测试",
    "command": "命令",
}
DOCUMENTS = {
    "S000": "中医肛肠专科医院党建文章",
    "S001": "医药高专附属医院党建访谈",
    "S002": "州市级人民医院党建综述",
    "S003": "县级市医院 2023 年工作会议讲话",
    "S004": "县医疗集团 2023 年工作会议报道",
}
AREAS = {
    "party": "党的建设", "gov": "治理与计划", "med": "医疗", "ops": "运营", "it": "信息化", "talent": "人才",
    "culture": "文化", "honour": "荣誉", "integrity": "清廉", "accreditation": "评审", "data": "文稿与来源",
}  # fmt: skip


@dataclass(frozen=True)
class Practice:
    """A practice that a founding document names."""

    id: str
    area: str
    title: str

    @property
    def document(self) -> str:
        return self.id.partition("-")[0]


@dataclass(frozen=True)
class Coverage:
    """One thing that makes a practice work. A note that begins with 部分 says what is still lacking."""

    id: str
    kind: str
    code: str
    note: str


def practices() -> list[Practice]:
    with (FOLDER / "data" / "practices.csv").open(encoding="utf-8", newline="") as handle:
        return [Practice(**row) for row in csv.DictReader(handle)]


def coverage() -> list[Coverage]:
    with (FOLDER / "coverage.csv").open(encoding="utf-8", newline="") as handle:
        return [Coverage(**row) for row in csv.DictReader(handle)]


def page(known: Iterable[Practice], covered: Iterable[Coverage]) -> str:
    """The whole page in Markdown."""
    by_practice: dict[str, list[Coverage]] = {}
    for row in covered:
        by_practice.setdefault(row.id, []).append(row)
    return "\n".join(_lines(list(known), by_practice)) + "\n"


def _lines(known: list[Practice], covered: dict[str, list[Coverage]]) -> Iterator[str]:
    yield "# 覆盖情况"
    yield ""
    yield "五份创建文件里写到的做法，现在能在领航里做到哪些。● 能做，◐ 能做一部分（写明还缺什么），○ 还不能。"
    yield "由 `tests/acceptance/coverage.csv` 生成，不要手改；每一项都有测试核对它确实存在、页面打得开。"
    yield ""
    yield "| 文件 | 做法 | ● 能做 | ◐ 部分 | ○ 还不能 |"
    yield "|---|--:|--:|--:|--:|"
    for document, title in DOCUMENTS.items():
        yield _counts(title, [item for item in known if item.document == document], covered)
    yield _counts("合计", known, covered)
    for document, title in DOCUMENTS.items():
        yield ""
        yield f"## {title}"
        for area, area_title in AREAS.items():
            rows = [item for item in known if item.document == document and item.area.split(".")[0] == area]
            if rows:
                yield from _area(area_title, rows, covered)


def _area(title: str, rows: list[Practice], covered: dict[str, list[Coverage]]) -> Iterator[str]:
    yield ""
    yield f"### {title}"
    yield ""
    yield "| 编号 | 做法 | 状态 | 由什么做到 |"
    yield "|---|---|:-:|---|"
    for item in rows:
        yield f"| {item.id} | {item.title} | {mark(item, covered)} | {_means(covered.get(item.id, []))} |"


def _counts(title: str, rows: list[Practice], covered: dict[str, list[Coverage]]) -> str:
    marks = [mark(item, covered) for item in rows]
    return f"| {title} | {len(marks)} | {marks.count('●')} | {marks.count('◐')} | {marks.count('○')} |"


def mark(item: Practice, covered: dict[str, list[Coverage]]) -> str:
    """● done, ◐ in part, ○ not."""
    rows = covered.get(item.id)
    if not rows:
        return "○"
    return "◐" if any(row.note.startswith(PART) for row in rows) else "●"


def _means(rows: list[Coverage]) -> str:
    named: dict[str, list[str]] = {}
    for row in rows:
        named.setdefault(KINDS[row.kind], []).append(f"`{row.code}`")
    notes = dict.fromkeys(row.note for row in rows if row.note)
    return "；".join([*(f"{kind} {'、'.join(codes)}" for kind, codes in named.items()), *notes])


if __name__ == "__main__":
    PAGE.write_text(page(practices(), coverage()), encoding="utf-8")
