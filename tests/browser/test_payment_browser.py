"""From the answer to its reason: the overview of case mix, a group, its cases, one of them, and the simulator."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def grouped(house):
    """Three discharges in their groups."""
    environment = os.environ | {
        "LINGHANG_WORKSPACE": str(house["files"].parent),
        "DJANGO_SETTINGS_MODULE": "linghang.site.settings",
    }
    made = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("prepare_payment.py")), str(house["files"])],
        check=False, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr


def test_from_the_overview_to_the_reason_of_one_case_and_what_if(grouped, signed_in):
    """Mean fees 5000 and 20000 of 10000 in all: weights 0.5 and 2; the case of 6000 is 1000 above its standard."""
    page = signed_in("h1-quality")
    page.goto("/payment/?institution=h1&period=2022")
    expect(page.get_by_label("主要指标")).to_contain_text("1.0000")
    page.get_by_role("link", name="肺炎，不伴并发症或合并症").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ES35")
    page.get_by_role("link", name="看这个组的病例").click()
    rows = page.locator("table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("-1,000.00")
    rows.first.get_by_role("link").first.click()
    expect(page.locator("ol.why").first).to_contain_text("J18.900 ∈ DX_E")
    expect(page.get_by_label("结果")).to_contain_text("5,000.00")
    page.get_by_role("link", name="试算").click()
    expect(page.get_by_label("诊断编码")).to_have_value("J18.900")
    page.get_by_label("诊断编码").fill("J18.900\nJ96.000")
    page.get_by_role("button", name="试算").click()
    expect(page.locator(".answer")).to_contain_text("ES31")
    expect(page.get_by_text("病案必须如实填写")).to_be_visible()
