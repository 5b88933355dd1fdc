"""Addresses of the ledgers, mounted at /registers/."""

from django.urls import path

from linghang.registers import views, views_files, views_rows

urlpatterns = [
    path("", views.ledgers, name="registers"),
    path("<slug:code>/", views.ledger, name="register"),
    path("<slug:code>/new/", views_rows.new, name="register-new"),
    path("<slug:code>/rows/<uuid:row>/", views_rows.change, name="register-row"),
    path("<slug:code>/rows/<uuid:row>/history/", views_rows.past, name="register-history"),
    path("<slug:code>/rows/<uuid:row>/remove/", views_rows.remove, name="register-remove"),
    path("<slug:code>/rows/<uuid:row>/restore/", views_rows.restore, name="register-restore"),
    path("<slug:code>/template.xlsx", views_files.template, name="register-template"),
    path("<slug:code>/export.<str:form>", views_files.export, name="register-export"),
    path("<slug:code>/import/", views_files.choose, name="register-import"),
    path("<slug:code>/import/<slug:token>/", views_files.preview, name="register-preview"),
    path("<slug:code>/import/<slug:token>/confirm/", views_files.confirm, name="register-confirm"),
]
