"""Addresses of the organisation pages, mounted at /organization/."""

from django.urls import path

from linghang.organization import views, views_edit, views_files, views_place

urlpatterns = [
    path("", views.chart, name="organization"),
    path("search/", views.search, name="organization-search"),
    path("findings/", views.findings_page, name="organization-findings"),
    path("export/", views_files.export, name="organization-export"),
    path("import/", views_files.load, name="organization-import"),
    path("template/", views_files.template, name="organization-template"),
    path("institutions/<slug:code>/", views_place.institution, name="organization-institution"),
    path("departments/<int:pk>/", views_place.department, name="organization-department"),
    path("party/<int:pk>/", views_place.party, name="organization-party"),
    path("posts/<int:pk>/", views_place.post, name="organization-post"),
    path("people/<int:pk>/", views_place.person, name="organization-person"),
    path("edit/<slug:name>/<int:pk>/", views_edit.edit, name="organization-edit"),
]
