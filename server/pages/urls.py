"""Addresses of the pages that belong to no other app."""

from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from server.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", set_language, name="set_language"),
    # Asked for by browsers on pages that name no icon: the admin, a picture opened alone.
    path("favicon.ico", RedirectView.as_view(url=static("pages/favicon.svg"))),
]
