"""How the branches of the prefecture hospital were judged in 2023: rounds by check point, as the workbook of standing.

All but two went through to the settlement; one waits for its superior, one has only rated itself. Where the superior
departs from what a branch said of itself the reason stands beside it.
"""

from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from linghang.demo.files import WRITTEN
from linghang.demo.ledgers.prefecture import STANDING
from linghang.demo.seeds import generator
from linghang.packs.library import Library

SEED, YEAR = 20231231, 2023
FRAMEWORK = "branch-standardisation"
COLUMNS = ("年度", "党支部", "环节", "考核点", "评定", "理由", "互评支部", "评定人")
_ROUNDS = {"settled": ("支部自评", "互评", "上级考评"), "superior": ("支部自评", "互评"), "self": ("支部自评",)}
_UNFINISHED = {4: "superior", 5: "self"}


def write_standing(folder: Path, library: Library) -> Path:
    """Write standing.xlsx; the same bytes each time."""
    path = folder / "standing.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"created": WRITTEN})
        page = book.add_worksheet("支部考评")
        for number, line in enumerate([COLUMNS, *_lines(library)]):
            for column, cell in enumerate(line):
                page.write(number, column, cell)
    return path


def _lines(library: Library) -> Iterator[tuple[str | int, ...]]:
    points = [item.code for item in library.framework(FRAMEWORK).leaves()]
    for at, branch in enumerate(STANDING):
        chance, peer = generator(SEED, "standing", branch), STANDING[(at + 7) % len(STANDING)]
        strong = chance.uniform(0.4, 0.95)
        own = {point: "A" if chance.random() < strong else "B" for point in points}
        for round_ in _ROUNDS[_UNFINISHED.get(at, "settled")]:
            for point in points:
                stricter = round_ != "支部自评" and chance.random() < 0.2
                rating = {"A": "B", "B": "C"}[own[point]] if stricter else own[point]
                reason = "记录不全，个别材料事后补写" if rating != own[point] else "对照清单逐项核查，材料齐全"
                scorer = peer if round_ == "互评" else ""
                by = {"支部自评": "支部书记", "互评": "互评小组", "上级考评": "党委考评组"}[round_]
                yield YEAR, branch, round_, point, rating, reason, scorer, by
