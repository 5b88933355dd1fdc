"""Addresses of the procedures, mounted at /procedures/. Pages with a name of their own stand first."""

from django.urls import URLPattern, path

from linghang.procedures import views_act, views_case, views_files, views_list, views_new

_CASE = "<slug:institution>/<slug:code>/<str:number>/"

urlpatterns: list[URLPattern] = [
    path("", views_list.procedure_list, name="procedures"),
    path("mine/", views_list.mine, name="my-cases"),
    path("import/", views_files.load, name="cases-import"),
    path("import/confirm/", views_files.confirm, name="cases-import-confirm"),
    path("import/template.xlsx", views_files.template, name="cases-template"),
    path("documents/<int:pk>/", views_case.document, name="case-document"),
    path("<slug:institution>/<slug:code>/", views_list.board_page, name="procedure-board"),
    path("<slug:institution>/<slug:code>/new/", views_new.new, name="case-new"),
    path("<slug:institution>/<slug:code>/people/", views_new.suggest, name="case-people"),
    path("<slug:institution>/<slug:code>/profile/", views_new.set_profile, name="procedure-profile"),
    path("<slug:institution>/<slug:code>/export.xlsx", views_files.export, name="cases-export"),
    path(_CASE, views_case.case_page, name="case"),
    path(f"{_CASE}dossier.docx", views_files.dossier_file, name="case-dossier"),
    path(f"{_CASE}act/<str:step>/", views_act.act, name="case-act"),
]
