"""Judging front-page rows by hand-written rules, without the register that the product uses."""

import csv
from datetime import datetime
from pathlib import Path

from linghang.demo.files import FileToLoad

Page = dict[str, str]
PACK = Path(__file__).parents[2] / "packs" / "national-front-page"


def departments() -> set[str]:
    with (PACK / "rc023.csv").open(encoding="utf-8-sig", newline="") as handle:
        return {row["code"] for row in csv.DictReader(handle)}


def sort_out(file: FileToLoad, header: list[str], rows: list[list[str]]) -> tuple[list[Page], list[str]]:
    """The pages a statistician would count, and for each of the others what is wrong with it."""
    good: list[Page] = []
    wrong: list[str] = []
    seen: set[tuple[str, ...]] = set()
    known = departments()
    for row in rows:
        if len(row) != len(header):
            wrong.append("cells")
            continue
        page = dict(zip(header, row, strict=True))
        key = (page["A48"], page["A49"], page["B15"])
        fault = _fault(page, known) or ("duplicate" if key in seen else "")
        seen.add(key)
        if fault:
            wrong.append(fault)
        else:
            good.append(page)
    return good, wrong


def _fault(page: Page, known: set[str]) -> str:
    try:
        left, came = datetime.fromisoformat(page["B15"]), datetime.fromisoformat(page["B12"])
    except ValueError:
        return "date"
    checks = {
        "order": came <= left,
        "department": page["B16C"] in known,
        "sex": page["A12C"] in {"0", "1", "2", "9"},
        "fee": float(page["D01"]) >= 0,
        "diagnosis": page["C03C"] not in ("", "-"),
        "days": int(page["B20"]) >= 1,
    }
    return next((name for name, holds in checks.items() if not holds), "")


def levels(page: Page) -> list[str]:
    """The levels of the operations on a page, main one first; procedures have none."""
    columns = ["C17x01", *(f"C38x{number:02d}" for number in range(1, 41))]
    return [page[column] for column in columns if page[column]]
