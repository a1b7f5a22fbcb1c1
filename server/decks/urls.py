"""Addresses of the decks."""

from django.urls import path

from server.decks import complaint_views, views

urlpatterns = [
    path("credits/", views.credits_page, name="credits"),
    path("credits/<slug:slug>/", views.deck_credits_page, name="deck_credits"),
    path("faces/<slug:face_id>/report/", complaint_views.report_face, name="report_face"),
    path("sample/", views.sample, name="sample"),
    path("sample/<str:face_id>.jpg", views.sample_picture, name="sample_picture"),
    path("sample/<str:face_id>/", views.sample_verdict, name="sample_verdict"),
]
