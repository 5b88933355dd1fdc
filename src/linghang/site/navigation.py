"""The menu: what a person may open at all, in the order in which the work flows."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from linghang.organization.access import User, may_anywhere, may_everywhere


@dataclass(frozen=True)
class Item:
    title: str
    url: str
    current: bool


# title, name of the page, action that opens it
_PAGES = (
    ("驾驶舱", "home", "view_figures"),
    ("我的事项", "my-desk", "execute_tasks"),
    ("督办", "tasks", "view_tasks"),
    ("会议", "meetings", "submit_items"),
    ("公文", "papers", "submit_items"),
    ("工程", "programmes", "view_tasks"),
    ("指标", "indicators", "view_figures"),
    ("考核", "assessment", "view_figures"),
    ("病组", "payment", "view_figures"),
    ("党建", "party", "view_party"),
    ("廉政", "integrity", "view_party"),
    ("流程", "procedures", "conduct_cases"),
    ("台账", "registers", "view_rows"),
    ("报告", "reports", "write_report"),
    ("数据", "desk", "load"),
    ("组织", "organization", "view_figures"),
    ("审计", "audit", "administer"),
)
_WHOLE_HOUSE = frozenset({"audit"})
_PARTY_LIFE = ("/party/", "/duties/", "/members/")
"""One subject of the menu with addresses of its own for what branches owe and who belongs to them."""


def menu(request: HttpRequest) -> dict[str, Any]:
    """Template context: `menu`, the items this person may use; the one they are in is marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": []}
    found = [(title, url) for title, name, action in _PAGES if _open(user, name, action) and (url := _address(name))]
    inside = max((url for _, url in found if _inside(request.path, url)), key=len, default="")
    return {"menu": [Item(title, url, url == inside) for title, url in found]}


def _open(user: User, name: str, action: str) -> bool:
    return may_everywhere(user, action) if name in _WHOLE_HOUSE else may_anywhere(user, action)


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _inside(path: str, url: str) -> bool:
    if url == "/":
        return path.startswith(("/institutions/", "/wall/")) or path == "/"
    return path.startswith(_PARTY_LIFE if url in _PARTY_LIFE else url)
