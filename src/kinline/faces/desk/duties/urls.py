"""URLs of the bureau's duties."""

from django.urls import path

from kinline.faces.desk.duties import doing, persons, views

urlpatterns = [
    path("", views.duties, name="duties"),
    path("<int:pk>/", views.duty, name="duty"),
    path("<int:pk>/paper/", doing.make_paper, name="duty_paper"),
    path("<int:pk>/sent/", doing.sent, name="duty_sent"),
    path("<int:pk>/informed/", doing.informed, name="duty_informed"),
    path("<int:pk>/waiver/", doing.ask_waiver, name="duty_waiver"),
    path("<int:pk>/waiver/answer/", doing.answer_waiver, name="duty_waiver_answer"),
    path("receipts/<int:pk>/", doing.receipt, name="transmission_receipt"),
    path("papers/<int:pk>.pdf", views.paper, name="paper"),
    path("papers/<int:pk>/sent/", persons.paper_sent, name="paper_sent"),
    path("capture-card/<str:language>.pdf", views.capture_card, name="capture_card"),
    path("enquiries/new/", persons.note_enquiry, name="enquiry_noted"),
    path("persons/<int:pk>/", persons.person, name="person_duties"),
    path("persons/<int:pk>/event/", persons.event, name="person_event"),
    path("persons/<int:pk>/card/", persons.card, name="person_card"),
    path("persons/<int:pk>/named/", persons.named, name="person_named"),
    path("persons/<int:pk>/enquiry/", persons.enquiry, name="person_enquiry"),
]
