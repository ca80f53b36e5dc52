"""Photographs at the desk: added without losing the form, covered where hard, each look written down."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.safemedia.pictures import MARKERS, face, jpeg

from kinline.audit.models import Event
from kinline.config.home import Home
from kinline.evidence import commands as evidence
from kinline.evidence import stored
from kinline.evidence.choices import Part, Sensitivity
from kinline.evidence.models import Photograph
from kinline.evidence.rules import MOST_BYTES
from kinline.registry.choices import SourceKind
from kinline.registry.commands.photographs import add_photographs
from kinline.registry.models import Depiction, Description


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.HOME = Home(tmp_path, mode="live")


def photo(name="scan.jpg", content=None, size=(96, 64)):
    return SimpleUploadedFile(name, content or jpeg(face(size)), "image/jpeg")


@pytest.fixture
def depict(petro):
    """A photograph of these words; its id."""

    def depicts(word, size=(96, 64), **said):
        held = evidence.hold([jpeg(face(size))], by=petro, **said)
        add_photographs(word, [held.public_id], by=petro)
        return held.public_id

    return depicts


def page_of(one):
    return reverse("desk:photograph", args=[one])


def seen(action):
    return Event.objects.filter(action=f"evidence:{action}").count()


BASIS = {
    "source_kind": "hospital_list",
    "source_name": "List 7 (invented)",
    "purpose": "tracing",
    "lawful_basis": "consent",
}


def test_photographs_come_with_a_new_description(desk_as, petro):
    answer = desk_as(petro).post(
        "/registry/new/", {**BASIS, "family_name": "Галаган", "photographs": [photo(), photo(size=(80, 80))]}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert Depiction.objects.count() == 2
    assert not Photograph.objects.held().exists()


def test_one_too_large_is_refused_beside_the_field_and_nothing_typed_is_lost(desk_as, petro):
    page = desk_as(petro).post(
        "/registry/new/",
        {**BASIS, "family_name": "Галаган", "photographs": photo(content=b"x" * (MOST_BYTES + 1))},
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert "larger than 12 MB" in text
    assert 'href="#id_photographs"' in text
    assert 'value="Галаган"' in text
    assert not Description.objects.exists()


def test_good_ones_stay_with_a_form_that_comes_back(desk_as, petro):
    client = desk_as(petro)
    page = client.post(
        "/registry/new/", {**BASIS, "family_name": "Галаган", "source_kind": "", "photographs": photo()}
    )
    assert page.status_code == 422
    assert "1 photograph is kept with this form" in page.content.decode()
    [ticket] = re.findall('name="held" value="([^"]+)"', page.content.decode())
    assert (
        client.post("/registry/new/", {**BASIS, "family_name": "Галаган", "held": ticket}).status_code == 302
    )
    assert Depiction.objects.get().photograph == Photograph.objects.get()


def test_a_ticket_of_another_is_worth_nothing(desk_as, petro, anna):
    page = desk_as(petro).post("/registry/new/", {**BASIS, "source_kind": "", "photographs": photo()})
    [ticket] = re.findall('name="held" value="([^"]+)"', page.content.decode())
    desk_as(anna).post("/registry/new/", {**BASIS, "family_name": "Галаган", "held": ticket})
    desk_as(anna).post("/registry/new/", {**BASIS, "family_name": "Галаґан", "held": "forged"})
    assert not Depiction.objects.exists()


def test_they_are_added_to_a_description_that_is_there(desk_as, petro, told):
    word, client = told(family_name="Галаган"), desk_as(petro)
    address = reverse("desk:description_photographs", args=[word.pk])
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"photographs": photo()}).url == reverse("desk:description", args=[word.pk])
    page = client.get(reverse("desk:description", args=[word.pk])).content.decode()
    assert "The photographs are here." in page
    assert 'alt="Photograph from the family"' in page


def test_a_correction_keeps_them_and_takes_more(desk_as, petro, told, depict):
    word = told(family_name="Галаган")
    depict(word)
    answer = desk_as(petro).post(
        reverse("desk:description_correct", args=[word.pk]),
        {"family_name": "Галаґан", "reason": "Описка", "photographs": photo(size=(80, 80))},
    )
    assert answer.status_code == 302, answer.content.decode()
    assert Description.objects.latest("pk").depictions.count() == 2


def test_an_operator_adds_what_a_family_brings(desk_as, oleh, inquiry):
    client = desk_as(oleh)
    address = reverse("desk:inquiry_photographs", args=[inquiry.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"photographs": photo(), "sensitivity": "ordinary"}).status_code == 302
    page = client.get(reverse("desk:inquiry", args=[inquiry.pk])).content.decode()
    [small] = re.findall(r'src="(/photographs/[^"]+)"', page)
    assert client.get(small).status_code == 200
    assert "added photographs" in page


def test_a_look_at_the_whole_picture_is_in_the_audit(desk_as, petro, told, depict):
    one, client = depict(told(family_name="Галаган")), desk_as(petro)
    page = client.get(page_of(one)).content.decode()
    assert f'src="/photographs/{one}/picture/"' in page
    assert seen("photograph:viewed") == 0
    picture = client.get(f"/photographs/{one}/picture/")
    assert picture.content.startswith(b"\xff\xd8\xff")
    assert not [marker for marker in MARKERS if marker in picture.content]
    assert "no-store" in picture["Cache-Control"]
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert picture["Content-Disposition"].startswith("inline")
    assert seen("photograph:viewed") == 1


def test_a_covered_one_is_not_sent_until_it_is_asked_for(desk_as, petro, told, depict):
    word = told(source=SourceKind.HOSPITAL_LIST, family_name="Галаган")
    one, client = depict(word), desk_as(petro)
    for page in (reverse("desk:description", args=[word.pk]), reverse("desk:person", args=[word.person_id])):
        text = client.get(page).content.decode()
        assert "covered, may be hard to see" in text
        assert "<img" not in text
    assert client.get(f"/photographs/{one}/thumbnail/").status_code == 404
    text = client.get(page_of(one)).content.decode()
    assert "You need not look." in text
    assert "<img" not in text
    assert "<img" in client.get(page_of(one) + "?show").content.decode()
    client.get(f"/photographs/{one}/picture/")
    assert (seen("photograph:uncovered"), seen("photograph:viewed")) == (1, 0)


def test_whoever_looked_uncovers_it_for_the_others(desk_as, petro, told, depict):
    word = told(source=SourceKind.HOSPITAL_LIST, family_name="Галаган")
    one, client = depict(word), desk_as(petro)
    assert client.post(f"/photographs/{one}/weigh/", {}).status_code == 422
    assert client.post(f"/photographs/{one}/weigh/", {"sensitivity": "ordinary"}).status_code == 302
    assert client.get(f"/photographs/{one}/thumbnail/").status_code == 200
    client.post(f"/photographs/{one}/weigh/", {"sensitivity": "graphic"})
    assert client.get(f"/photographs/{one}/thumbnail/").status_code == 404


def test_an_original_is_opened_for_a_reason_only(desk_as, petro, told):
    word, came = told(family_name="Галаган"), jpeg()
    held = evidence.hold([came], by=petro)
    add_photographs(word, [held.public_id], by=petro)
    client, address = desk_as(petro), f"/photographs/{held.public_id}/original/"
    refused = client.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "Choose a reason." in refused.content.decode()
    assert client.get(address).status_code == 405
    assert seen("original:opened") == 0
    answer = client.post(address, {"reason": "detail"})
    assert answer.content == came
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert Event.objects.get(action="evidence:original:opened").content == {"reason": "detail"}


def test_a_file_that_is_gone_or_changed_is_said_so(desk_as, petro, told, depict):
    one, client = depict(told(family_name="Галаган")), desk_as(petro)
    stored.path_of(one, Part.ORIGINAL).write_bytes(b"changed")
    stored.path_of(one, Part.PICTURE).unlink()
    answer = client.post(f"/photographs/{one}/original/", {"reason": "detail"})
    assert answer.status_code == 410
    assert "missing or was changed" in answer.content.decode()
    assert client.get(f"/photographs/{one}/picture/").status_code == 404


def test_a_wrong_one_is_taken_away_with_a_reason(desk_as, petro, oleh, told, depict):
    word = told(family_name="Галаган")
    one, client = depict(word), desk_as(petro)
    assert client.post(f"/photographs/{one}/remove/", {"reason": ""}).status_code == 422
    assert client.post(f"/photographs/{one}/remove/", {"reason": "somebody else"}).status_code == 302
    assert client.get(page_of(one)).status_code == 404
    assert "<img" not in client.get(reverse("desk:description", args=[word.pk])).content.decode()


def test_who_may_not_see_it_gets_nothing(desk_as, oleh, taras, vira, told, depict):
    one = depict(told(source=SourceKind.CAPTURE_CARD, family_name="Галаган"))
    for staff in (oleh, taras, vira):
        client = desk_as(staff)
        for path in ("", "thumbnail/", "picture/"):
            assert client.get(f"/photographs/{one}/{path}").status_code == 404
        for path in ("original/", "weigh/"):
            assert client.post(f"/photographs/{one}/{path}", {"reason": "detail"}).status_code == 404
    assert not Event.objects.filter(action__startswith="evidence:original").exists()


def test_both_sides_stand_side_by_side_where_people_judge(desk_as, anna, inquiry, pair, depict):
    depict(pair.left, size=(90, 60))
    page = desk_as(anna).get(reverse("desk:comparison", args=[pair.pk])).content.decode()
    assert page.count("/thumbnail/") == 1
    assert "no photograph" in page
    assert "Recognised from a photograph is never confirmed." in page
    depict(pair.right, size=(80, 60))
    page = desk_as(anna).get(reverse("desk:comparison", args=[pair.pk])).content.decode()
    assert page.count("/thumbnail/") == 2


def test_a_pair_without_photographs_says_nothing_of_them(desk_as, anna, pair):
    page = desk_as(anna).get(reverse("desk:comparison", args=[pair.pk])).content.decode()
    assert "no photograph" not in page


def test_held_ones_are_nobodys_page(desk_as, petro, told):
    held = evidence.hold([jpeg()], by=petro, sensitivity=Sensitivity.ORDINARY)
    assert desk_as(petro).get(page_of(held.public_id)).status_code == 404
