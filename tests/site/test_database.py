"""Rows come in the same order from both databases."""

import pytest
from django.db import connection
from django.db.models import F

from linghang.organization.models import Department
from linghang.site.postgresql.compiler import SQLCompiler


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("valid_from", "ASC NULLS FIRST"),
        ("-valid_from", "DESC NULLS LAST"),
        (F("valid_from").asc(nulls_last=True), "ASC NULLS LAST"),
    ],
)
def test_postgresql_sorts_an_open_beginning_first_like_sqlite(order, said):
    query = Department.objects.order_by(order).values("code").query
    assert SQLCompiler(query, connection, None).as_sql()[0].endswith(said)
