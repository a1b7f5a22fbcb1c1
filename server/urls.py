"""All addresses of the server."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("server.pages.urls")),
    path("", include("server.rooms.urls")),
    path("", include("server.decks.urls")),
    path("", include("server.leaderboards.urls")),
    path("", include("server.matches.urls")),
    path("account/", include("server.accounts.urls")),
    path("admin/", admin.site.urls),
]
