from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "linghang.procedures"
    label = "procedures"
