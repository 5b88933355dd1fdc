"""The rules of supervision go out to Excel and come back; the region of the demonstration uses all three schemes."""

import datetime as dt
from collections import Counter

import pytest

from linghang.core.errors import InputError
from linghang.demo.governance.files import rules_lines
from linghang.organization.models import Institution
from linghang.tasks import rules, store, workbook
from linghang.tasks.exporting import rules_of
from linghang.tasks.importing import load_tasks
from linghang.tasks.lights import Rules

NEW_YEAR = dt.date(2023, 1, 1)
LINE = {
    "机构代码": "h",
    "亮灯方案": "蓝黄红（临近—滞后—逾期）",
    "提前提醒天数": 5,
    "按什么日子计": "自然日",
    "自何日起": NEW_YEAR,
}


@pytest.fixture
def file(tmp_path, hospital):
    def write(*lines):
        workbook.write_workbook(tmp_path / "tasks.xlsx", {workbook.RULES: list(lines)})
        return tmp_path / "tasks.xlsx"

    return write


def test_lines_in_any_order_become_rules_one_after_the_other(file, hospital):
    later = LINE | {"亮灯方案": "白黄红（交办—督办—通报）", "按什么日子计": "工作日", "自何日起": dt.date(2023, 7, 1)}
    load_tasks(file(later, LINE))
    assert store.rules_of(hospital, dt.date(2023, 6, 30)) == Rules("blue_yellow_red", 5, False)
    assert store.rules_of(hospital, dt.date(2023, 7, 1)) == Rules("white_yellow_red", 5, True)
    out = rules_of([hospital.pk])
    assert [line["到何日止"] for line in out] == [dt.date(2023, 6, 30), None]
    load_tasks(file(*out))
    assert rules_of([hospital.pk]) == out


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"机构代码": "x"}, "没有这个机构"),
        ({"亮灯方案": "红绿灯"}, "亮灯方案"),
        ({"提前提醒天数": "三"}, "不是整数"),
        ({"提前提醒天数": 61}, "提前提醒天数不合适"),
        ({"自何日起": "元旦"}, "不是日期"),
        ({"自何日起": None}, "没有填写"),
    ],
)
def test_a_line_that_does_not_fit_is_named_and_nothing_is_set(file, hospital, changes, said):
    with pytest.raises(InputError) as refused:
        load_tasks(file(LINE | changes))
    assert said in str(refused.value)
    assert not hospital.supervision_rules.exists()


def test_a_day_before_what_stands_is_refused(file, hospital):
    rules.set_rules(hospital, scheme="white_yellow_red", warn_days=1, working_days=True, valid_from=dt.date(2024, 1, 1))
    with pytest.raises(InputError, match="以后的日期已有规则"):
        load_tasks(file(LINE))


def test_the_region_uses_all_three_schemes_and_one_hospital_changed_over(tmp_path, db):
    lines = rules_lines()
    for code in dict.fromkeys(line["机构代码"] for line in lines):
        Institution.objects.create(code=code, name=code, kind="hospital")
    workbook.write_workbook(tmp_path / "tasks.xlsx", {workbook.RULES: lines})
    load_tasks(tmp_path / "tasks.xlsx")
    day = dt.date(2024, 6, 28)
    used = Counter(store.rules_of(place, day).scheme for place in Institution.objects.all())
    assert set(used) == {"blue_yellow_red", "white_yellow_red", "green_yellow_red"}
    assert [place for place, count in Counter(line["机构代码"] for line in lines).items() if count == 2] != []
