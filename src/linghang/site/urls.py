"""All addresses of the site; each subject brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from linghang.site import account_views, api, audit, people, token_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("institutions/", views.institutions, name="institutions"),
    path("institutions/<slug:code>/", views.institution, name="institution"),
    path("wall/", views.wall, name="wall-home"),
    path("wall/<slug:code>/", views.wall, name="wall"),
    path("tasks/", include("linghang.tasks.urls")),
    path("meetings/", include("linghang.decisions.urls")),
    path("programmes/", include("linghang.programmes.urls")),
    path("organization/", include("linghang.organization.urls")),
    path("indicators/", include("linghang.indicators.urls")),
    path("assessment/", include("linghang.assessment.urls")),
    path("payment/", include("linghang.payment.urls")),
    path("papers/", include("linghang.papers.urls")),
    path("procedures/", include("linghang.procedures.urls")),
    path("members/", include("linghang.membership.urls")),
    path("duties/", include("linghang.duties.urls")),
    path("integrity/", include("linghang.integrity.urls")),
    path("party/", include("linghang.party.urls")),
    path("registers/", include("linghang.registers.urls")),
    path("reports/", include("linghang.reports.urls")),
    path("data/", include("linghang.registers.desk_urls")),
    path("notices/", include("linghang.notices.urls")),
    path("api/", api.urls()),
    path("accounts/tokens/", token_views.token_list, name="tokens"),
    path("accounts/tokens/<int:pk>/revoke/", token_views.revoke, name="token-revoke"),
    path("audit/", audit.page, name="audit"),
    path("accounts/", people.accounts, name="accounts"),
    path("accounts/new/", people.new, name="account-new"),
    path("accounts/<int:pk>/", people.account, name="account"),
    path("accounts/<int:pk>/role/", people.add_role, name="account-role"),
    path("accounts/<int:pk>/end/<int:assignment>/", people.end_role, name="account-end"),
    path("accounts/<int:pk>/password/", people.reset_password, name="account-password"),
    path("accounts/<int:pk>/active/", people.set_active, name="account-active"),
    path("accounts/login/", account_views.SignIn.as_view(), name="login"),
    path("accounts/logout/", account_views.SignOut.as_view(), name="logout"),
    path("accounts/password/", account_views.ChoosePassword.as_view(), name="password"),
]
