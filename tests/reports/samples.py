"""Reports and figures written by hand for the tests of this folder."""

import datetime as dt
from decimal import Decimal

from linghang.core.periods import Period
from linghang.packs.model import Report, Section
from linghang.reports.document import Block, BoundFigure, Document, Gap, Heading, Ledger, Paragraph, Text
from linghang.reports.layout import layout as layout_of
from linghang.reports.template import Figure

YEAR = Period.year(2022)
WORDS = {"institution": "云溪市人民医院", "period": "2022年", "year": "2022", "last_year": "2021", "next_year": "2023"}
FULL_LINE = "人民医院全面贯彻落实新时代党的建设总要求把政治标准贯穿发"
"""28 characters without punctuation: one full line."""


def report(*sections: Section, opening: tuple[str, ...] = (), **rest: object) -> Report:
    return Report(
        code="annual",
        title="年度工作报告",
        source="测试",
        heading="{institution}{year}年工作报告",
        opening=opening,
        sections=sections or (Section(heading="总体情况"),),
        **rest,
    )


VALUES = {"ok": Decimal(1), "partial": Decimal(1), "zero": Decimal(0), "no_data": None}


def binder(**state: str):
    """Binds every figure: its code as text, so that a test sees which stands where; those named are in that state."""

    def bind(figure: Figure) -> BoundFigure:
        found = state.get(figure.indicator, "ok")
        text = "〔缺〕" if found == "no_data" else f"<{figure.indicator}>"
        return BoundFigure(
            figure.indicator,
            figure.indicator,
            "yunxi",
            YEAR,
            figure.kind,
            text,
            VALUES[found],
            "ok" if found == "zero" else found,
        )

    return bind


def document(*blocks: Block, layout: str = "gb9704", missing: tuple[Gap, ...] = (), **rest: object) -> Document:
    return Document(
        "annual",
        "云溪市人民医院2022年工作报告",
        "yunxi",
        "云溪市人民医院",
        YEAR,
        37,
        layout_of(layout),
        "各位代表、同志们：",
        blocks,
        "云溪市人民医院",
        dt.date(2023, 1, 5),
        missing,
        **rest,
    )


def visits(text: str = "28.28万人次") -> BoundFigure:
    return BoundFigure("outpatient_visits", "门急诊人次", "yunxi", YEAR, "value", text, Decimal(282773), "ok")


def gap() -> Gap:
    figure = BoundFigure("talents_recruited", "引进高层次人才人数", "yunxi", YEAR, "yoy", "同比〔缺〕", None, "no_data")
    return Gap(figure, ("人才队伍",), YEAR.last_year(), (Ledger("talent", "人才引育台账", "kept"),))


def short_document(**rest: object) -> Document:
    return document(
        Heading(1, "一、", "总体情况"),
        Paragraph((Text("全年门急诊量"), visits(), Text("，“出院”——稳步增长。"))),
        Heading(2, "（一）", "医疗服务"),
        Heading(3, "1.", "门诊"),
        **rest,
    )
