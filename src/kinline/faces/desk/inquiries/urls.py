"""URLs of families' files."""

from django.urls import path

from kinline.faces.desk.inquiries import actions, corrections, doubts, talks, views

urlpatterns = [
    path("inquiries/", views.inquiries, name="inquiries"),
    path("inquiries/<int:pk>/", views.inquiry, name="inquiry"),
    path("inquiries/<int:pk>/contacts/", views.contacts, name="contacts"),
    path("inquiries/<int:pk>/read/", actions.read, name="read_inquiry"),
    path("inquiries/<int:pk>/assign/", actions.assign, name="assign_inquiry"),
    path("inquiries/<int:pk>/facts/", actions.facts, name="add_facts"),
    path("inquiries/<int:pk>/matches/<int:match>/", actions.confirm, name="confirm_match"),
    path("inquiries/<int:pk>/notify/", actions.notify, name="notify_family"),
    path("inquiries/<int:pk>/word/", actions.word, name="offer_word"),
    path("inquiries/<int:pk>/talk/", talks.talk, name="talk"),
    path("inquiries/<int:pk>/pin/", actions.pin, name="renew_pin"),
    path("inquiries/<int:pk>/close/", actions.close, name="close_inquiry"),
    path("inquiries/<int:pk>/withdraw/", actions.withdraw, name="withdraw_inquiry"),
    path("findings/<int:pk>/", talks.clear, name="clear_finding"),
    path("inquiries/<int:pk>/correct/", corrections.correct, name="correct_told"),
    path("findings/<int:pk>/suspend/", doubts.suspend_finding, name="suspend_finding"),
    path("statuses/<int:pk>/suspend/", doubts.suspend_death, name="suspend_death"),
    path("joins/<int:pk>/suspend/", doubts.suspend_join, name="suspend_join"),
    path("suspensions/<int:pk>/", doubts.suspension, name="suspension"),
    path("suspensions/of-matches/<int:pk>/", doubts.finding_suspension, name="finding_suspension"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<int:pk>/", corrections.correction, name="correction"),
    path("corrections/<int:pk>/lines/<int:line>/", corrections.give_up, name="correction_give_up"),
    path("tasks/<int:pk>/claim/", actions.claim, name="claim_task"),
    path("tasks/<int:pk>/release/", actions.release, name="release_task"),
]
