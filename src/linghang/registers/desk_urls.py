"""Addresses of the data desk, mounted at /data/."""

from django.urls import path

from linghang.registers import desk_views as views

urlpatterns = [
    path("", views.batches, name="desk"),
    path("upload/", views.upload, name="desk-upload"),
    path("batches/<int:pk>/", views.batch, name="desk-batch"),
    path("batches/<int:pk>/rejects/", views.rejects, name="desk-rejects"),
    path("batches/<int:pk>/withdraw/", views.withdraw, name="desk-withdraw"),
    path("jobs/<int:pk>/", views.job, name="desk-job"),
    path("jobs/<int:pk>/progress/", views.job_progress, name="desk-job-progress"),
    path("jobs/<int:pk>/rejects/", views.job_rejects, name="desk-job-rejects"),
    path("jobs/<int:pk>/cancel/", views.cancel, name="desk-job-cancel"),
]
