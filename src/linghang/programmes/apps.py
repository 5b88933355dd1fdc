from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "linghang.programmes"
    label = "programmes"
