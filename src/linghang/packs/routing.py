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

from linghang.packs.model import Code, Confidence, Name, PackObject, Part, Text

_THRESHOLD = re.compile(r"(>=|>)(\d{1,2})/(\d{1,2})")

MajorCategory = Literal["none", "decision", "personnel", "project", "funds"]
"""三重一大: 重大决策, 重要人事任免, 重大项目安排, 大额度资金运作."""
OpinionKind = Literal["legal", "finance", "discipline", "branch", "expert", "staff"]
LeadingPost = Literal[
    "secretary",
    "deputy_secretary",
    "discipline_secretary",
    "committee_member",
    "president",
    "vice_president",
    "chief_accountant",
]
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
PARTY_POSTS: frozenset[LeadingPost] = frozenset(
    {"secretary", "deputy_secretary", "discipline_secretary", "committee_member"}
)
"""Leading posts of the Party committee; the others are of the administration (`organization.as_of.SEATS`)."""


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
    organisation (`seats: party`), of its administration, or of both. `chair` and `last_speaker` are such posts.
    `majority_base`: of those `entitled` (应到会) or those `present`; `majority: null`: nobody votes, the chair sums up
    (院长办公会). `notice_days`: working days between notice and meeting. `decides: false`: it learns or prepares
    (书记专题会, 中心组), its outcome is no decision. `first_topic`: each of its meetings begins with 第一议题.
    """

    code: Name
    title: Text
    seats: Literal["party", "administration", "both"]
    posts: tuple[LeadingPost, ...] = Field(min_length=1)
    chair: LeadingPost
    last_speaker: LeadingPost | None = None
    quorum: Threshold = ">=1/2"
    majority: Threshold | None = ">1/2"
    majority_base: Literal["entitled", "present"] = "entitled"
    notice_days: int = Field(default=0, ge=0, le=30)
    cycle: Literal["", "weekly", "fortnightly", "monthly", "quarterly"] = ""
    first_topic: bool = False
    decides: bool = True

    @model_validator(mode="after")
    def _members_can_sit(self) -> Self:
        wrong = [
            post for post in self.posts if self.seats != "both" and (post in PARTY_POSTS) != (self.seats == "party")
        ]
        if wrong:
            raise ValueError(f"{self.title}：职务 {'、'.join(wrong)} 不在 seats 所说的一边")
        for title, post in (("主持人", self.chair), ("末位表态人", self.last_speaker)):
            if post is not None and post not in self.posts:
                raise ValueError(f"{self.title}：{title} {post} 不是成员")
        return self


class Matter(Part):
    """A kind of matter and the way it goes.

    `bodies`: through which bodies, in order; the last one decides. Rows of one `subject` differ by amount
    (`Routing.amounts`). `quorum`, `majority`: where the matter asks for more than its body (appointments: two thirds
    present). `secret_ballot`: votes are counted, not recorded by name. `circulation`: whether it may be decided
    without a meeting.
    """

    code: Name
    title: Text
    subject: str = ""
    bodies: tuple[Name, ...] = Field(min_length=1)
    category: MajorCategory = "none"
    functions: tuple[PartyFunction, ...] = ()
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


class Rule(Part):
    """A rule of procedure that is checked: where it comes from, how sure that is, and what breaking it means.

    `severity: block`: an agenda that breaks it is not fixed without a reason on record; `warn`: it is said; `off`: this
    house does not follow it. A rule of low confidence never blocks, whatever stands here.
    """

    code: str = Field(pattern=r"^[A-Z]{2}\d{2}$")
    title: Text
    severity: Literal["block", "warn", "off"] = "warn"
    confidence: Confidence = "high"
    source: str = ""


class Routing(PackObject):
    """The agenda catalogue: bodies, the matters that go to them, and the rules of procedure.

    `amounts`: from which sum on (yuan) the row of that matter holds; up to the next sum of the same subject. Rows of a
    subject without any sum are told apart by a person. `institutions`: whose catalogue it is; empty: everybody's who
    has none of his own.
    """

    bodies: tuple[Body, ...] = Field(min_length=1)
    matters: tuple[Matter, ...] = ()
    rules: tuple[Rule, ...] = ()
    amounts: dict[Name, Annotated[Decimal, Field(gt=0)]] = Field(default_factory=dict)
    institutions: tuple[Code, ...] = ()

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

    def rule(self, code: str) -> Rule:
        """The rule of that code. One that the catalogue does not state is still checked, but only warns."""
        for rule in self.rules:
            if rule.code == code:
                return rule
        return Rule(code=code, title="议事清单没有写明的规则", confidence="low")

    def rows(self, matter: Matter) -> list[Matter]:
        """The rows of the matter's subject, the one for the smallest sums first."""
        rows = [each for each in self.matters if (each.subject or each.code) == (matter.subject or matter.code)]
        return sorted(rows, key=lambda each: self.amounts.get(each.code, Decimal(0)))

    @model_validator(mode="after")
    def _bodies_exist(self) -> Self:
        for title, codes in (
            ("机构", [body.code for body in self.bodies]),
            ("事项", [matter.code for matter in self.matters]),
            ("规则", [rule.code for rule in self.rules]),
        ):
            if twice := sorted({code for code in codes if codes.count(code) > 1}):
                raise ValueError(f"{title}的代码重复：{'、'.join(twice)}")
        known = {body.code for body in self.bodies}
        for matter in self.matters:
            if unknown := sorted(set(matter.bodies) - known):
                raise ValueError(f"事项 {matter.code}：没有这些议事机构：{'、'.join(unknown)}")
            if not self.body(matter.deciding_body).decides:
                raise ValueError(f"事项 {matter.code}：{self.body(matter.deciding_body).title}不作决定")
        return self

    @model_validator(mode="after")
    def _amounts_apart(self) -> Self:
        """Two rows of a subject may not begin at the same sum: a matter would have two ways to go."""
        if unknown := sorted(set(self.amounts) - {matter.code for matter in self.matters}):
            raise ValueError(f"amounts：没有这些事项：{'、'.join(unknown)}")
        for matter in self.matters:
            if matter.code in self.amounts:
                rows = self.rows(matter)
                for lower, upper in pairwise(rows):
                    if self.amounts.get(lower.code) == self.amounts.get(upper.code):
                        raise ValueError(f"事项 {lower.code} 与 {upper.code} 的金额起点相同")
        return self
