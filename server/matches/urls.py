"""Addresses of finished matches."""

from django.urls import path, re_path

from server.matches import downloads, faces_page, profile_page, shared_page, views

MATCH = r"^matches/(?P<key>[\w-]{1,64})"

urlpatterns = [
    path("faces/", faces_page.faces, name="faces"),
    re_path(r"^faces/(?P<face_id>[\w-]{1,64})\.jpg$", faces_page.face_picture, name="face_picture"),
    path("me/", profile_page.me, name="me"),
    re_path(r"^players/(?P<player_id>[\w-]{1,16})/$", profile_page.public, name="profile"),
    path("matches/", views.matches, name="matches"),
    re_path(rf"{MATCH}/$", views.report, name="match"),
    re_path(rf"{MATCH}/share/$", shared_page.share, name="share"),
    re_path(r"^shared/(?P<token>[\w.-]{1,100})/$", shared_page.page, name="shared"),
    re_path(r"^shared/(?P<token>[\w.-]{1,100})/picture\.png$", shared_page.picture, name="shared_picture"),
    re_path(rf"{MATCH}/own/$", views.own, name="own_report"),
    re_path(rf"{MATCH}/faces/(?P<number>\d{{1,2}})(?P<side>b?)\.jpg$", views.face, name="match_face"),
    re_path(rf"{MATCH}/answers\.csv$", downloads.answers, name="match_answers"),
    re_path(rf"{MATCH}/players\.csv$", downloads.players, name="match_players"),
    re_path(rf"{MATCH}/report\.xlsx$", downloads.spreadsheet, name="match_spreadsheet"),
]
