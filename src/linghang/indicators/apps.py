from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "linghang.indicators"
    label = "indicators"
