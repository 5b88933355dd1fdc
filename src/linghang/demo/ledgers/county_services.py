"""青岩市人民医院, 2022: centres, interventions, consultations, home nursing and the field hospital."""

import datetime as dt
from collections.abc import Iterator

from linghang.demo.institutions import institutions
from linghang.demo.ledgers.book import Ledger, Line, Stream, ledger
from linghang.demo.ledgers.calendar import days, month_ends, numbered
from linghang.demo.ledgers.centre_nodes import node_ledgers

HERE, YEAR = "county", "2022"


def ledgers(stream: Stream) -> Iterator[Ledger]:
    cases = list(_centres(stream))
    yield ledger("centre_case", HERE, YEAR, cases)
    yield from node_ledgers(HERE, YEAR, cases, stream)
    yield ledger("cardiac_intervention", HERE, YEAR, _interventions(stream))
    yield ledger("mdt_consultation", HERE, YEAR, _consultations(stream))
    yield ledger("invited_operation", HERE, YEAR, _invited(stream))
    yield ledger("remote_consultation", HERE, YEAR, _remote(stream))
    yield ledger("internet_nursing", HERE, YEAR, _nursing(stream))
    yield ledger("free_clinic", HERE, YEAR, _clinics(stream))
    yield ledger("satisfaction_survey", HERE, YEAR, _surveys(stream))
    yield ledger("epidemic_deployment", HERE, YEAR, _field_hospital_staff())
    yield ledger("epidemic_tally", HERE, YEAR, _field_hospital_patients())


def _centres(stream: Stream) -> Iterator[Line]:
    rng = stream("centre")
    for centre, number, minutes in (("chest_pain", 186, 78), ("stroke", 175, 46), ("trauma", 206, 35)):
        for case, day in zip(numbered(centre, number), days(rng, YEAR, number), strict=True):
            yield {
                "case_no": case,
                "centre": centre,
                "enrolled_on": day,
                "patient_id": f"ZX{rng.integers(10**6, 10**7)}",
                "first_contact_minutes": int(rng.gamma(9, minutes / 9)) + 5,
            }


def _interventions(stream: Stream) -> Iterator[Line]:
    """186 interventions, 49 of them with stents."""
    rng = stream("intervention")
    stented = set(rng.permutation(186)[:49].tolist())
    for number, (case, day) in enumerate(zip(numbered("JR2022", 186), days(rng, YEAR, 186), strict=True)):
        stent = number in stented
        yield {
            "case_no": case,
            "operated_on": day,
            "patient_id": f"ZY{rng.integers(10**6, 10**7)}",
            "operation_name": "冠状动脉支架置入术" if stent else "冠状动脉造影术",
            "stent": stent,
            "stents": int(rng.integers(1, 4)) if stent else 0,
            "emergency": bool(rng.random() < 0.3),
        }


def _departments() -> list[str]:
    return [item.code for item in institutions()[HERE].departments if item.stays]


def _consultations(stream: Stream) -> Iterator[Line]:
    rng, codes = stream("mdt"), _departments()
    for number, day in zip(numbered("MDT2022", 54), days(rng, YEAR, 54), strict=True):
        yield {
            "consultation_no": number,
            "held_on": day,
            "department": codes[int(rng.integers(len(codes)))],
            "patient_id": f"ZY{rng.integers(10**6, 10**7)}",
            "problem": "诊断不明，需多学科共同制定方案",
            "departments_joined": int(rng.integers(3, 8)),
            "opinion_carried_out": bool(rng.random() < 0.94),
        }


def _invited(stream: Stream) -> Iterator[Line]:
    rng = stream("invited")
    operations = (
        ("0403", "全髋关节置换术"),
        ("0401", "腹腔镜右半结肠切除术"),
        ("0402", "脑内肿瘤切除术"),
        ("0404", "经皮肾镜碎石取石术"),
    )
    for number, day in zip(numbered("WQ2022", 54), days(rng, YEAR, 54), strict=True):
        department, name = operations[int(rng.integers(len(operations)))]
        yield {
            "operation_no": number,
            "operated_on": day,
            "department": department,
            "patient_id": f"ZY{rng.integers(10**6, 10**7)}",
            "operation_name": name,
            "expert_hospital": "省级医科大学附属医院",
            "approved_on": day - dt.timedelta(days=1),
            "fee_waived": bool(rng.random() < 0.2),
        }


def _remote(stream: Stream) -> Iterator[Line]:
    rng, codes = stream("remote"), _departments()
    for number, day in zip(numbered("YC2022", 29), days(rng, YEAR, 29), strict=True):
        yield {
            "consultation_no": number,
            "held_on": day,
            "department": codes[int(rng.integers(len(codes)))],
            "patient_id": f"ZY{rng.integers(10**6, 10**7)}",
            "direction": "asked" if rng.random() < 0.7 else "answered",
            "partner": "省级医科大学附属医院",
            "minutes": int(rng.integers(15, 70)),
        }


def _nursing(stream: Stream) -> Iterator[Line]:
    rng = stream("nursing")
    items = (("导尿管护理", 120), ("压疮护理", 160), ("PICC维护", 140), ("鼻饲管护理", 110), ("造口护理", 180))
    for number, day in zip(numbered("HL2022", 151), days(rng, YEAR, 151), strict=True):
        item, fee = items[int(rng.integers(len(items)))]
        yield {
            "order_no": number,
            "served_on": day,
            "patient_id": f"HZ{rng.integers(10**6, 10**7)}",
            "item": item,
            "nurse_no": f"QY{rng.integers(2000, 2060)}",
            "fee": fee,
        }


def _clinics(stream: Stream) -> Iterator[Line]:
    rng = stream("clinic")
    for number, day in enumerate(days(rng, YEAR, 26), 1):
        village = number % 2 == 0
        yield {
            "clinic_no": f"YZ2022-{number:02d}",
            "held_on": day,
            "place": f"{'石岭村' if village else '中州社区'}{number}组",
            "place_kind": "village" if village else "community",
            "branch": "党员专家义诊小分队",
            "staff": int(rng.integers(5, 14)),
            "served": int(rng.integers(60, 240)),
        }


def _surveys(stream: Stream) -> Iterator[Line]:
    rng = stream("survey")
    for last in month_ends(YEAR):
        for group, responses, rate in (("outpatient", 420, 0.952), ("inpatient", 360, 0.968), ("nursing", 360, 0.975)):
            yield {
                "surveyed_on": last,
                "survey_method": "in_house",
                "survey_group": group,
                "responses": responses,
                "satisfied": int(responses * rng.normal(rate, 0.004)),
            }


def _field_hospital_staff() -> Iterator[Line]:
    yield {
        "mission_no": "FC2022-01",
        "kind": "field_hospital",
        "started_on": dt.date(2022, 11, 24),
        "ended_on": dt.date(2022, 12, 8),
        "destination": "青岩市方舱医院",
        "persons": 8,
    }


def _field_hospital_patients() -> Iterator[Line]:
    """Three days, 482 people: “480多名”."""
    for day, number in ((25, 196), (26, 171), (27, 115)):
        yield {"day": dt.date(2022, 11, day), "kind": "field_hospital", "number": number}
