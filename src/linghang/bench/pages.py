"""Server time of cockpit and indicator pages on the workspace in use, as an administrator of the root sees them.

The time is that of one request through the whole stack (middleware, access, figures, template), without the network.
"""

import os
import statistics
import time
from typing import Any

from linghang.core.errors import refuse

TARGET_MS = 150.0
INDICATORS = 12


def run(rows: int = 5) -> dict[str, Any]:
    """Median and worst milliseconds over `rows` visits of each page after one visit to warm up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.site.settings")
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    from linghang.organization.models import Assignment, Institution
    from linghang.registers.content import library
    from linghang.registers.models import Batch

    user = get_user_model().objects.filter(assignments__role=Assignment.Role.ADMINISTRATOR).first()
    if user is None or not Batch.objects.exists():
        raise refuse("工作区里还没有数据或管理员", "请先运行 linghang demo --no-serve")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    period = f"?period={_newest_year()}"
    busiest = Institution.objects.filter(batches__ended=None).order_by("-batches__rows_accepted").first()
    places = [institution.code for institution in Institution.objects.filter(parent__parent=None)]
    codes = [indicator.code for indicator in library().indicators()][:INDICATORS]
    pages = {f"驾驶舱 {code}": reverse("institution", args=[code]) + period for code in places}
    pages |= {
        f"指标 {code}": reverse("indicator", args=[code]) + f"{period}&institution={busiest.code}" for code in codes
    }
    times = {title: [_visit(client, address) for _ in range(rows + 1)][1:] for title, address in pages.items()}
    medians = {title: statistics.median(taken) for title, taken in times.items()}
    worst = max(medians, key=lambda title: medians[title])
    return {
        **{title: f"{median:.0f} ms" for title, median in medians.items()},
        "slowest": f"{worst}: {medians[worst]:.0f} ms",
        "target_ms": TARGET_MS,
        "met": medians[worst] < TARGET_MS,
    }


def _newest_year() -> int:
    from django.db.models import Max

    from linghang.registers.models import Batch

    newest: int = Batch.objects.filter(ended=None).aggregate(newest=Max("period_last"))["newest"]
    return newest // 100


def _visit(client: Any, address: str) -> float:
    """Milliseconds of one visit; a page that does not answer is an error, not a fast page."""
    start = time.perf_counter()
    response = client.get(address)
    taken = (time.perf_counter() - start) * 1000
    if response.status_code != 200:
        raise refuse(f"页面没有正常打开（{response.status_code}）", value=address)
    return taken
