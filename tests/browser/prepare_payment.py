"""Three discharges of January 2022 and a scheme of two groups, grouped, in the running house."""

import csv
import datetime as dt
import sys
from pathlib import Path

import django

django.setup()

from linghang.indicators.compute import compute  # noqa: E402
from linghang.organization.models import Institution  # noqa: E402
from linghang.payment.grouping import group_batches  # noqa: E402
from linghang.payment.schemes import import_scheme  # noqa: E402
from linghang.registers.loading import load  # noqa: E402

RULES = """kind,code,name,parent,rule,sort
MDC,MDCE,呼吸,,ZYZD in DX_E,1
ADRG,ES3,,MDCE,true,1
DRG,ES31,肺炎，伴严重并发症或合并症,ES3,QTZD in MCC,1
DRG,ES35,肺炎，不伴并发症或合并症,ES3,true,2
"""
TABLES = {
    "rules": RULES,
    "sets": "set,code\nDX_E,J18.900\nDX_E,J15.900\n",
    "complications": "code,level,exclusion_table\nJ96.000,MCC,1\n",
    "exclusions": "principal_diagnosis,exclusion_table\nK35.800,1\n",
}
HEAD = (
    "record_no", "admission_no", "id_number", "sex", "age", "admitted_at", "discharged_at", "department",
    "length_of_stay", "principal_diagnosis", "C06x01C", "discharge_way", "total_fee",
)  # fmt: skip
CASES = (("C1", "", 4000), ("C2", "", 6000), ("C3", "J96.000", 20000))


def main(folder: Path) -> None:
    scheme = folder / "scheme"
    scheme.mkdir()
    for name, text in TABLES.items():
        (scheme / f"{name}.csv").write_text(text, encoding="utf-8")
    import_scheme(scheme, code="small", title="示例方案", valid_from=dt.date(2022, 1, 1))
    pages = folder / "front-pages.csv"
    with pages.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(HEAD)
        for number, other, fee in CASES:
            writer.writerow(
                [number, 1, f"身份{number}", 1, 60, "2022-01-01 08:00:00", "2022-01-10 09:00:00", "0301", 9, "J18.900",
                 other, 1, fee]
            )  # fmt: skip
    load(pages, "inpatient", "h1")
    group_batches(Institution.objects.get(code="h1"))
    compute(registers=["case_payment"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
