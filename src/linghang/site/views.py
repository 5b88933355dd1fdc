"""The cockpit: one institution's, department's or region's figures, answer first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "site/welcome.html")
