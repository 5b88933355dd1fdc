"""Files as hospitals write them, and what staging makes of them."""

import csv
import io

import pyarrow.parquet as pq

from linghang.registers.checks import Checks
from linghang.registers.content import shipped_packs
from linghang.registers.staging import stage

KEY = b"a key of thirty-two bytes, or so"
VISIT = {
    "就诊号": "1",
    "ID": "110101199001011237",
    "VT": "2022-03-05 08:30:00",
    "出生日期": "1990-01-01",
    "科室": "01",
    "年龄": "32",
    "费用": "12.50",
    "预约": "是",
    "颜色": "1",
    "D01": "A01",
    "T01": "2022-03-05",
    "D02": "",
    "T02": "",
    "D03": "",
    "T03": "",
}


def csv_text(rows, header=None):
    """CSV with Windows line ends, quoted where needed, as hospital systems write it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header or list(VISIT))
    writer.writerows(rows)
    return out.getvalue()


def visits(*changes):
    """CSV of visits: the model visit with these changes, numbered from 1."""
    rows = [VISIT | {"就诊号": str(number)} | change for number, change in enumerate(changes, 1)]
    return csv_text(row.values() for row in rows)


def reader(tmp_path, library, register):
    def run(content, name="visits.csv", *, period=None, others=()):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        folder = tmp_path / f"staging-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        staged = stage(path, Checks.of(register, library, KEY, period), folder, name=name, others=others)
        return Read(staged)

    return run


class Read:
    """A staged file, with its rows and its list of rejects opened."""

    def __init__(self, staged):
        self.staged = staged
        self.rows = pq.read_table(staged.data).to_pylist()

    @property
    def faults(self):
        return [(fault.line, fault.field, fault.value, fault.reason) for fault in self.staged.faults]

    @property
    def warnings(self):
        return [(fault.line, fault.field, fault.value, fault.reason) for fault in self.staged.warnings]

    @property
    def listed(self):
        text = self.staged.rejects.read_text(encoding="utf-8-sig") if self.staged.rejects else ""
        return list(csv.reader(io.StringIO(text)))


FRONT_PAGE = {
    "A48": "R1",
    "A49": "1",
    "A20": "110101195001011234",
    "A11": "患者甲",
    "A12C": "1",
    "A14": "61",
    "B12": "2022-03-01 08:00:00",
    "B15": "2022-03-05 10:00:00",
    "B13C": "0301",
    "B16C": "0301",
    "B20": "4",
    "C03C": "J18.900",
    "C05C": "1",
    "B34C": "1",
    "D01": "1000.00",
    "D09": "200.00",
    "D11": "100.00",
}


def official_header(edition):
    path = shipped_packs() / "national-front-page" / f"columns_{edition}.csv"
    return path.read_text(encoding="utf-8").strip().split(",")


def front_pages(*changes, edition=2020, missing="-"):
    """A front-page export with the official header: the model stay with these changes, records R1, R2 …"""
    header = official_header(edition)
    rows = [
        dict.fromkeys(header, missing) | FRONT_PAGE | {"A48": f"R{number}"} | change
        for number, change in enumerate(changes, 1)
    ]
    return csv_text(([row[column] for column in header] for row in rows), header)
