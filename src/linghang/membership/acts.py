"""Each way of changing the roll on a page: its form, what it rests on, who may, and what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model

from linghang.membership import collecting, joining, tenure
from linghang.membership import forms as made
from linghang.membership.models import (
    Attachment,
    DuesBase,
    DuesPayment,
    DuesReduction,
    Membership,
    PairedLeader,
    Suspension,
    Term,
)
from linghang.membership.pairing import pair, unpair
from linghang.organization.access import User
from linghang.organization.fingerprints import fingerprint
from linghang.organization.models import Institution, PartyOrganization, Person

Data = Mapping[str, Any] | None
KEEP, OVERSEE = "keep_party", "oversee_party"


@dataclass(frozen=True)
class Act:
    """`target`: what it changes. `action`: what one must be allowed in the branch. `seen`: what it rests on.

    `apply` gets the target, the cleaned form and the user. `sensitive`: the form shows particulars, which have
    to be opened first.
    """

    title: str
    target: type[Model]
    action: str
    form: Callable[[Any, Data], forms.Form]
    seen: Callable[[Any], str]
    apply: Callable[[Any, dict[str, Any], User], Any]
    sensitive: bool = False


def branch_of(target: Any) -> PartyOrganization:
    """The branch whose keeper answers for it."""
    if isinstance(target, PartyOrganization):
        return target
    if isinstance(target, Membership | Term | PairedLeader | DuesPayment | Attachment):
        return target.organization
    span = target.person.memberships.order_by("-valid_from").select_related("organization__institution").first()
    return span.organization


def person_of(target: Any) -> Person | None:
    return getattr(target, "person", None)


# What a form rests on


def _seen_nothing(_: Any) -> str:
    return ""


def _seen_person(target: Any) -> str:
    """Everything about the person: spans, suspensions, file, bases, reductions."""
    person = target.person
    file = person.party_file.revision if hasattr(person, "party_file") else 0
    rows: list[tuple[Any, ...]] = [("file", file)]
    rows += [("span", *row) for row in person.memberships.values_list("pk", "organization", "status", "valid_to")]
    rows += [("stop", *row) for row in Suspension.objects.filter(person=person).values_list("pk", "valid_to")]
    rows += [("base", *row) for row in DuesBase.objects.filter(person=person).values_list("pk", "valid_to")]
    rows += [("cut", *row) for row in DuesReduction.objects.filter(person=person).values_list("pk", "revision")]
    return fingerprint(rows)


def _seen_term(term: Term) -> str:
    return str(term.revision)


def _seen_terms(branch: PartyOrganization) -> str:
    return fingerprint(branch.terms.values_list("pk", "revision"))


def _seen_pairs(target: Any) -> str:
    return fingerprint(branch_of(target).paired_leaders.values_list("pk", "person", "valid_from", "valid_to"))


def _seen_payment(payment: DuesPayment) -> str:
    return str(hasattr(payment, "reversed_by"))


# Forms that depend on what they are about


def _new(form: type[forms.Form], label: str = "人员") -> Callable[[Any, Data], forms.Form]:
    return lambda branch, data: made.with_person(form(data), made.staff(_above(branch)), label)


def _above(branch: PartyOrganization) -> Institution:
    """Whose staff is offered: of the institution, and of the one above a township centre."""
    return branch.institution


def _plain(form: type[forms.Form]) -> Callable[[Any, Data], forms.Form]:
    return lambda _, data: form(data)


def _transfer_form(span: Membership, data: Data) -> forms.Form:
    form = made.TransferForm(data)
    form.fields["to"].queryset = made.branches(span.organization.institution).exclude(pk=span.organization_id)
    return form


def _file_form(span: Membership, data: Data) -> forms.Form:
    file = joining.file_of(span.person)
    return made.FileForm(data, initial={name: getattr(file, name) for name in made.FileForm.base_fields})


def _decide_form(cut: DuesReduction, data: Data) -> forms.Form:
    return made.DecideForm(data, initial={name: getattr(cut, name) for name in made.DecideForm.base_fields})


# What is done


def _join(branch: PartyOrganization, said: dict[str, Any], _: User) -> Any:
    return joining.join(said["person"], branch, said["on"], document=said["document"])


def _register(branch: PartyOrganization, said: dict[str, Any], _: User) -> Any:
    values = {name: said[name] for name in ("status", "joined_on", "party_since", "document")}
    return joining.register(said["person"], branch, said["on"], **values)


def _attach(branch: PartyOrganization, said: dict[str, Any], _: User) -> Any:
    return joining.attach(said["person"], branch, said["first"], said["last"])


def _transfer(span: Membership, said: dict[str, Any], _: User) -> Any:
    return joining.transfer(span.person, said["to"], said["on"], document=said["document"])


def _full(span: Membership, said: dict[str, Any], _: User) -> Any:
    return joining.to_full(span.person, said["on"], document=said["document"])


def _extend(span: Membership, said: dict[str, Any], _: User) -> Any:
    return joining.extend(span.person, said["until"], said["on"], document=said["document"])


def _leave(span: Membership, said: dict[str, Any], _: User) -> Any:
    return joining.leave(span.person, said["on"], said["cause"], document=said["document"])


def _suspend(span: Membership, said: dict[str, Any], _: User) -> Any:
    return joining.suspend(span.person, said["first"], said["last"], said["document"])


def _resume(stop: Suspension, said: dict[str, Any], _: User) -> Any:
    return joining.resume(stop, said["on"])


def _file(span: Membership, said: dict[str, Any], _: User) -> Any:
    """The fingerprint was compared already, with the person locked: the revision is that of now."""
    return joining.amend_file(span.person, said, revision=joining.file_of(span.person).revision)


def _base(span: Membership, said: dict[str, Any], _: User) -> Any:
    return collecting.set_base(span.person, said["category"], said["base"], said["since"])


def _reduction(span: Membership, said: dict[str, Any], _: User) -> Any:
    days = {"applied_on": said["applied_on"], "reason": said["reason"]}
    return collecting.ask_reduction(span.person, said["amount"], said["first"], said["last"], **days)


def _decide(cut: DuesReduction, said: dict[str, Any], _: User) -> Any:
    return collecting.decide_reduction(cut, revision=cut.revision, **said)


def _begin_term(branch: PartyOrganization, said: dict[str, Any], _: User) -> Any:
    return tenure.begin(branch, said["on"], document=said["document"])


def _shift(term: Term, said: dict[str, Any], _: User) -> Any:
    return tenure.shift(term, said["to"], said["document"], revision=term.revision)


def _pair(branch: PartyOrganization, said: dict[str, Any], _: User) -> Any:
    return pair(branch, said["person"], said["on"])


def _unpair(paired: PairedLeader, said: dict[str, Any], _: User) -> Any:
    return unpair(paired, said["on"])


def _reverse(payment: DuesPayment, said: dict[str, Any], user: User) -> Any:
    return collecting.reverse(payment, said["note"], by=user)


ACTS: dict[str, Act] = {
    "join": Act("接收预备党员", PartyOrganization, OVERSEE, _new(made.JoinForm), _seen_nothing, _join),
    "register": Act("登记党员（转入）", PartyOrganization, OVERSEE, _new(made.RegisterForm), _seen_nothing, _register),
    "attach": Act("编入临时党支部", PartyOrganization, KEEP, _new(made.AttachForm), _seen_nothing, _attach),
    "transfer": Act("转接组织关系", Membership, OVERSEE, _transfer_form, _seen_person, _transfer),
    "full": Act("预备党员转正", Membership, OVERSEE, _plain(made.FullForm), _seen_person, _full),
    "extend": Act("延长预备期", Membership, OVERSEE, _plain(made.ExtendForm), _seen_person, _extend),
    "leave": Act("转出或离开", Membership, OVERSEE, _plain(made.LeaveForm), _seen_person, _leave),
    "suspend": Act("暂停党员权利", Membership, OVERSEE, _plain(made.SuspendForm), _seen_person, _suspend),
    "resume": Act("恢复党员权利", Suspension, OVERSEE, _plain(made.ResumeForm), _seen_person, _resume),
    "file": Act("更正党员信息", Membership, OVERSEE, _file_form, _seen_person, _file, sensitive=True),
    "base": Act("登记党费基数", Membership, KEEP, _plain(made.BaseForm), _seen_person, _base),
    "reduction": Act("申请减免党费", Membership, KEEP, _plain(made.ReductionForm), _seen_person, _reduction),
    "decide": Act("办理党费减免", DuesReduction, OVERSEE, _decide_form, _seen_person, _decide),
    "reverse": Act("冲正一笔党费", DuesPayment, KEEP, _plain(made.ReverseForm), _seen_payment, _reverse),
    "term": Act("登记任期", PartyOrganization, OVERSEE, _plain(made.TermForm), _seen_terms, _begin_term),
    "shift": Act("延期或提前换届", Term, OVERSEE, _plain(made.ShiftForm), _seen_term, _shift),
    "pair": Act("登记联系领导", PartyOrganization, OVERSEE, _new(made.PairForm, "领导"), _seen_pairs, _pair),
    "unpair": Act("结束联系", PairedLeader, OVERSEE, _plain(made.EndForm), _seen_pairs, _unpair),
}
