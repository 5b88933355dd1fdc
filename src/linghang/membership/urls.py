"""Addresses of the roll, mounted at /members/."""

from django.urls import path

from linghang.membership import views, views_act, views_dues, views_elections, views_files, views_lists

urlpatterns = [
    path("", views.index, name="members"),
    path("me/", views.mine, name="members-mine"),
    path("terms/", views_lists.terms_page, name="members-terms"),
    path("paired/", views_lists.paired_page, name="members-paired"),
    path("golden/", views_lists.golden_page, name="members-golden"),
    path("import/", views_files.load, name="members-import"),
    path("import/confirm/", views_files.confirm, name="members-import-confirm"),
    path("template/", views_files.template, name="members-template"),
    path("export/", views_files.standing, name="members-export"),
    path("reveal/<slug:code>/", views.reveal, name="members-reveal"),
    path("branches/<slug:code>/", views.branch, name="members-branch"),
    path("branches/<slug:code>/voting/", views.voting, name="members-voting"),
    path("branches/<slug:code>/dues/", views_dues.sheet, name="members-dues"),
    path("branches/<slug:code>/dues.xlsx", views_dues.export, name="members-dues-export"),
    path("branches/<slug:code>/elections/", views_elections.list_page, name="members-elections"),
    path("branches/<slug:code>/elections/new/", views_elections.new, name="members-election-new"),
    path("elections/<int:pk>/", views_elections.election, name="members-election"),
    path("elections/<int:pk>/count/", views_elections.count, name="members-election-count"),
    path("elections/<int:pk>/run-off/", views_elections.run_off, name="members-election-run-off"),
    path("elections/<int:pk>/confirm/", views_elections.confirm, name="members-election-confirm"),
    path("elections/<int:pk>/protocol.docx", views_elections.protocol_file, name="members-election-protocol"),
    path("people/<int:pk>/", views.person, name="members-person"),
    path("act/<slug:name>/<int:pk>/", views_act.act, name="members-act"),
]
