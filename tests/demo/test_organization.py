"""The organisation workbook: one root, every parent there, departments of the national list."""

from pathlib import Path

import openpyxl

from demo.front_pages import departments
from linghang.demo import region


def test_it_works(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(region.organization_file(tmp_path))
    header, *rows = book["机构"].iter_rows(values_only=True)
    places = [dict(zip(header, row, strict=True)) for row in rows]
    codes = [place["机构代码"] for place in places]
    assert len(codes) == len(set(codes)) == 35  # 32 that report, and three village rooms
    assert [place["机构代码"] for place in places if not place["上级机构代码"]] == ["region"]
    assert all(codes.index(place["上级机构代码"]) < codes.index(place["机构代码"]) for place in places[1:])
    header, *rows = book["科室"].iter_rows(values_only=True)
    assert {row[header.index("机构代码")] for row in rows} <= set(codes)
    clinical = {row[header.index("科室代码")] for row in rows if not row[header.index("科室代码")].startswith("Z")}
    assert clinical <= departments()  # offices have codes of their own, beginning with Z
