from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "linghang.assessment"
    label = "assessment"
