from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "linghang.registers"
    label = "registers"
    verbose_name = "登记与数据"
