from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "linghang.tasks"
    label = "tasks"

    def ready(self) -> None:
        """Reports tell of tasks without knowing them."""
        from linghang.reports import rows, sources
        from linghang.tasks import report_rows

        rows.provide(sources.TASKS.code, report_rows.tasks)
        rows.provide(sources.SUPERVISION.code, report_rows.supervision)
        rows.provide(sources.OUT_OF_BAND.code, report_rows.out_of_band)
