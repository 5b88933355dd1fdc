from django.apps import AppConfig


class PartyConfig(AppConfig):
    name = "linghang.party"
    label = "party"
