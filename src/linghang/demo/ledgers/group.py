"""槐安县医疗集团, 2018–2023: members and standards, partners and experts, three years of epidemic control, honours."""

import datetime as dt
from collections.abc import Iterator

from linghang.core.periods import Period
from linghang.demo.counts import spread
from linghang.demo.institutions import institutions, townships
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, later, numbered

HERE = "group"
FIVE_YEARS, EPIDEMIC, CONFERENCE = "2018-01..2022-12", "2020-01..2022-12", "2023Q1"
_HELD_ON = dt.date(2023, 2, 16)
_END = dt.date(2022, 12, 31)


def ledgers(stream: Stream) -> Iterator[Ledger]:
    yield ledger("member_unit", HERE, FIVE_YEARS, _members())
    yield ledger("unit_standard", HERE, FIVE_YEARS, _standards(stream))
    yield ledger("cooperation", HERE, FIVE_YEARS, _partners(stream))
    yield ledger("talent", HERE, FIVE_YEARS, _experts(stream))
    yield ledger("key_specialty", HERE, FIVE_YEARS, _specialties())
    yield ledger("outreach_support", HERE, "2022", _outreach(stream))
    yield ledger("epidemic_point", HERE, EPIDEMIC, _points(stream))
    yield ledger("epidemic_tally", HERE, EPIDEMIC, _tallies(stream))
    yield ledger("epidemic_deployment", HERE, EPIDEMIC, _deployments(stream))
    yield ledger("responsibility_letter", HERE, CONFERENCE, _letters())
    yield ledger("award", HERE, "2022", _rankings())
    yield ledger("award", HERE, CONFERENCE, _honours())


def _centres() -> list[str]:
    return [f"{name}卫生院" for name in townships()]


def _hospitals() -> list[str]:
    return [institutions()[code].name for code in ("group_people", "group_tcm")]


def _members() -> Iterator[Line]:
    for name in _hospitals():
        yield {"unit": name, "kind": "county_hospital", "joined_on": dt.date(2018, 1, 15)}
    for name in _centres():
        yield {"unit": name, "kind": "township", "joined_on": dt.date(2018, 1, 15)}


def _standards(stream: Stream) -> Iterator[Line]:
    """A TCM clinic in all 24 centres, six at the provincial basic standard, one more at the national one."""
    rng = stream("standard")
    reached = (
        [("tcm_clinic", name) for name in _centres()]
        + [("provincial_basic", name) for name in _centres()[1:7]]
        + [("national_recommended", _centres()[0])]
    )
    for (standard, unit), day in zip(reached, days(rng, "2018-06..2022-11", len(reached)), strict=True):
        yield {
            "unit": unit,
            "unit_kind": "township",
            "standard": standard,
            "reached_on": day,
            "document": "达标验收文件",
        }


def _partners(stream: Stream) -> Iterator[Line]:
    """Thirteen hospitals: “十几所”. Two of them run a remote consultation centre as well."""
    names = [
        f"{place}医院"
        for place in (
            "省人民",
            "省中医",
            "省肿瘤",
            "省儿童",
            "省心血管病",
            "省眼科",
            "市第一",
            "市第二",
            "市中",
            "市妇幼",
            "医科大学附属第一",
            "医科大学附属第二",
            "医科大学附属口腔",
        )
    ]
    kinds = [(name, "cooperation") for name in names] + [(name, "remote_centre") for name in names[10:12]]
    for (name, kind), day in zip(kinds, days(stream("partner"), "2018-03..2022-09", len(kinds)), strict=True):
        yield {"partner": name, "kind": kind, "signed_on": day, "scope": "专科共建、远程会诊、人员进修"}


def _experts(stream: Stream) -> Iterator[Line]:
    """74 flexible experts: “70余名”."""
    rng = stream("expert")
    for number, day in zip(numbered("RX", 74), days(rng, FIVE_YEARS, 74), strict=True):
        yield {
            "talent_no": number,
            "kind": "flexible",
            "category": "external_expert",
            "from_date": day,
            "to_date": later(rng, day, 1000, dt.date(2026, 12, 31)),
            "home_unit": "省人民医院",
        }


def _specialties() -> Iterator[Line]:
    for name, department, year in (("肺病科", "5001", 2019), ("骨伤科", "5010", 2020), ("脑病科", "5001", 2021)):
        yield {
            "specialty": name,
            "department": department,
            "field": "tcm",
            "level": "provincial",
            "stage": "accepted",
            "listed_on": dt.date(year, 10, 1),
            "document": "省级中医重点专科名单",
        }


