"""URLs of coming in, one's account, the staff and the audit."""

from django.urls import path

from kinline.faces.desk.accounts import audit, staff, views

urlpatterns = [
    path("no-second-factor/", views.no_second_factor, name="no_second_factor"),
    path("enrol/<str:token>/", views.enrol, name="enrol"),
    path("enrol/<str:token>/qr.svg", views.enrol_qr, name="enrol_qr"),
    path("account/", views.account, name="account"),
    path("account/language/", views.choose_language, name="account_language"),
    path("account/password/", views.change_password, name="account_password"),
    path("account/sign-out-everywhere/", views.sign_out_everywhere, name="account_sign_out_everywhere"),
    path("staff/", staff.staff_list, name="staff"),
    path("staff/add/", staff.add_staff, name="staff_add"),
    path("staff/<int:pk>/", staff.staff_file, name="staff_file"),
    path("staff/<int:pk>/grant/", staff.grant_role, name="staff_grant"),
    path("staff/<int:pk>/end/", staff.end_role, name="staff_end"),
    path("staff/<int:pk>/close/", staff.deactivate, name="staff_close"),
    path("staff/<int:pk>/open/", staff.reactivate, name="staff_open"),
    path("staff/<int:pk>/link/", staff.renew_link, name="staff_link"),
    path("audit/", audit.events, name="audit"),
    path("audit/chain/", audit.chain, name="audit_chain"),
]
