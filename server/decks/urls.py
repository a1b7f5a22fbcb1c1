"""Addresses of the decks."""

from django.urls import path

from server.decks import views

urlpatterns = [
    path("credits/", views.credits_page, name="credits"),
    path("sample/", views.sample, name="sample"),
    path("sample/<str:face_id>.jpg", views.sample_picture, name="sample_picture"),
    path("sample/<str:face_id>/", views.sample_verdict, name="sample_verdict"),
]
