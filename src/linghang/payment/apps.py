"""Payment by case mix: schemes in force, discharges grouped and weighed in the lake, what is paid and why."""

from django.apps import AppConfig


class PaymentConfig(AppConfig):
    name = "linghang.payment"
    label = "payment"

    def ready(self) -> None:
        """Front pages that come are grouped."""
        from linghang.payment import jobs  # noqa: F401
