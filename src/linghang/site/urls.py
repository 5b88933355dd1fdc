"""All addresses of the site; each subject brings its own."""

from django.urls import URLPattern, URLResolver, path

from linghang.site import account_views, audit, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("accounts/login/", account_views.SignIn.as_view(), name="login"),
    path("accounts/logout/", account_views.SignOut.as_view(), name="logout"),
    path("accounts/password/", account_views.ChoosePassword.as_view(), name="password"),
    path("audit/", audit.page, name="audit"),
]
