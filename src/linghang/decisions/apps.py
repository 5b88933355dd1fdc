from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "linghang.decisions"
    label = "decisions"
