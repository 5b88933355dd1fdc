"""Where what was done is recorded: the short form of Party life where it exists, else the form of the register."""

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from linghang.organization.models import Institution
from linghang.packs.duty import Duty


def recording_address(duty: Duty, institution: Institution, branch: str) -> str:
    """The page that records a deed for `duty` of `branch` ("" for the house)."""
    try:
        page, named = reverse("party-record"), {"duty": duty.code, "branch": branch, "institution": institution.code}
    except NoReverseMatch:
        page, named = reverse("register-new", args=[duty.activity.register_code]), {"institution": institution.code}
    return f"{page}?{urlencode({name: value for name, value in named.items() if value})}"
