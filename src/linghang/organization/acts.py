"""Each way of changing the organisation on a page: its form, what it rests on, and what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone

from linghang.organization import changes
from linghang.organization import forms as made
from linghang.organization.fingerprints import fingerprint
from linghang.organization.models import (
    Appointment,
    Department,
    Institution,
    PartyOrganization,
    Person,
    Portfolio,
    Post,
    in_force,
)

Data = Mapping[str, Any] | None


@dataclass(frozen=True)
class Act:
    """`target`: what it changes. `place`: the institution that answers for it. `seen`: fingerprint of what it rests on.

    `apply` gets the target and the cleaned form and says on whose page the change is to be seen.
    """

    title: str
    target: type[Model]
    place: Callable[[Any], Institution]
    form: Callable[[Any, Data], forms.Form]
    seen: Callable[[Any], str]
    apply: Callable[[Any, dict[str, Any]], Any]


def _own(target: Any) -> Institution:
    return target if isinstance(target, Institution) else target.institution


def _post_place(appointment: Appointment) -> Institution:
    return appointment.post.institution


# What a form rests on


def _seen_institution(place: Institution) -> str:
    names = place.other_names.values_list("name", "valid_from", "valid_to")
    return fingerprint([(place.name,), *names])


def _seen_departments(place: Institution) -> str:
    return fingerprint(place.departments.values_list("code", "name", "valid_from", "valid_to"))


def _seen_department(department: Department) -> str:
    rows = Department.objects.filter(institution=department.institution_id, code=department.code)
    return fingerprint(rows.values_list("pk", "name", "valid_from", "valid_to"))


def _seen_post(post: Post) -> str:
    posts = [post, *changes.coupled(post)]
    return fingerprint(Appointment.objects.filter(post__in=posts).values_list("pk", "person", "valid_from", "valid_to"))


def _seen_charge(department: Department) -> str:
    same = {"department__institution": department.institution_id, "department__code": department.code}
    return fingerprint(Portfolio.objects.filter(**same).values_list("pk", "person", "valid_from", "valid_to"))


def _seen_party(party: PartyOrganization) -> str:
    forms_ = party.forms.values_list("pk", "name", "kind", "parent", "valid_from", "valid_to")
    return fingerprint([*forms_, *party.department_links.values_list("pk", "department", "valid_from", "valid_to")])


def _nothing(_: Any) -> str:
    return ""


# Forms that depend on what they are about


def _end_form(department: Department, data: Data) -> forms.Form:
    form = made.EndForm(data)
    others = Department.objects.filter(institution=department.institution_id).exclude(code=department.code)
    form.fields["successors"].queryset = others.filter(in_force(timezone.localdate())).order_by("code")
    return form


def _staff(place: Institution) -> Any:
    """Who may be given a post here: people of the place, of those below it, and of the one directly above."""
    near = [each.pk for each in place.subtree()] + ([place.parent_id] if place.parent_id else [])
    return Person.objects.filter(in_force(timezone.localdate()), institution__in=near).order_by("code")


def _appoint_form(post: Post, data: Data) -> forms.Form:
    form = made.AppointForm(data)
    form.fields = {"person": made.PersonField("人员", _staff(post.institution)), **form.fields}
    _offer_coupled(form, post, "同时任命")
    return form


def _relieve_form(appointment: Appointment, data: Data) -> forms.Form:
    form = made.RelieveForm(data)
    _offer_coupled(form, appointment.post, "同时免去")
    return form


def _offer_coupled(form: forms.Form, post: Post, verb: str) -> None:
    if posts := changes.coupled(post):
        label = f"{verb}{'、'.join(each.title for each in posts)}（双任双免）"
        form.fields["with_coupled"] = forms.BooleanField(label=label, required=False, initial=True)


def _charge_form(department: Department, data: Data) -> forms.Form:
    form = made.ChargeForm(data)
    form.fields = {"person": made.PersonField("分管领导", _staff(department.institution)), **form.fields}
    return form


def _with_parents(form: made.PartyForm, own: int | None) -> forms.Form:
    form.fields["parent"].queryset = (
        PartyOrganization.objects.exclude(pk=own).filter(
            forms__kind__in=("committee", "general_branch", "branch", "joint_branch")
        ).distinct()
    )  # fmt: skip
    return form


def _party_form(party: PartyOrganization, data: Data) -> forms.Form:
    newest = party.forms.order_by("valid_from").last()
    present = {"name": newest.name, "kind": newest.kind, "parent": newest.parent} if newest else None
    return _with_parents(made.PartyForm(data, initial=present), party.pk)


def _new_party_form(_: Institution, data: Data) -> forms.Form:
    return _with_parents(made.NewPartyForm(data), None)


def _links_form(party: PartyOrganization, data: Data) -> forms.Form:
    today = timezone.localdate()
    links = party.department_links.filter(in_force(today)).values_list("department__code", flat=True)
    offered = made.choices_of(party.institution, today)
    form = made.LinksForm(data, initial={"departments": list(offered.filter(code__in=list(links)))})
    form.fields["departments"].queryset = offered
    return form


def _new_person_form(place: Institution, data: Data) -> forms.Form:
    form = made.NewPersonForm(data)
    form.fields["department"].queryset = made.choices_of(place, timezone.localdate())
    return form


# What is done


def _rename_institution(place: Institution, said: dict[str, Any]) -> Institution:
    changes.rename_institution(place, said["name"], said["on"])
    return place


def _create_department(place: Institution, said: dict[str, Any]) -> Department:
    return changes.create_department(place, said["code"], said["name"], said["on"], head=said["head"])


def _rename_department(department: Department, said: dict[str, Any]) -> Department:
    return changes.rename_department(department, said["name"], said["on"], said["document"])


def _end_department(department: Department, said: dict[str, Any]) -> Department:
    changes.end_department(department, said["successors"], said["on"], said["document"])
    return department


def _appoint(post: Post, said: dict[str, Any]) -> Post:
    together = said.get("with_coupled", False)
    changes.appoint(
        post, said["person"], said["on"], said["document"], acting=said["acting"], with_coupled=together
    )  # fmt: skip
    return post


def _relieve(appointment: Appointment, said: dict[str, Any]) -> Post:
    changes.relieve(appointment, said["on"], with_coupled=said.get("with_coupled", False))
    return appointment.post


def _charge(department: Department, said: dict[str, Any]) -> Department:
    changes.put_in_charge(department, said["person"], said["on"])
    return department


def _change_party(party: PartyOrganization, said: dict[str, Any]) -> PartyOrganization:
    values = {name: said[name] for name in ("name", "kind", "parent", "document")}
    changes.change_party(party, values, said["on"], said["last"])
    return party


def _create_party(place: Institution, said: dict[str, Any]) -> PartyOrganization:
    return _change_party(PartyOrganization.objects.create(institution=place, code=said["code"]), said)


def _link(party: PartyOrganization, said: dict[str, Any]) -> PartyOrganization:
    changes.link_departments(party, said["departments"], said["on"])
    return party


def _create_person(place: Institution, said: dict[str, Any]) -> Person:
    values = {name: said[name] for name in ("code", "name", "department", "title")}
    return Person.objects.create(institution=place, valid_from=said["on"], **values)


ACTS: dict[str, Act] = {
    "rename-institution": Act(
        "机构更名", Institution, _own, lambda _, data: made.InstitutionRenameForm(data), _seen_institution,
        _rename_institution,
    ),
    "new-department": Act(
        "新设科室", Institution, _own, lambda _, data: made.DepartmentForm(data), _seen_departments, _create_department
    ),
    "new-party": Act("新设党组织", Institution, _own, _new_party_form, _nothing, _create_party),
    "new-person": Act("登记人员", Institution, _own, _new_person_form, _nothing, _create_person),
    "rename-department": Act(
        "科室更名", Department, _own, lambda _, data: made.RenameForm(data), _seen_department, _rename_department
    ),
    "end-department": Act("撤销、拆分或合并科室", Department, _own, _end_form, _seen_department, _end_department),
    "charge": Act("调整分管领导", Department, _own, _charge_form, _seen_charge, _charge),
    "appoint": Act("任命", Post, _own, _appoint_form, _seen_post, _appoint),
    "relieve": Act(
        "免职", Appointment, _post_place, _relieve_form, lambda each: _seen_post(each.post), _relieve
    ),
    "change-party": Act("党组织更名、升格或改变上级", PartyOrganization, _own, _party_form, _seen_party, _change_party),
    "link-departments": Act("调整所辖科室", PartyOrganization, _own, _links_form, _seen_party, _link),
}  # fmt: skip
