"""The room of duties: list, one duty from paper to receipt, one person."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from kinline.accounts.choices import Mandate
from kinline.accounts.models import Installation
from kinline.audit.models import Event
from kinline.audit.rules import WORKER
from kinline.duties.choices import EventKind
from kinline.duties.commands import make_duties, make_enquiry, name_person, note_enquiry, record_event
from kinline.duties.models import CustodyEvent, Duty, Enquiry, NamedPerson, Paper, Transmission
from kinline.registry.choices import Axis, LawfulBasis, SourceKind, StatusValue
from kinline.registry.commands import report_status

TODAY = timezone.localdate


@pytest.fixture
def man(installation, told):
    return told(
        source=SourceKind.CAPTURE_CARD,
        basis=LawfulBasis.TREATY_DUTY,
        family_name="Halahan",
        given_name="Illia",
        born=(1998, 3, 12),
    ).person


@pytest.fixture
def notice(man, anna):
    """Two days overdue."""
    record_event(
        man,
        EventKind.CAPTURE,
        on=TODAY() - dt.timedelta(days=3),
        learned_at=timezone.now() - dt.timedelta(days=3),
        place="Invented district",
        source_name="camp list",
        by=anna,
    )
    make_duties(by=WORKER)
    return Duty.objects.get(kind="notice")


def words(page):
    return re.sub(r"\s+", " ", page.content.decode())


def now():
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize("name", ["oleh", "petro", "taras", "vira"])
def test_whoever_does_no_duties_sees_none(desk_as, request, notice, name):
    client = desk_as(request.getfixturevalue(name))
    assert client.get("/duties/").status_code == 403
    assert "Overdue duties" not in words(client.get("/"))


def test_what_is_overdue_stands_on_the_first_page_and_first_in_the_list(desk_as, anna, notice):
    assert "Overdue duties of the bureau" in words(desk_as(anna).get("/"))
    page = words(desk_as(anna).get("/duties/"))
    assert page.index("Give notice</a>" if "Give notice</a>" in page else "Give notice<") < page.rindex(
        "Offer a capture card<"
    )
    assert "2 days overdue" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, ["notice", "card"]),
        ({"view": "overdue"}, ["notice"]),
        ({"kind": "card"}, ["card"]),
        ({"view": "done"}, []),
        ({"view": "receipt"}, []),
        ({"view": "waiver"}, []),
        ({"sort": "-due"}, ["card", "notice"]),
        ({"view": "nonsense", "sort": "nonsense"}, ["notice", "card"]),
    ],
)
def test_filters_and_sorts(desk_as, anna, notice, query, shown):
    page = desk_as(anna).get("/duties/", query)
    assert [row["duty"].kind for row in page.context["rows"]] == shown


def test_a_list_asks_the_database_as_often_for_many_as_for_few(
    desk_as, anna, notice, man, django_assert_max_num_queries
):
    for days in range(9):
        note_enquiry(
            asked_by="A bureau",
            about="a man",
            received_on=TODAY() - dt.timedelta(days=days),
            person=man,
            by=anna,
        )
    make_duties(by=WORKER)
    client = desk_as(anna)
    with django_assert_max_num_queries(12):
        page = client.get("/duties/")
    assert len(page.context["rows"]) == 11


def test_from_the_paper_to_the_receipt(desk_as, anna, notice):
    client = desk_as(anna)
    for to_kind, to_name in (("power", "The other Power"), ("agency", "The Agency")):
        page = client.post(
            f"/duties/{notice.pk}/paper/",
            {"paper-to_kind": to_kind, "paper-to_name": to_name, "paper-language": "en", "paper-words": ""},
        )
        assert page.status_code == 302
        paper = Paper.objects.latest("pk")
        page = client.post(
            f"/duties/{notice.pk}/sent/",
            {"sent-paper": paper.pk, "sent-way": "courier", "sent-sent_at": now()},
        )
        assert page.status_code == 302
    notice.refresh_from_db()
    assert notice.done_by == anna
    assert [row["duty"] for row in client.get("/duties/", {"view": "receipt"}).context["rows"]] == [notice]
    for sent in Transmission.objects.all():
        client.post(f"/duties/receipts/{sent.pk}/", {"received_on": TODAY().isoformat(), "reference": "R 7"})
    page = words(client.get(f"/duties/{notice.pk}/"))
    assert page.count("R 7") == 2
    assert "Done: Anna" in page
    assert not client.get("/duties/", {"view": "receipt"}).context["rows"]


def test_a_paper_opens_as_pdf_and_the_look_at_it_is_noted(desk_as, anna, notice):
    client = desk_as(anna)
    client.post(
        f"/duties/{notice.pk}/paper/",
        {"paper-to_kind": "power", "paper-to_name": "X", "paper-language": "uk", "paper-words": ""},
    )
    paper = Paper.objects.get()
    answer = client.get(f"/duties/papers/{paper.pk}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert Event.objects.filter(action="duties:paper:viewed", subject=f"paper:{paper.pk}").exists()


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_blank_cards_open_in_three_languages(desk_as, anna, installation, language):
    answer = desk_as(anna).get(f"/duties/capture-card/{language}.pdf")
    assert answer.content.startswith(b"%PDF-")


def test_a_card_in_another_language_is_not_there(desk_as, anna, installation):
    assert desk_as(anna).get("/duties/capture-card/xx.pdf").status_code == 404


def test_a_form_that_was_refused_keeps_what_was_typed(desk_as, anna, notice):
    page = desk_as(anna).post(
        f"/duties/{notice.pk}/paper/",
        {"paper-to_kind": "power", "paper-to_name": "", "paper-language": "ru", "paper-words": "typed here"},
    )
    assert page.status_code == 422
    assert "typed here" in words(page)
    assert "Name the recipient." in words(page)


def test_nothing_goes_without_a_paper(desk_as, anna, notice):
    page = desk_as(anna).post(
        f"/duties/{notice.pk}/sent/", {"sent-way": "courier", "sent-sent_at": now(), "sent-paper": ""}
    )
    assert page.status_code == 422
    assert "Make the paper first" in words(page)


def test_two_people_waive_a_duty(desk_as, anna, iryna, notice):
    client = desk_as(anna)
    assert client.post(f"/duties/{notice.pk}/waiver/", {"reason": ""}).status_code == 422
    client.post(f"/duties/{notice.pk}/waiver/", {"reason": "told already"})
    assert "A second, different person decides" in words(client.get(f"/duties/{notice.pk}/"))
    assert client.post(f"/duties/{notice.pk}/waiver/answer/", {"agrees": "yes"}).status_code == 409
    second = desk_as(iryna)
    second.post(f"/duties/{notice.pk}/waiver/answer/", {"agrees": "yes"})
    assert "Waived: Anna asked, Iryna agreed." in words(second.get(f"/duties/{notice.pk}/"))


def test_an_event_is_recorded_on_the_persons_page(desk_as, anna, man):
    client = desk_as(anna)
    typed = {
        "kind": "transfer",
        "on": TODAY().isoformat(),
        "place": "Camp 3 (invented)",
        "source_name": "camp list",
        "learned_at": now(),
    }
    assert client.post(f"/duties/persons/{man.pk}/event/", typed).status_code == 302
    assert CustodyEvent.objects.get().kind == "transfer"
    assert "Camp 3 (invented)" in words(client.get(f"/duties/persons/{man.pk}/"))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("sickness", "Say how his health is."),
        ("death", "Name the certificate or another document."),
        ("", "Choose what befell him."),
    ],
)
def test_what_an_event_lacks_is_said_beside_the_field(desk_as, anna, man, kind, sentence):
    page = desk_as(anna).post(
        f"/duties/persons/{man.pk}/event/",
        {"kind": kind, "on": TODAY().isoformat(), "source_name": "camp", "learned_at": now()},
    )
    assert page.status_code == 422
    assert sentence in words(page)
    assert not CustodyEvent.objects.exists()


def test_whom_he_named_and_the_telling(desk_as, anna, man):
    client = desk_as(anna)
    assert (
        client.post(f"/duties/persons/{man.pk}/named/", {"said_on": TODAY().isoformat()}).status_code == 422
    )
    client.post(
        f"/duties/persons/{man.pk}/named/",
        {"name": "Maria Invented", "reached_by": "+44 7700 900123", "said_on": TODAY().isoformat()},
    )
    make_duties(by=WORKER)
    duty = Duty.objects.get(kind="inform")
    assert "+44 7700 900123" in words(client.get(f"/duties/{duty.pk}/"))
    client.post(f"/duties/{duty.pk}/informed/", {"way": "voice", "informed_at": now()})
    assert NamedPerson.objects.get().informed_by == anna
    assert "informed by Anna" in words(client.get(f"/duties/persons/{man.pk}/"))


def test_a_card_a_paper_and_an_enquiry_about_a_person(desk_as, anna, man):
    client = desk_as(anna)
    client.post(f"/duties/persons/{man.pk}/card/", {"outcome": "declined", "on": TODAY().isoformat()})
    client.post(
        f"/duties/persons/{man.pk}/enquiry/",
        {"to_kind": "hospital", "to_name": "Hospital 1 (invented)", "language": "uk"},
    )
    paper = Paper.objects.get(kind="enquiry")
    page = words(client.get(f"/duties/persons/{man.pk}/"))
    assert "Declined" in page
    assert paper.reference in page
    assert client.post(f"/duties/papers/{paper.pk}/sent/", {"way": "post", "sent_at": ""}).status_code == 422
    client.post(f"/duties/papers/{paper.pk}/sent/", {"way": "post", "sent_at": now()})
    sent = Transmission.objects.get()
    client.post(f"/duties/receipts/{sent.pk}/", {"received_on": TODAY().isoformat()})
    sent.refresh_from_db()
    assert sent.received_on == TODAY()


def test_an_enquiry_that_came_is_noted_with_the_person(desk_as, anna, man):
    client = desk_as(anna)
    typed = {"asked_by": "The other bureau", "about": "Where is he?", "received_on": TODAY().isoformat()}
    client.post(f"/duties/enquiries/new/?person={man.pk}", typed)
    client.post("/duties/enquiries/new/?person=nonsense", typed)
    assert [one.description is not None for one in Enquiry.objects.order_by("pk")] == [True, False]
    make_duties(by=WORKER)
    assert "an enquiry about somebody not found here" in words(client.get("/duties/"))


def test_a_committee_reads_that_it_owes_no_notices(desk_as, anna, installation):
    Installation.objects.update(mandate=Mandate.COMMITTEE)
    assert "owes no notices" in words(desk_as(anna).get("/duties/"))


def test_the_persons_file_leads_to_the_duties(desk_as, anna, petro, man):
    link = f"/duties/persons/{man.pk}/"
    assert link in words(desk_as(anna).get(f"/registry/persons/{man.pk}/"))
    assert link not in words(desk_as(petro).get(f"/registry/persons/{man.pk}/"))


def test_looks_at_a_person_are_noted(desk_as, anna, man):
    name_person(man, name="Maria", said_on=TODAY(), by=anna)
    make_enquiry(man, to_kind="unit", to_name="Unit", language="en", by=anna)
    desk_as(anna).get(f"/duties/persons/{man.pk}/")
    assert Event.objects.filter(action="duties:person:viewed", subject=f"person:{man.pk}").exists()


@pytest.mark.parametrize(
    ("axis", "value", "warning"),
    [
        (
            Axis.DANGER,
            StatusValue.DANGEROUS_TO_TELL,
            "Send nothing to anybody but the Central Tracing Agency.",
        ),
        (Axis.WISH, StatusValue.REFUSES_CONTACT, "He does not want his family to be told."),
    ],
)
def test_a_page_warns_before_anything_goes_out(desk_as, anna, notice, man, axis, value, warning):
    client = desk_as(anna)
    assert warning not in words(client.get(f"/duties/{notice.pk}/"))
    report_status(man, axis=axis, value=value, as_of=TODAY(), source_name="himself", by=anna)
    assert warning in words(client.get(f"/duties/{notice.pk}/"))
