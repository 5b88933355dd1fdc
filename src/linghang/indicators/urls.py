"""Addresses of the indicator pages, mounted at /indicators/."""

from django.urls import path

from linghang.indicators import views

urlpatterns = [
    path("", views.catalogue, name="indicators"),
    path("<slug:code>/", views.indicator, name="indicator"),
    path("<slug:code>/trace/", views.trace, name="indicator-trace"),
    path("<slug:code>/export/<slug:form>/", views.export, name="indicator-export"),
]
