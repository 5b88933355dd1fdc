"""Addresses of the report pages, mounted at /reports/."""

from django.urls import path

from linghang.reports import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("<slug:code>/", views.report, name="report"),
    path("<slug:code>/word/", views.word, name="report-word"),
]
