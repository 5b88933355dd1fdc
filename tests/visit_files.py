"""Visit files small enough to count by hand."""

import csv
from pathlib import Path

HEADER = ["就诊流水号", "就诊时间", "就诊科室", "就诊类型", "是否预约", "患者编号", "性别", "年龄", "就诊费用"]


def write_visits(path: Path, year: int, months: dict[int, list[tuple[str, int]]]) -> Path:
    """One row per visit; `months`: number of the month → (department code, visits)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        number = 0
        for month, departments in months.items():
            for department, visits in departments:
                for _ in range(visits):
                    number += 1
                    writer.writerow(
                        [
                            f"V{year}{number:05d}",
                            f"{year}-{month:02d}-05 08:30:00",
                            department,
                            "1",
                            "是",
                            f"PATIENT{number:04d}",
                            "1",
                            40,
                            "100.00",
                        ]
                    )
    return path


def visits_2021(folder: Path) -> Path:
    """24 visits: 2 a month."""
    return write_visits(folder / "visits-2021.csv", 2021, {month: [("0301", 2)] for month in range(1, 13)})


def visits_2022(folder: Path) -> Path:
    """37 visits: 4 in January, 3 in every other month; one a month to department 0401."""
    months = {month: [("0301", 3 if month == 1 else 2), ("0401", 1)] for month in range(1, 13)}
    return write_visits(folder / "visits-2022.csv", 2022, months)
