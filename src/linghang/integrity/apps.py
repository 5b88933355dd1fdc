from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    name = "linghang.integrity"
    label = "integrity"
    verbose_name = "廉政"

    def ready(self) -> None:
        """Procedures tell their steps without knowing whom."""
        from linghang.integrity import from_cases
        from linghang.procedures.signals import step_done

        step_done.connect(from_cases.step_done, dispatch_uid="integrity")
