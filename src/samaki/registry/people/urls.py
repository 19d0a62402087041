"""Addresses of accounts: signing in, the second factor, one's own account, invitations, and the administrator's list.

The library's views are named one by one: sign-up by oneself, e-mail confirmation and password mails are not offered.
"""

from __future__ import annotations

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.urls import path

from . import views

urlpatterns = [
    path("", views.my_account, name="my_account"),
    path("login/", account_views.login, name="account_login"),
    path("logout/", account_views.logout, name="account_logout"),
    path("inactive/", account_views.account_inactive, name="account_inactive"),
    path("signup/", account_views.signup, name="account_signup"),
    path("reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account_views.password_change, name="account_change_password"),
    path("2fa/", mfa_views.index, name="mfa_index"),
    path("2fa/authenticate/", mfa_views.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp_views.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp_views.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_views.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_views.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("invitation/<str:token>/", views.accept, name="accept_invitation"),
    path("people/", views.accounts, name="accounts"),
    path("people/invite/", views.invite, name="invite_account"),
    path("people/<str:user_name>/again/", views.invite_again, name="invite_again"),
    path("people/<str:user_name>/close/", views.close, name="close_account"),
    path("people/<str:user_name>/open/", views.open_again, name="open_account"),
    path("people/<str:user_name>/second-code/", views.take_second_code, name="take_second_code"),
    path("people/<str:user_name>/role/", views.give_role, name="give_role"),
    path("people/<str:user_name>/role/<int:number>/end/", views.end_role, name="end_role"),
]
