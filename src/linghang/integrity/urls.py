"""Addresses of integrity, mounted at /integrity/."""

from django.urls import path

from linghang.integrity import views, views_desk, views_desk_files

urlpatterns = [
    path("", views.overview, name="integrity"),
    path("desk/", views_desk.home, name="discipline"),
    path("desk/used/", views_desk_files.used, name="discipline-used"),
    path("desk/<slug:code>/", views_desk.ledger, name="discipline-ledger"),
    path("desk/<slug:code>/new/", views_desk.new, name="discipline-new"),
    path("desk/<slug:code>/template.xlsx", views_desk_files.template, name="discipline-template"),
    path("desk/<slug:code>/import/", views_desk_files.bring, name="discipline-import"),
    path("desk/<slug:code>/rows/<uuid:row>/", views_desk.row, name="discipline-row"),
    path("desk/<slug:code>/rows/<uuid:row>/history/", views_desk.history, name="discipline-history"),
    path("desk/<slug:code>/rows/<uuid:row>/remove/", views_desk.remove, name="discipline-remove"),
    path("desk/<slug:code>/rows/<uuid:row>/restore/", views_desk.restore, name="discipline-restore"),
]