def _outreach(stream: Stream) -> Iterator[Line]:
    rng, centres = stream("outreach"), _centres()
    for number, day in zip(numbered("BF2022", 96), days(rng, "2022", 96), strict=True):
        yield {
            "support_no": number,
            "started_on": day,
            "unit": centres[int(rng.integers(len(centres)))],
            "kind": ("technique", "staff", "management")[int(rng.integers(3))],
            "staff": int(rng.integers(1, 6)),
            "days": int(rng.integers(1, 15)),
            "content": "驻点帮扶",
        }


def _points(stream: Stream) -> Iterator[Line]:
    """38 fixed, 276 temporary (“270余个”) and 11 mobile points, two laboratories; 19 sites and five homes in 2022."""
    rng = stream("point")
    kinds = (
        ("fixed_sampling", 38, "2020-06..2022-06", "固定采集点"),
        ("temporary_sampling", 276, "2020-06..2022-11", "临时采集点"),
        ("mobile_sampling", 11, "2021-01..2022-06", "流动采集车"),
        ("pcr_laboratory", 2, "2020-05..2020-12", "PCR实验室"),
        ("quarantine", 19, "2022-01..2022-11", "隔离点"),
        ("care_home", 5, "2022-03..2022-11", "养老院"),
    )
    for kind, number, period, title in kinds:
        for order, day in enumerate(days(rng, period, number), 1):
            lasting = kind in ("pcr_laboratory", "care_home")
            yield {
                "point_no": f"{kind}-{order:03d}",
                "kind": kind,
                "name": f"{title}{order}",
                "opened_on": day,
                "closed_on": None if lasting else later(rng, day, 300, _END),
            }


def _tallies(stream: Stream) -> Iterator[Line]:
    """Monthly sums: 43,012 vehicles (4.3万辆), 134,380 people (13.4万余人); 2022: 10,260,000 tests, 2,046 observed."""
    rng = stream("tally")
    for kind, total, period in (
        ("vehicles", 43_012, EPIDEMIC),
        ("persons", 134_380, EPIDEMIC),
        ("tests", 3_140_000, "2020-06..2021-12"),
        ("tests", 10_260_000, "2022"),
        ("observation", 2_046, "2022"),
    ):
        months = Period.parse(period).months()
        for month, number in zip(months, spread(total, rng.uniform(0.4, 1.6, len(months))), strict=True):
            yield {"day": month.last_day, "kind": kind, "number": number}


def _deployments(stream: Stream) -> Iterator[Line]:
    """206 at checkpoints (“200余名”), a team of 1,006 (“近1000余人”), 16 missions of 312 (“300余名”)."""
    rng = stream("deployment")
    for kind, persons, missions, period in (
        ("checkpoint", 206, 12, EPIDEMIC),
        ("sampling", 1_006, 8, "2021-06..2022-06"),
        ("reinforcement", 312, 16, EPIDEMIC),
    ):
        sizes = spread(persons, rng.uniform(0.7, 1.3, missions))
        for order, (size, day) in enumerate(zip(sizes, days(rng, period, missions), strict=True), 1):
            yield {
                "mission_no": f"{kind}-{order:02d}",
                "kind": kind,
                "started_on": day,
                "ended_on": later(rng, day, 60, _END),
                "destination": "兄弟市县" if kind == "reinforcement" else "槐安县",
                "persons": size,
            }


def _letters() -> Iterator[Line]:
    """Six department heads and two centre heads signed on stage, all others at desks."""
    units = [item.name for code in ("group_people", "group_tcm") for item in institutions()[code].departments]
    for signer, names, staged in (("department", list(dict.fromkeys(units)), 6), ("township", _centres(), 2)):
        for number, name in enumerate(names):
            yield {
                "kind": "party_supervision",
                "signer_kind": signer,
                "unit": name,
                "issued_on": _HELD_ON,
                "signed_on": _HELD_ON,
                "on_stage": number < staged,
            }


def _rankings() -> Iterator[Line]:
    for number, name in enumerate(_hospitals(), 1):
        yield {
            "award_no": f"PM2022-{number}",
            "awarded_on": dt.date(2022, 9, 28),
            "title": "县级医院五百强",
            "category": "ranking",
            "holder_kind": "unit",
            "holder": name,
            "level": "national",
        }


def _honours() -> Iterator[Line]:
    """20 advanced units, all on stage, and 230 persons, 40 of them on stage."""
    for number in range(1, 21):
        yield _honour(f"XJJT-{number:02d}", "department", f"先进科室{number}", "年度先进集体", True)
    for number in range(1, 231):
        yield _honour(f"XJGR-{number:03d}", "person", f"HA{1000 + number}", "年度先进个人", number <= 40)


def _honour(number: str, holder_kind: str, holder: str, title: str, on_stage: bool) -> Line:
    return {
        "award_no": number,
        "awarded_on": _HELD_ON,
        "title": title,
        "category": "advanced",
        "holder_kind": holder_kind,
        "holder": holder,
        "level": "hospital",
        "grantor": "槐安县医疗集团",
        "on_stage": on_stage,
    }
