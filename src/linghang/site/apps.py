from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "linghang.site"
    label = "site"

