from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "linghang.site"
    label = "site"

    def ready(self) -> None:
        """What is written into the audit log, and what happens when data changed."""
        from linghang.site import audit, jobs

        audit.register_models()
        jobs.connect()
