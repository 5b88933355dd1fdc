"""Addresses of assessment, mounted at /assessment/. Pages with a name of their own stand before the frameworks."""

from django.urls import path

from linghang.assessment import (
    views_compare,
    views_files,
    views_paired,
    views_ranking,
    views_rating,
    views_record,
    views_sheet,
    views_standards,
    views_systems,
    views_whatif,
)

urlpatterns = [
    path("", views_systems.systems, name="assessment"),
    path("crosswalk/", views_systems.crossings, name="assessment-crosswalk"),
    path("paired/", views_paired.pairs, name="assessment-paired"),
    path("standards/", views_standards.standards_page, name="assessment-standards"),
    path("standards/<slug:code>.xlsx", views_standards.template, name="assessment-standard-template"),
    path("results/", views_record.kept, name="assessment-kept"),
    path("results/<int:pk>/", views_record.record, name="assessment-record"),
    path("results/<int:pk>/lock/", views_record.lock, name="assessment-lock"),
    path("results/<int:pk>/unlock/", views_record.unlock, name="assessment-unlock"),
    path("results/<int:pk>/appeal/", views_record.appeal, name="assessment-appeal"),
    path("appeals/<int:pk>/decide/", views_record.decide, name="assessment-decide"),
    path("files/<int:pk>/", views_rating.file, name="assessment-file"),
    path("<slug:code>/", views_systems.system, name="assessment-system"),
    path("<slug:code>/sheet/", views_sheet.sheet, name="assessment-sheet"),
    path("<slug:code>/sheet/keep/", views_record.keep, name="assessment-keep"),
    path("<slug:code>/sheet/rate/<slug:item>/", views_rating.rate, name="assessment-rate"),
    path("<slug:code>/ranking/", views_ranking.ranking, name="assessment-ranking"),
    path("<slug:code>/whatif/", views_whatif.what_if, name="assessment-whatif"),
    path("<slug:code>/compare/", views_compare.compare, name="assessment-compare"),
    path("<slug:code>/heat/", views_compare.heat_map, name="assessment-heat"),
    path("<slug:code>/<slug:what>.<slug:form>", views_files.export, name="assessment-export"),
]
