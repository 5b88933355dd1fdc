"""Addresses of the duties, mounted at /duties/."""

from django.urls import path

from linghang.duties import views, views_calendar, views_settings

urlpatterns = [
    path("", views.overview, name="duties"),
    path("cell/", views.cell, name="duties-cell"),
    path("mine/", views.mine, name="duties-mine"),
    path("matrix.xlsx", views.export, name="duties-export"),
    path("calendar/", views_calendar.month, name="duties-calendar"),
    path("calendar/renew/", views_calendar.renew, name="duties-renew"),
    path("calendar/<str:secret>.ics", views_calendar.subscribed, name="duties-ics"),
    path("settings/", views_settings.settings, name="duties-settings"),
    path("settings/<slug:place>/", views_settings.save_setting, name="duties-setting-save"),
    path("exemptions/<slug:place>/ask/", views_settings.ask, name="duties-exemption-ask"),
    path("exemptions/<slug:place>/answer/", views_settings.answer, name="duties-exemption-answer"),
]
