"""Addresses of the account. Of allauth's pages only those that are needed; their names are allauth's."""

from allauth.account import views as allauth
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from server.accounts import views
from server.accounts.mail import mailing
from server.accounts.passkeys import Add, Remove

urlpatterns = [
    path("", views.account, name="account"),
    path("export/", views.export, name="account_export"),
    path("delete/", views.delete, name="account_delete"),
    path("delete/guest/", views.delete_guest, name="account_delete_guest"),
    path("merge/", views.merge_guest, name="account_merge"),
    path("claim/", allauth.signup, name="account_signup"),
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("password/", allauth.password_change, name="account_change_password"),
    path("confirm/", allauth.reauthenticate, name="account_reauthenticate"),
    path("e-mail/", mailing(allauth.email), name="account_email"),
    path("e-mail/<str:key>/", mailing(allauth.confirm_email), name="account_confirm_email"),
    path("new-password/", mailing(allauth.password_reset), name="account_reset_password"),
    path("new-password/sent/", mailing(allauth.password_reset_done), name="account_reset_password_done"),
    path(
        "new-password/done/",
        mailing(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",  # allauth puts them together so
        mailing(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("passkeys/sign-in/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/add/", Add.as_view(), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", Remove.as_view(), name="mfa_remove_webauthn"),
]
