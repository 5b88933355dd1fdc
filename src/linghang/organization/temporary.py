"""What a temporary branch may not do (party_rules BR05): its members keep their own branch, and it ends by itself.

Every subject that does such a thing asks here first, so that no way round is left.
"""

import datetime as dt
from collections.abc import Mapping

from linghang.core.errors import refuse
from linghang.organization.models import PartyOrganization, PartyOrganizationForm

FORBIDDEN: Mapping[str, str] = {
    "develop": "发展党员",
    "discipline": "处分党员",
    "dues": "收缴党费",
    "election": "选举和换届",
    "transfer": "转接组织关系",
}


def is_temporary(organization: PartyOrganization, day: dt.date) -> bool:
    form = organization.form(day)
    return form is not None and form.kind == PartyOrganizationForm.Kind.TEMPORARY_BRANCH


def refuse_in_temporary(organization: PartyOrganization, day: dt.date, deed: str) -> None:
    """Raise InputError when `organization` is a temporary branch on `day`. `deed`: a key of `FORBIDDEN`."""
    if is_temporary(organization, day):
        raise refuse(
            f"临时党支部不{FORBIDDEN[deed]}（BR05）",
            "请在党员组织关系所在的党支部办理",
            field="党组织",
            value=str(organization),
        )
