"""Addresses of the programme pages, mounted at /programmes/."""

from django.urls import path

from linghang.programmes import views, views_edit, views_files

urlpatterns = [
    path("", views.programmes, name="programmes"),
    path("import/", views_files.load, name="programmes-import"),
    path("import/confirm/", views_files.confirm, name="programmes-import-confirm"),
    path("import/template.xlsx", views_files.template, name="programmes-template"),
    path("workbook.xlsx", views_files.standing, name="programmes-standing"),
    path("<slug:place>/matrix/", views.matrix_page, name="programme-matrix"),
    path("<slug:place>/<slug:code>/", views.programme, name="programme"),
    path("<slug:place>/<slug:code>/export/<slug:form>/", views.export, name="programme-export"),
    path("<slug:place>/<slug:code>/adopt/", views_edit.adopt, name="programme-adopt"),
    path("<slug:place>/<slug:code>/lead/", views_edit.lead, name="programme-lead"),
    path("<slug:place>/<slug:code>/end/", views_edit.end, name="programme-end"),
    path("<slug:place>/<slug:code>/layers/<slug:layer>/", views_edit.name_component, name="programme-name"),
    path("<slug:place>/<slug:code>/components/<slug:component>/", views.component, name="programme-component"),
    path("<slug:place>/<slug:code>/components/<slug:component>/owner/", views_edit.assign, name="programme-owner"),
    path("<slug:place>/<slug:code>/components/<slug:component>/tasks/", views_edit.tasks, name="programme-tasks"),
    path("<slug:place>/<slug:code>/components/<slug:component>/title/", views_edit.rename, name="programme-rename"),
    path(
        "<slug:place>/<slug:code>/components/<slug:component>/targets/<slug:objective>/",
        views_edit.set_target,
        name="programme-target",
    ),
]
