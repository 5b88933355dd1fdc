from django.apps import AppConfig


class PaymentConfig(AppConfig):
    name = "linghang.payment"
    label = "payment"
