"""Front pages of the lake as the grouping reads them, and as rows of `case_payment`. Pure."""

from collections.abc import Iterable

import polars as pl
import pyarrow as pa

READ = (
    "record_no", "sex", "age", "age_days", "birth_weights", "admission_weight", "payment", "admitted_at",
    "discharged_at", "department", "attending_doctor", "length_of_stay", "discharge_way", "principal_diagnosis",
    "other_diagnoses", "operations", "total_fee", "_row",
)  # fmt: skip
PARTS = {
    "medicine_fee": ("western_medicine_fee", "chinese_patent_medicine_fee", "chinese_herbal_fee"),
    "material_fee": ("examination_material_fee", "treatment_material_fee", "surgical_material_fee"),
    "diagnosis_fee": ("pathology_fee", "laboratory_fee", "imaging_fee", "clinical_diagnosis_fee"),
    "service_fee": (
        "general_service_fee", "general_treatment_fee", "nursing_fee", "other_service_fee",
        "non_surgical_treatment_fee", "surgical_treatment_fee", "rehabilitation_fee", "tcm_treatment_fee",
    ),
}  # fmt: skip
"""Parts of the bill that management looks at, with the columns that each adds up. The 其中 items are inside others."""
_ALWAYS = ("sex", "age", "age_days", "birth_weight", "diagnoses", "operations")
NEEDED = (*READ, *(column for columns in PARTS.values() for column in columns))


def cases(pages: pl.DataFrame, inputs: Iterable[str] = ()) -> pl.DataFrame:
    """The columns that a scheme asks for, in the order of the front pages.

    The birth weight is that of the newborn's own record: first of its birth weights, else the weight on admission. On
    the mother's record, where her children's weights stand too, it is left out.

    `inputs`: what a scheme asks further; a column that the front page does not have is empty.
    """
    further = {name: pl.col(name) if name in pages.columns else pl.lit(None, pl.Float64) for name in inputs}
    weight = pl.coalesce(pl.col("birth_weights").list.first(), pl.col("admission_weight"))
    return pages.select(
        "sex",
        "age",
        "age_days",
        birth_weight=pl.when(pl.col("age") == 0).then(weight),
        diagnoses=_joined("principal_diagnosis", "other_diagnoses"),
        operations=pl.col("operations").list.drop_nulls(),
        **{name: column for name, column in further.items() if name not in _ALWAYS},
    )


def dip_cases(pages: pl.DataFrame, institution: str, level: str) -> pl.DataFrame:
    """What DIP asks: also cost, days and time, and whose cases they are. `level`: 三级, 二级 …"""
    return cases(pages).with_columns(
        pages["total_fee"].alias("cost"),
        pages["length_of_stay"].alias("days"),
        pages["discharged_at"].dt.year().alias("year"),
        pages["discharged_at"].dt.month().alias("month"),
        pl.lit(institution).alias("institution"),
        pl.lit(level).alias("level"),
    )


def _joined(first: str, others: str) -> pl.Expr:
    rest = pl.col(others).list.drop_nulls()
    return pl.when(pl.col(others).is_null()).then(pl.concat_list(first)).otherwise(pl.concat_list(first, rest))


def batch_of(found: pl.DataFrame) -> pa.RecordBatch:
    """A frame as one Arrow batch, whole."""
    table = found.to_arrow().combine_chunks()
    batches = table.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


def rows(pages: pl.DataFrame, source: int) -> pl.DataFrame:
    """What `case_payment` takes over from the front page, before groups and money."""
    parts = {
        name: pl.sum_horizontal(*(pl.col(column).fill_null(0) for column in columns)) for name, columns in PARTS.items()
    }
    return pages.select(
        source_batch=pl.lit(source),
        source_row=pl.col("_row"),
        patient=pl.col("record_no"),
        admitted_at=pl.col("admitted_at"),
        discharged_at=pl.col("discharged_at"),
        department=pl.col("department"),
        doctor=pl.col("attending_doctor"),
        sex=pl.col("sex"),
        age=pl.col("age"),
        payment=pl.col("payment"),
        principal_diagnosis=pl.col("principal_diagnosis"),
        main_operation=pl.col("operations").list.first(),
        length_of_stay=pl.col("length_of_stay"),
        discharge_way=pl.col("discharge_way"),
        total_fee=pl.col("total_fee"),
        **parts,
    )
