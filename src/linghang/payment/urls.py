"""Addresses of payment by case mix, mounted at /payment/."""

from django.urls import path

from linghang.payment import (
    views,
    views_cases,
    views_checks,
    views_dip,
    views_dip_groups,
    views_doctors,
    views_groups,
    views_reviews,
    views_weights,
)

urlpatterns = [
    path("", views.overview, name="payment"),
    path("schemes/", views.schemes, name="payment-schemes"),
    path("schemes/weights/", views_weights.weights, name="payment-weights"),
    path("schemes/weights/<int:number>/withdraw/", views_weights.take_back, name="payment-weights-withdraw"),
    path("schemes/group/", views.group_again, name="payment-group-again"),
    path("groups/", views_groups.groups, name="payment-groups"),
    path("groups/<str:code>/", views_groups.group, name="payment-group"),
    path("cases/", views_cases.listed, name="payment-cases"),
    path("cases/<int:source>/<int:row>/", views_cases.case, name="payment-case"),
    path("doctors/", views_doctors.doctors, name="payment-doctors"),
    path("checks/", views_checks.desk, name="payment-checks"),
    path("checks/judge/", views_checks.judge, name="payment-judge"),
    path("reviews/", views_reviews.desk, name="payment-reviews"),
    path("reviews/new/", views_reviews.put_up, name="payment-review-put-up"),
    path("reviews/<int:number>/", views_reviews.decide, name="payment-review-decide"),
    path("dip/groups/", views_dip_groups.groups, name="payment-dip-groups"),
    path("dip/", views_dip.simulation, name="payment-dip"),
    path("dip/export/", views_dip.export, name="payment-dip-export"),
    path("simulator/", views_cases.simulator, name="payment-simulator"),
]
