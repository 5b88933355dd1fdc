from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "linghang.reports"
    label = "reports"
