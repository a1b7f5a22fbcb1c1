"""Addresses of rooms."""

from django.urls import path, re_path

from server.rooms import public_views, views
from server.rooms.practice import practice

CODE = r"^r/(?P<code>[A-Za-z]{4,5})"

urlpatterns = [
    path("host/", views.host, name="host"),
    path("join/", views.join, name="join"),
    path("play/", public_views.play, name="play"),
    path("practice/", practice, name="practice"),
    path("rooms/", public_views.rooms, name="rooms"),
    re_path(rf"{CODE}/$", views.room, name="room"),
    re_path(rf"{CODE}/screen/$", views.screen, name="room_screen"),
    re_path(rf"{CODE}/watch/$", views.watch, name="room_watch"),
    re_path(rf"{CODE}/qr\.svg$", views.qr, name="room_qr"),
    re_path(
        rf"{CODE}/faces/(?P<match>[\w-]{{1,32}})/(?P<number>\d{{1,2}})(?P<side>b?)\.jpg$", views.face, name="room_face"
    ),
]
