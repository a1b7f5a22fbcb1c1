"""Addresses of the leaderboards."""

from django.urls import path

from server.leaderboards.views import leaderboard

urlpatterns = [path("leaderboard/", leaderboard, name="leaderboard")]
