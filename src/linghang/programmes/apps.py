from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "linghang.programmes"
    label = "programmes"

    def ready(self) -> None:
        """Reports tell of programmes without knowing them."""
        from linghang.programmes import report_rows
        from linghang.reports import rows, sources

        rows.provide(sources.PROGRAMMES.code, report_rows.components)
