"""Tell reports of the region: (report, institution, period) as JSON on stdin; per report what its own checker and the
ledger find, in order on stdout.

Run in a process of its own with LINGHANG_WORKSPACE naming the region, so that the test database stays out of it.
"""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "linghang.site.settings"
django.setup()

from linghang.core.periods import Period  # noqa: E402 -- the site must be set up first
from linghang.organization.models import Institution  # noqa: E402
from linghang.papers.ledger import against  # noqa: E402
from linghang.papers.reading import read  # noqa: E402
from linghang.registers.content import library  # noqa: E402
from linghang.reports.assemble import assemble  # noqa: E402
from linghang.reports.selfcheck import check_report  # noqa: E402


def found(code: str, place: str, said: str) -> dict[str, object]:
    period, institution = Period.parse(said), Institution.objects.get(code=place)
    document = assemble(library().report(code), institution, period)
    held = against(read(document.text), institution, period=period)
    told = [f"{each.verdict} {each.kind} {each.text}" for each in check_report(document).findings]
    return {
        "findings": [each for each in told if not each.startswith("ask")],
        "contradicted": [f"{each.figure.text} {each.title} {each.computed}" for each in held.of("conflict")],
        "agreed": len(held.of("agree")),
        "figures": len(document.figures),
    }


json.dump([found(*wanted) for wanted in json.load(sys.stdin)], sys.stdout)
