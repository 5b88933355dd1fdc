"""Addresses of the report pages, mounted at /reports/."""

from django.urls import path

from linghang.reports import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("<slug:code>/", views.report, name="report"),
    path("<slug:code>/file/<slug:form>/", views.file, name="report-file"),
]
