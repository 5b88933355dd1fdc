"""Fill a new workspace: a region of one hospital with two years of visits. Prints the accounts as JSON."""

import json
import sys
from pathlib import Path

import django

django.setup()
sys.path.insert(0, str(Path(__file__).parents[1]))

from linghang.indicators.compute import compute  # noqa: E402
from linghang.organization.models import Department, Institution  # noqa: E402
from linghang.registers.loading import load  # noqa: E402
from linghang.site.accounts import create_demo_accounts  # noqa: E402
from visit_files import visits_2021, visits_2022, write_visits  # noqa: E402


def main(folder: Path) -> None:
    folder.mkdir()
    region = Institution.objects.create(code="region", name="示范地区", kind="region")
    hospital = Institution.objects.create(code="h1", name="示范医院", kind="hospital", parent=region)
    Department.objects.create(institution=hospital, code="0301", name="心血管内科")
    for path in (visits_2021(folder), visits_2022(folder)):
        load(path, "outpatient_visit", "h1")
    write_visits(folder / "visits-2023.csv", 2023, {1: [("0301", 6)]})
    (folder / "broken.csv").write_text("就诊时间\n2023-01-01 08:00:00\n", encoding="utf-8")
    compute()
    print(json.dumps({account.username: account.password for account in create_demo_accounts()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
