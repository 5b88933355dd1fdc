from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "linghang.procedures"
    label = "procedures"

    def ready(self) -> None:
        from linghang.procedures import facts, reading

        facts.provide(reading.of_organization)
