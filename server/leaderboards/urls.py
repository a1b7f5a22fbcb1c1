"""Addresses of the leaderboards."""

from django.urls import path

from server.leaderboards.views import leaderboard, live

urlpatterns = [
    path("leaderboard/", leaderboard, name="leaderboard"),
    path("leaderboard/live/", live, name="leaderboard_live"),
]
