"""The control chart on an indicator's page, from a survey a month."""

import datetime as dt
import json
import re
from decimal import Decimal

import pytest

from linghang.registers import content
from linghang.registers.kept import save_row

PAGE = "/indicators/satisfaction_in_house/?institution=h1&period=2022"


@pytest.fixture
def surveyed(hospital):
    """surveyed(satisfied of 100 answers, …): one survey at the end of every month from January 2021 on."""

    def fill(satisfied):
        for number, hits in enumerate(satisfied):
            after = dt.date(2021 + (number + 1) // 12, (number + 1) % 12 + 1, 1)
            row = {"surveyed_on": after - dt.timedelta(1), "survey_method": "in_house", "survey_group": "inpatient"}
            save("satisfaction_survey", row | {"responses": 100, "satisfied": hits}, hospital)

    return fill


def save(code, values, institution):
    save_row(content.library().register(code), institution, values, actor=None)


def page(client):
    return client.get(PAGE).content.decode()


def chart(text):
    return json.loads(re.search(r'<script id="control" type="application/json">(.*?)</script>', text).group(1))


@pytest.mark.django_db
def test_a_month_far_off_is_a_signal_with_its_month_and_whether_it_is_good(as_, hospital, surveyed):
    surveyed([90, 91] * 11 + [90, 80])
    text = page(as_("viewer", hospital))
    assert "超出控制线（偏低）" in text
    assert "<td>2022年12月</td>" in text
    assert "向差" in text
    assert [trace["name"] for trace in chart(text)["data"]] == ["数值", "均值", "下控制线", "上控制线", "向差的信号"]


@pytest.mark.django_db
def test_a_steady_process_is_told_whether_it_reaches_its_target(as_, hospital, surveyed):
    surveyed([90, 91] * 12)
    target = {"indicator": "satisfaction_in_house", "value": Decimal("0.80")}
    days = {"from_date": dt.date(2022, 1, 1), "to_date": dt.date(2022, 12, 31)}
    save("indicator_target", target | days, hospital)
    text = page(as_("viewer", hospital))
    assert "没有发现不寻常的信号" in text
    assert "每个月都能达到目标" in text


@pytest.mark.django_db
def test_limits_start_anew_where_a_reason_was_given(as_, hospital, surveyed):
    surveyed([70, 71] * 6 + [90, 91] * 6)
    assert "持续偏移" in page(as_("viewer", hospital))
    row = {"indicator": "satisfaction_in_house", "from_date": dt.date(2022, 1, 15), "reason": "换用新问卷"}
    save("indicator_rebase", row, hospital)
    text = page(as_("leader", hospital))
    assert "没有发现不寻常的信号" in text
    assert "换用新问卷" in text
    assert [len(trace["x"]) for trace in chart(text)["data"] if trace["name"] == "均值"] == [12, 12]


@pytest.mark.django_db
def test_what_is_typed_once_a_year_has_no_months_to_judge(as_, hospital):
    days = {"from_date": dt.date(2022, 1, 1), "to_date": dt.date(2022, 12, 31)}
    save("reported_value", days | {"indicator": "national_rank", "value": Decimal(132), "evidence": "通报"}, hospital)
    text = as_("viewer", hospital).get("/indicators/national_rank/?institution=h1&period=2022").content.decode()
    assert "132" in text
    assert "波动（" not in text


@pytest.mark.django_db
def test_too_few_months_draw_no_limits_and_say_so(as_, hospital, surveyed):
    surveyed([90, 10] * 5)
    text = page(as_("viewer", hospital))
    assert "满 12 个月才能画控制线" in text
    assert [trace["name"] for trace in chart(text)["data"]] == ["数值"]
