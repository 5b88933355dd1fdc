"""Pages with rows stay in no cache; what everybody may have does."""

import pytest
from django.core.management import call_command

from linghang.registers.models import Batch


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/indicators/",
        "/indicators/outpatient_visits/",
        "/registers/",
        "/data/",
        "/indicators/outpatient_visits/export/csv/",
        "/nowhere/",
        "/audit/",
    ],
)
def test_no_page_of_a_signed_in_person_is_stored(as_, hospital, visits, address):
    assert "no-store" in as_("quality", hospital).get(address).headers["Cache-Control"]


def test_nor_is_a_batch(as_, hospital, visits):
    address = f"/data/batches/{Batch.objects.first().pk}/"
    assert "no-store" in as_("quality", hospital).get(address).headers["Cache-Control"]


def test_static_files_may_be_stored(as_, hospital):
    answer = as_("quality", hospital).get("/static/linghang.css")
    assert answer.status_code == 200
    assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_the_migrations_say_what_the_models_say(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
