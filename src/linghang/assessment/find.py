"""Which framework a code means in a period."""

from linghang.core.errors import InputError, refuse
from linghang.core.periods import Period
from linghang.packs.framework import Framework
from linghang.registers import content


def framework_of(code: str, period: Period) -> Framework:
    """The version in force on the period's last day, or else the newest. InputError when there is none of that code."""
    library = content.library()
    if not library.has("frameworks", code):
        raise refuse("没有这个考核办法", "可用 linghang assess --list 查看全部", field="考核办法", value=code)
    try:
        return library.framework(code, period.last_day)
    except InputError:
        return library.framework(code)
