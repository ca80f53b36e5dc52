"""URLs of coming in, one's account, the staff and the audit."""

from django.urls import path

from kinline.faces.desk.accounts import audit, passkeys, security, staff, views, vouching

urlpatterns = [
    path("no-second-factor/", views.no_second_factor, name="no_second_factor"),
    path("enrol/<str:token>/", views.enrol, name="enrol"),
    path("enrol/<str:token>/qr.svg", views.enrol_qr, name="enrol_qr"),
    path("account/", views.account, name="account"),
    path("account/language/", views.choose_language, name="account_language"),
    path("account/password/", views.change_password, name="account_password"),
    path("account/sign-out-everywhere/", views.sign_out_everywhere, name="account_sign_out_everywhere"),
    path("account/confirm/", security.confirm, name="account_confirm"),
    path("account/security/", security.security, name="account_security"),
    path("account/security/codes/", security.recovery_codes, name="recovery_codes"),
    path("account/sessions/end/", security.end_other_sessions, name="sessions_end"),
    path("account/sessions/<int:pk>/end/", security.end_session, name="session_end"),
    path("account/passkeys/add/", passkeys.add, name="passkey_add"),
    path("account/passkeys/options/", passkeys.options, name="passkey_options"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove, name="passkey_remove"),
    path("staff/", staff.staff_list, name="staff"),
    path("staff/add/", staff.add_staff, name="staff_add"),
    path("staff/<int:pk>/", staff.staff_file, name="staff_file"),
    path("staff/<int:pk>/grant/", staff.grant_role, name="staff_grant"),
    path("staff/<int:pk>/end/", staff.end_role, name="staff_end"),
    path("staff/<int:pk>/close/", staff.deactivate, name="staff_close"),
    path("staff/<int:pk>/open/", staff.reactivate, name="staff_open"),
    path("staff/<int:pk>/sessions/", staff.end_sessions, name="staff_sessions_end"),
    path("staff/<int:pk>/link/", staff.renew_link, name="staff_link"),
    path("colleagues/", vouching.colleagues, name="colleagues"),
    path("colleagues/<int:pk>/", vouching.colleague, name="colleague"),
    path("colleagues/<int:pk>/vouch/", vouching.vouch, name="vouch"),
    path("colleagues/<int:pk>/words/<int:word>/", vouching.take_back, name="vouch_take_back"),
    path("audit/", audit.events, name="audit"),
    path("audit/chain/", audit.chain, name="audit_chain"),
]
