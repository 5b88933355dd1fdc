"""What the templates of case mix look up."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def get(known: Mapping[str, Any] | None, key: str) -> Any:
    """The value of a key; "" when there is none."""
    return (known or {}).get(key, "")
