from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "linghang.papers"
    label = "papers"
