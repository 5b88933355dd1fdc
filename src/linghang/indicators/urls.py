"""Addresses of the indicator pages, mounted at /indicators/."""

from django.urls import path

from linghang.indicators import views, views_quality

urlpatterns = [
    path("", views.catalogue, name="indicators"),
    path("quality/", views_quality.overview, name="data-quality"),
    path("quality/export/<slug:form>/", views_quality.export, name="data-quality-export"),
    path("quality/<slug:register>/<slug:rule>/", views_quality.rows, name="data-quality-rows"),
    path("<slug:code>/", views.indicator, name="indicator"),
    path("<slug:code>/trace/", views.trace, name="indicator-trace"),
    path("<slug:code>/export/<slug:form>/", views.export, name="indicator-export"),
]
