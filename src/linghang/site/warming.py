"""Cockpits made ready before anyone asks: when the server starts, and whenever data has changed."""

import logging
import threading
import time

from django.db import close_old_connections

from linghang.indicators.choices import Choice, organization_stamp, sensitivity_of, span_of, usual_period
from linghang.indicators.sources import Snapshot, snapshot
from linghang.organization.models import Institution
from linghang.registers.content import library as content
from linghang.site.cockpit import cockpit_with

SECONDS_BETWEEN_LOOKS = 3
_log = logging.getLogger(__name__)


def start() -> None:
    """Watch the catalogue from a thread of the server process, whose memory the pages are served from."""
    threading.Thread(target=_watch, name="warming", daemon=True).start()


def _watch() -> None:
    last: tuple[Snapshot, str] | None = None
    while True:
        close_old_connections()
        try:
            now = snapshot(), organization_stamp()
            if now != last:
                warm()
                last = now
        except Exception:  # a page that needs the same will say what is wrong
            _log.exception("cockpits could not be made ready")
            last = None
        close_old_connections()
        time.sleep(SECONDS_BETWEEN_LOOKS)


def warm() -> None:
    """Make the cockpits of the highest institutions and those right below, for their usual period."""
    library = content()
    every = library.indicators()
    usual = [each for each in every if sensitivity_of(library, each) != "member"]
    highest = Institution.objects.filter(parent=None)
    for institution in [*highest, *Institution.objects.filter(parent__in=highest)]:
        choice = Choice(institution, None, usual_period(institution), span_of(institution), ())
        for indicators in (usual, every):
            cockpit_with(library, indicators, choice)
