"""What the templates of case mix look up."""

from collections.abc import Mapping
from typing import Any

from django import template

from linghang.payment import reach

register = template.Library()


@register.filter
def get(known: Mapping[str, Any] | None, key: str) -> Any:
    """The value of a key; "" when there is none."""
    return (known or {}).get(key, "")


@register.filter
def grouped(value: Any) -> str:
    """A count or amount with thousands set apart."""
    return f"{value:,}"


@register.simple_tag(takes_context=True)
def opens_cases(context: Mapping[str, Any]) -> bool:
    """Whether the person may read cases at the place of the page: without them some pages say nothing but no."""
    return bool(reach.cases_at(context["request"].user, context["choice"].institution))
