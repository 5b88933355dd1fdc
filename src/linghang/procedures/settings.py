"""Which local variant of a procedure an institution follows: a new period instead of overwriting."""

import datetime as dt

from django.db import transaction

from linghang.organization.models import Institution, in_force
from linghang.packs.procedure import Procedure
from linghang.procedures.models import ProcedureSetting
from linghang.procedures.profiles import profile_of


def choose(institution: Institution, procedure: Procedure, profile: str, on: dt.date) -> None:
    """From that day on. Raises InputError for a profile that is not there."""
    profile_of(procedure, profile)
    with transaction.atomic():
        same = ProcedureSetting.objects.filter(institution=institution, procedure=procedure.code)
        same.filter(valid_from__gte=on).delete()
        for each in same.filter(in_force(on)):
            each.valid_to = on - dt.timedelta(days=1)
            each.save()
        ProcedureSetting.objects.create(
            institution=institution, procedure=procedure.code, profile=profile, valid_from=on
        )
