"""Addresses of papers, mounted at /papers/."""

from django.urls import path

from linghang.papers import views, views_adopt

urlpatterns = [
    path("", views.papers, name="papers"),
    path("new/", views.new, name="paper-new"),
    path("words/", views.words, name="paper-words"),
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/map/", views.map_words, name="paper-map"),
    path("<int:pk>/waive/", views.set_aside, name="paper-waive"),
    path("<int:pk>/sign/", views.sign, name="paper-sign"),
    path("<int:pk>/adopt/", views_adopt.review, name="paper-adopt"),
    path("<int:pk>/file/", views.file, name="paper-file"),
    path("<int:pk>/compare/", views.versions_page, name="paper-compare"),
]
