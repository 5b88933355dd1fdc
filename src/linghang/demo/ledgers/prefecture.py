"""碧澜州人民医院, 2022 and 2023: the prefecture hospital's Party work."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from linghang.demo.counts import spread
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, later, numbered
from linghang.demo.party.roll import roll
from linghang.demo.party_organizations import branches

HERE, YEAR = "prefecture", "2023"
_LAST = dt.date(2023, 12, 31)
UPGRADED = 29
_BRANCHES = branches(HERE)
STANDING = [form.code for form in _BRANCHES if form.last is None]


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("party_branch", HERE, "2016-01..2023-12", _branches())
    yield ledger("branch_upgrade", HERE, YEAR, _upgrades(stream))
    yield ledger("party_carrier", HERE, "2021-01..2023-12", _carriers(stream))
    yield ledger("people_benefit_item", HERE, YEAR, _benefits(stream))
    yield ledger("research_topic", HERE, YEAR, _topics(stream))
    yield ledger("consumption_help", HERE, YEAR, _purchases(stream))


@cache
def branch_members() -> dict[str, int]:
    """How many members each branch has on its roll at the end of the year."""
    return {code: len(some) for code, some in roll(HERE, int(YEAR)).items()}


@cache
def in_party_school() -> tuple[int, int]:
    """Who came for the first time to each of the two classes: together every member in service."""
    in_service = sum(count for code, count in branch_members().items() if not code.endswith("-ltx"))
    return in_service - in_service // 2, in_service // 2


def _branches() -> Iterator[Line]:
    members = branch_members()
    for number, form in enumerate(_BRANCHES, 1):
        yield {
            "branch_no": form.code,
            "name": form.name,
            "temporary": form.last is not None,
            "established_on": form.first or dt.date(2016 + number % 5, 3, 1),
            "ended_on": form.last,
            "clinical": form.code.startswith(f"{HERE}-b") or form.last is not None,
            "secretary_key_staff": number not in (3, 11, 19),
            "standardised": form.last is None and form.code != "prefecture-ltx",
            "members": members.get(form.code, 8),
        }


def _upgrades(stream: Stream) -> Iterator[Line]:
    for number, day in enumerate(days(stream("upgrade"), YEAR, UPGRADED), 1):
        grades = ("weak", "middle") if number <= 4 else ("middle", "advanced")
        yield {
            "branch_no": STANDING[number - 1],
            "approved_on": day,
            "from_grade": grades[0],
            "to_grade": grades[1],
            "document": "支部晋位升级考核结果通报",
        }


def _carriers(stream: Stream) -> Iterator[Line]:
    rng = stream("carrier")
    for kind, title, number in (("model_window", "党员示范岗服务窗口", 18), ("civility_pioneer", "文明先锋", 21)):
        for order, day in enumerate(days(rng, "2021-01..2023-06", number), 1):
            yield {
                "carrier_no": f"{kind}-{order:02d}",
                "kind": kind,
                "name": f"{title}{order}号",
                "unit": "门诊部",
                "established_on": day,
                "promise": "亮身份、亮承诺、亮职责",
            }


def _benefits(stream: Stream) -> Iterator[Line]:
    """Fifty items done within the year; three are still open."""
    rng = stream("benefit")
    wishes = (
        "门诊缴费排队久",
        "停车难",
        "检查预约等待长",
        "住院清单看不懂",
        "老年人不会用自助机",
        "病区热水不足",
        "报告取件不便",
    )
    for number, (item, day) in enumerate(
        zip(numbered("SS2023", 53), days(rng, "2023-01..2023-10", 53), strict=True), 1
    ):
        done = number <= 50
        yield {
            "item_no": item,
            "listed_on": day,
            "problem": wishes[int(rng.integers(len(wishes)))],
            "measure": "增设窗口和志愿者引导，优化流程",
            "owner": "门诊部",
            "due_on": day + dt.timedelta(days=60),
            "done_on": later(rng, day, 60, _LAST) if done else None,
            "beneficiaries": int(rng.integers(200, 9000)) if done else None,
        }


def _topics(stream: Stream) -> Iterator[Line]:
    titles = (
        "改善就医感受",
        "重点专科建设",
        "人才梯队建设",
        "运营精细化管理",
        "县域帮扶机制",
        "护理队伍稳定",
        "智慧医院应用",
    )
    for number, (title, day) in enumerate(zip(titles, days(stream("topic"), "2023-04..2023-06", 7), strict=True), 1):
        yield {
            "topic_no": f"DY2023-{number}",
            "title": f"{title}调研",
            "set_on": day,
            "leader_post": "院领导",
            "problems_found": 4 + number,
            "closed_on": dt.date(2023, 11, 30),
        }


def _purchases(stream: Stream) -> Iterator[Line]:
    """723,900.00 yuan over the year."""
    rng = stream("purchase")
    amounts = spread(72_390_000, rng.gamma(3, 1, 46))
    products = ("核桃", "茶叶", "菌菇", "蜂蜜", "腊肉", "大米")
    for number, day, cents in zip(numbered("XF2023", 46), days(rng, YEAR, 46), amounts, strict=True):
        yield {
            "purchase_no": number,
            "bought_on": day,
            "village": "白水村",
            "product": products[int(rng.integers(6))],
            "amount": Decimal(cents) / 100,
        }
