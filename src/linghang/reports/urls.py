"""Addresses of the report pages, mounted at /reports/."""

from django.urls import path

from linghang.reports import views, views_layouts

urlpatterns = [
    path("", views.reports, name="reports"),
    path("layouts/", views_layouts.layouts_page, name="report-layouts"),
    path("layouts/<path:code>/sample/", views_layouts.layout_sample, name="report-layout-sample"),
    path("<slug:code>/", views.report, name="report"),
    path("<slug:code>/file/<slug:form>/", views.file, name="report-file"),
]
