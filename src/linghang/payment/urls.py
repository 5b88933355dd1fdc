"""Addresses of payment by case mix."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
