"""Addresses of the notices, mounted at /notices/."""

from django.urls import path

from linghang.notices import views

urlpatterns = [
    path("", views.notices, name="notices"),
    path("<int:pk>/", views.notice, name="notice"),
    path("read/", views.read_all, name="notices-read"),
    path("preferences/", views.preferences, name="notice-preferences"),
    path("channels/", views.channels, name="notice-channels"),
    path("channels/new/", views.channel, name="notice-channel-new"),
    path("channels/<int:pk>/", views.channel, name="notice-channel"),
    path("channels/<int:pk>/test/", views.test_channel, name="notice-channel-test"),
    path("channels/<int:pk>/remove/", views.remove_channel, name="notice-channel-remove"),
]
