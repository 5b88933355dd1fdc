"""Which part of the organisation a person sees: every place in which they have a role. Names and posts are no secret
inside the house; changing them is another matter (`access`, edit_organization)."""

from django.http import Http404

from linghang.organization.access import User, grants, may
from linghang.organization.models import Institution


def seen(user: User) -> list[Institution]:
    """The institutions whose organisation `user` sees, in their order."""
    reached = {pk for grant in grants(user) for pk in grant.institutions}
    return list(Institution.objects.filter(pk__in=reached).select_related("parent")) if reached else []


def require_seen(user: User, institution: Institution) -> None:
    """Raise Http404 for a place outside the reach, as for one that does not exist."""
    if not any(institution.pk in grant.institutions for grant in grants(user)):
        raise Http404("没有这个机构，或不在您可查看的范围内。")


def may_edit(user: User, institution: Institution) -> bool:
    return may(user, "edit_organization", institution=institution)
