"""Addresses of Party life, mounted at /party/."""

from django.urls import path

from linghang.party import views, views_files, views_record, views_standing

urlpatterns = [
    path("", views.front, name="party"),
    path("branches/<slug:code>/", views.branch, name="party-branch"),
    path("branches/<slug:code>/report.docx", views_files.branch_report_file, name="party-branch-report"),
    path("branches/<slug:code>/points/", views.points, name="party-points"),
    path("record/", views_record.record, name="party-record"),
    path("files/<int:pk>/", views_record.file, name="party-file"),
    path("board/", views.board, name="party-board"),
    path("standing/", views_standing.table, name="party-standing"),
    path("standing/<slug:code>/", views_standing.sheet, name="party-standing-sheet"),
    path("standing/<slug:code>/step/", views_standing.step, name="party-standing-step"),
    path("standing/<slug:code>/class/", views_standing.classify, name="party-standing-class"),
    path("integration/", views.integration, name="party-integration"),
    path("joint/<uuid:key>/", views.joint_item, name="party-joint"),
    path("pioneers/", views.pioneer_page, name="party-pioneers"),
    path("hundred/", views.hundred_page, name="party-hundred"),
    path("standing.xlsx", views_files.standing_workbook, name="party-standing-export"),
    path("overview.xlsx", views_files.overview_workbook, name="party-overview-export"),
]
