"""Which agenda catalogue holds for an institution on a day."""

import datetime as dt
from typing import cast

from linghang.core.errors import refuse
from linghang.organization.models import Institution
from linghang.packs.routing import Body, Routing
from linghang.registers import content


def routing_of(institution: Institution, day: dt.date) -> Routing:
    """The catalogue that names the institution or the nearest one above it; else one that is everybody's.

    Of several the newest in force. Raises InputError when no pack has one.
    """
    found = [cast(Routing, entry.item) for entry in content.library().of_kind("routings", day)]
    found.sort(key=lambda routing: routing.valid_from or dt.date.min)
    for code in [*_codes_upwards(institution), None]:
        for routing in reversed(found):
            if code in routing.institutions if code else not routing.institutions:
                return routing
    raise refuse(f"{day} 没有可用的议事清单", "请检查内容包 decision-rules 是否还在", subject=str(institution))


def _codes_upwards(institution: Institution) -> list[str]:
    codes, above = [], institution
    while above is not None:
        codes.append(above.code)
        above = above.parent
    return codes


def body_of(routing: Routing, code: str) -> Body:
    """The body of that code. Raises InputError in the user's words when there is none."""
    try:
        return routing.body(code)
    except KeyError:
        titles = "、".join(body.title for body in routing.bodies)
        raise refuse("议事清单里没有这个议事机构", f"可选：{titles}", field="议事机构", value=code) from None
