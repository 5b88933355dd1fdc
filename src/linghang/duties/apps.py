from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "linghang.duties"
    label = "duties"
