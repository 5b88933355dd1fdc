from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "linghang.notices"
    label = "notices"
