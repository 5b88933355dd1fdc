from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "linghang.membership"
    label = "membership"
