"""Which body decides what: the agenda catalogue (议事清单) of a hospital as data.

A body (党委会, 院长办公会 …) says who sits on it and how it decides; a matter says which bodies it passes, in order,
and what must be there before. Shares are written as thresholds: `>=1/2` is “半数以上”, `>1/2` is “超过半数”.
"""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from linghang.packs.model import Name, PackObject, Part, Text

_THRESHOLD = re.compile(r"(>=|>)(\d{1,2})/(\d{1,2})")

MajorCategory = Literal["none", "decision", "personnel", "project", "funds"]
"""三重一大: 重大决策, 重要人事任免, 重大项目安排, 大额度资金运作."""
OpinionKind = Literal["legal", "finance", "discipline", "branch", "expert", "staff"]
PartyFunction = Literal["direction", "overall", "decision", "reform", "delivery"]
"""把方向、管大局、作决策、促改革、保落实."""
MAJOR_CATEGORIES: dict[str, str] = {
    "none": "一般事项",
    "decision": "重大决策",
    "personnel": "重要人事任免",
    "project": "重大项目安排",
    "funds": "大额度资金运作",
}
OPINION_KINDS: dict[str, str] = {
    "legal": "合法性审查",
    "finance": "财务意见",
    "discipline": "纪检意见",
    "branch": "党支部意见",
    "expert": "专家论证",
    "staff": "职工意见",
}
PARTY_FUNCTIONS: dict[str, str] = {
    "direction": "把方向",
    "overall": "管大局",
    "decision": "作决策",
    "reform": "促改革",
    "delivery": "保落实",
}


def _threshold(text: str) -> str:
    found = _THRESHOLD.fullmatch(text.replace(" ", ""))
    if not found or not 0 < int(found[2]) <= int(found[3]):
        raise ValueError("比例写成 >=1/2（半数以上，含半数）或 >1/2（超过半数）")
    return text.replace(" ", "")


Threshold = Annotated[str, AfterValidator(_threshold)]


def share_of(threshold: str) -> tuple[Fraction, bool]:
    """The share of a threshold and whether reaching it exactly is enough: `>=2/3` → (2/3, True)."""
    found = _THRESHOLD.fullmatch(threshold)
    if not found:
        raise ValueError(threshold)
    return Fraction(int(found[2]), int(found[3])), found[1] == ">="


class Body(Part):
    """A body that meets and decides.

    Its members are those who hold one of `posts` (organization.Post.kind) at the institution: of its Party
    organisation (`seats: party`) or of its administration. `chair` and `last_speaker` are such posts. `majority_base`:
    of those `entitled` (应到会) or those `present`. `notice_days`: working days between notice and meeting.
    `decides: false`: it learns or prepares (书记专题会, 中心组), its outcome is no decision. `first_topic`: each of its
    meetings begins with 第一议题.
    """

    code: Name
    title: Text
    seats: Literal["party", "administration"]
    posts: tuple[Name, ...] = Field(min_length=1)
    chair: Name
    last_speaker: Name | None = None
    quorum: Threshold = ">=1/2"
    majority: Threshold = ">1/2"
    majority_base: Literal["entitled", "present"] = "entitled"
    notice_days: int = Field(default=0, ge=0, le=30)
    cycle: Literal["", "weekly", "fortnightly", "monthly", "quarterly"] = ""
    first_topic: bool = False
    decides: bool = True


class Matter(Part):
    """A kind of matter and the way it goes.

    `bodies`: through which bodies, in order; the last one decides. `amount_from`/`amount_below` (yuan): the sums for
    which this row holds; rows of one `subject` may differ by amount. `quorum`, `majority`: where the matter asks for
    more than its body (appointments: two thirds present). `circulation`: whether it may be decided without a meeting.
    """

    code: Name
    title: Text
    subject: str = ""
    bodies: tuple[Name, ...] = Field(min_length=1)
    category: MajorCategory = "none"
    functions: tuple[PartyFunction, ...] = ()
    amount_from: Decimal | None = Field(default=None, ge=0)
    amount_below: Decimal | None = Field(default=None, gt=0)
    consultation: bool = False
    opinions: tuple[OpinionKind, ...] = ()
    quorum: Threshold | None = None
    majority: Threshold | None = None
    secret_ballot: bool = False
    circulation: bool = False
    source: str = ""

    @property
    def deciding_body(self) -> str:
        return self.bodies[-1]


class Routing(PackObject):
    """The agenda catalogue: bodies, and the matters that go to them."""

    bodies: tuple[Body, ...] = Field(min_length=1)
    matters: tuple[Matter, ...] = ()

    def body(self, code: str) -> Body:
        """The body of that code; KeyError when there is none."""
        for body in self.bodies:
            if body.code == code:
                return body
        raise KeyError(code)

    def matter(self, code: str) -> Matter:
        """The matter of that code; KeyError when there is none."""
        for matter in self.matters:
            if matter.code == code:
                return matter
        raise KeyError(code)

    @model_validator(mode="after")
    def _bodies_exist(self) -> Self:
        for title, codes in (("机构", [b.code for b in self.bodies]), ("事项", [m.code for m in self.matters])):
            if twice := sorted({code for code in codes if codes.count(code) > 1}):
                raise ValueError(f"{title}的代码重复：{'、'.join(twice)}")
        known = {body.code for body in self.bodies}
        for matter in self.matters:
            if unknown := sorted(set(matter.bodies) - known):
                raise ValueError(f"事项 {matter.code}：没有这些议事机构：{'、'.join(unknown)}")
            if not self.body(matter.deciding_body).decides:
                raise ValueError(f"事项 {matter.code}：{self.body(matter.deciding_body).title}不作决定")
            if matter.amount_from and matter.amount_below and matter.amount_below <= matter.amount_from:
                raise ValueError(f"事项 {matter.code}：金额上限应大于下限")
        return self

    @model_validator(mode="after")
    def _amounts_apart(self) -> Self:
        """Rows of one subject may not claim the same sum: a matter would have two ways to go."""
        by_subject: dict[str, list[Matter]] = {}
        for matter in self.matters:
            by_subject.setdefault(matter.subject or matter.code, []).append(matter)
        for matters in by_subject.values():
            ordered = sorted(matters, key=lambda matter: matter.amount_from or Decimal(0))
            for lower, upper in pairwise(ordered):
                if lower.amount_below is None or lower.amount_below > (upper.amount_from or Decimal(0)):
                    raise ValueError(f"事项 {lower.code} 与 {upper.code} 的金额范围重叠")
        return self
