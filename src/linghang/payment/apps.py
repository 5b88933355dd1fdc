"""Payment by case mix: schemes in force, discharges grouped and weighed in the lake, what is paid and why."""

from django.apps import AppConfig


class PaymentConfig(AppConfig):
    name = "linghang.payment"
    label = "payment"

    def ready(self) -> None:
        """Front pages that come are grouped; groups come from nowhere else."""
        from django.db.models.signals import post_save

        from linghang.payment import jobs
        from linghang.registers.models import Batch
        from linghang.registers.signals import data_changed

        post_save.connect(jobs.made_here, sender=Batch, dispatch_uid="payment.made_here")
        data_changed.connect(jobs.follow, dispatch_uid="payment.follow")
