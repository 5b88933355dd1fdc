"""Payment by case mix: schemes in force, discharges grouped and weighed in the lake, what is paid and why."""

from django.apps import AppConfig


class PaymentConfig(AppConfig):
    name = "linghang.payment"
    label = "payment"

    def ready(self) -> None:
        """Front pages that come are grouped, and groups come from nowhere else; files say by which weights."""
        from django.db.models.signals import post_save

        from linghang.indicators import bases
        from linghang.payment import jobs, used
        from linghang.registers.models import Batch
        from linghang.registers.signals import data_changed

        bases.provide(jobs.REGISTER, used.rests_on)
        post_save.connect(jobs.made_here, sender=Batch, dispatch_uid="payment.made_here")
        data_changed.connect(jobs.follow, dispatch_uid="payment.follow")
