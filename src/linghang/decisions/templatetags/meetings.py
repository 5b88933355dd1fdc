"""How meetings write sums of money."""

from decimal import Decimal

from django import template

from linghang.core.figures import write_figure, write_number

register = template.Library()
_WAN = Decimal(10_000)


@register.filter
def yuan(amount: Decimal | None) -> str:
    """1260万元 from ten thousand yuan on (to the fen of a wan that was given), 5,600元 below; nothing without a sum."""
    if amount is None:
        return ""
    if amount >= _WAN:
        return write_figure(amount, "元", 6, scale="万", trim=True)
    return f"{write_number(amount, 2, trim=True, grouped=True)}元"
