"""Addresses of the pages that belong to no other app."""

from django.urls import path
from django.views.i18n import set_language

from server.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", set_language, name="set_language"),
]
