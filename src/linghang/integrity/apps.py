from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    name = "linghang.integrity"
    label = "integrity"
