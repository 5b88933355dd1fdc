"""A settlement as CSV tables that people check: lines, prepayments, every step, candidates for review. Pure."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from linghang.casemix.dip.prepaying import Prepayment
from linghang.casemix.dip.review import Reviewed
from linghang.casemix.dip.settle import Line, Settlement
from linghang.casemix.dip.trail import Step
from linghang.casemix.result_files import appearing

LINE_HEADS = {
    "institution": "机构",
    "cases": "例数",
    "score": "分值",
    "fund_ratio": "基金支付比例",
    "gross": "应付",
    "assessment": "考核系数",
    "assessed": "考核后",
    "reviewed": "单议例数",
    "reviewed_amount": "单议金额",
    "deduction": "扣款",
    "final": "年终清算",
    "prepaid": "已预付",
    "balance": "应补",
}
PREPAYMENT_HEADS = {"institution": "机构", "month": "月", "score": "分值", "amount": "预付"}
STEP_HEADS = {"number": "步骤", "institution": "机构", "item": "项目", "formula": "算法", "result": "结果"}
REVIEWED_HEADS = {
    "case": "病例号",
    "institution": "机构",
    "score": "计分",
    "points": "核定分值",
    "amount": "核定金额",
    "reason": "理由",
}


def write_settlement(settlement: Settlement, folder: Path) -> None:
    """Write 年终清算.csv, 按月预付.csv, 清算过程.csv, 特例单议候选.csv and, where cases were decided, 特例单议结果.csv.

    InputError: the folder cannot be written.
    """
    _write(folder / "年终清算.csv", settlement.lines, LINE_HEADS)
    _write(folder / "按月预付.csv", settlement.prepayments, PREPAYMENT_HEADS)
    _write(folder / "清算过程.csv", settlement.trail, STEP_HEADS)
    if settlement.reviewed:
        _write(folder / "特例单议结果.csv", settlement.reviewed, REVIEWED_HEADS)
    flat = settlement.review.with_columns(pl.col(pl.List(pl.String)).list.join("|"))
    write_table(flat, folder / "特例单议候选.csv")


def write_table(table: pl.DataFrame, path: Path) -> None:
    """A table as a CSV file that spreadsheet programs read. InputError: the place cannot be written."""
    with appearing(path) as part:
        table.write_csv(part, include_bom=True)


def _write(
    path: Path, rows: Sequence[Line] | Sequence[Prepayment] | Sequence[Step] | Sequence[Reviewed], heads: dict[str, str]
) -> None:
    columns = {title: [_text(getattr(row, name)) for row in rows] for name, title in heads.items()}
    write_table(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), path)


def _text(value: object) -> str:
    return "" if value is None else str(value)
