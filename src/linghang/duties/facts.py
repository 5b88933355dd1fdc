"""Who may owe a duty, and what a duty's condition may ask about him. Pure.

The kinds of each base are the words of `kinds` in a pack; the facts are the fields of `when`. Both are as of a day.
"""

from collections.abc import Mapping
from types import MappingProxyType

from linghang.expressions.schema import Schema
from linghang.expressions.tree import Field, Type

KINDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "organization": {
            "committee": "党委",
            "general_branch": "党总支",
            "branch": "党支部",
            "joint_branch": "联合党支部",
            "temporary_branch": "临时党支部",
            "group": "党小组",
        },
        "department": {},
        "institution": {
            "region": "区域",
            "group": "医疗集团",
            "hospital": "医院",
            "township": "乡镇卫生院",
            "village": "村卫生室",
        },
        "person": {
            "party_secretary": "党委（总支）书记",
            "president": "院长",
            "party_seat": "党委（总支）班子成员",
            "leader": "院领导",
            "branch_secretary": "支部书记",
            "branch_committee": "支部书记和班子成员",
            "member": "党员",
        },
        "pair": {"leader_branch": "领导与联系支部", "committee_pair": "支委之间"},
    }
)
FACTS: Mapping[str, Mapping[str, tuple[Type, str]]] = MappingProxyType(
    {
        "organization": {
            "kind": (Type.TEXT, "类别代码"),
            "temporary": (Type.BOOLEAN, "是否临时党支部"),
            "has_committee": (Type.BOOLEAN, "任免里有委员"),
            "needs_committee": (Type.BOOLEAN, "正式党员 7 人以上"),
            "has_groups": (Type.BOOLEAN, "下设党小组"),
            "has_secretary": (Type.BOOLEAN, "任免里有书记"),
            "full_members": (Type.INTEGER, "正式党员数"),
            "probationary_members": (Type.INTEGER, "预备党员数"),
        },
        "department": {
            "code": (Type.TEXT, "科室代码"),
            "clinical": (Type.BOOLEAN, "诊疗科目代码内的科室"),
            "has_branch": (Type.BOOLEAN, "有对应的党支部"),
        },
        "institution": {
            "kind": (Type.TEXT, "类别代码"),
            "level": (Type.TEXT, "等级"),
            "has_party_committee": (Type.BOOLEAN, "设党委"),
        },
        "person": {
            "branch_committee": (Type.BOOLEAN, "是支部书记或委员"),
            "party_seat": (Type.BOOLEAN, "是党委班子成员"),
            "probationary": (Type.BOOLEAN, "是预备党员"),
        },
        "pair": {},
    }
)
COMMITTEE_FROM = 7
"""Full members from which a branch has a committee (party_rules BR06)."""


def schema_of_base(base: str) -> Schema:
    """The facts about owners of a base, as fields of an expression."""
    return {name: Field(name, kind) for name, (kind, _) in FACTS[base].items()}


def pair_key(one: str, other: str) -> str:
    """The key of two who owe together, whichever is named first."""
    return "|".join(sorted((one, other)))
