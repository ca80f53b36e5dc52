"""A family adds a photograph: by itself, so that nothing else is lost, and seen by nobody else."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.faces.portal.families import ANSWERS, UNKNOWN, ask, numbers, sign_in, walk
from tests.safemedia.pictures import MARKERS, face, huge_png, jpeg

from kinline.config.home import Home
from kinline.evidence.models import Photograph
from kinline.evidence.rules import MOST_BYTES
from kinline.faces.portal.asking import Asking
from kinline.inquiries.choices import TaskKind
from kinline.inquiries.models import Inquiry
from kinline.inquiries.rules import MOST_PHOTOGRAPHS
from kinline.registry.models import Depiction


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.HOME = Home(tmp_path, mode="live")
    return tmp_path


def photo(name="IMG_4711.jpg", content=None, size=(96, 64)):
    return SimpleUploadedFile(name, content or jpeg(face(size)), "image/jpeg")


def add(client, *files, path="/ask/photo/add/", **more):
    return client.post(path, {"photographs": list(files), **more})


def thumbnails(page):
    return re.findall(r'src="(/ask/photo/[^"]+)"', page.content.decode())


@pytest.fixture
def walking(portal):
    """Maria has answered until the question about a photograph."""
    portal.post("/begin/")
    for slug in ("name", "sex"):
        portal.post(f"/ask/{slug}/", ANSWERS[slug])
    return portal


def test_a_family_adds_a_photograph_and_sends_it_with_its_question(walking):
    assert add(walking, photo()).url == "/ask/photo/"
    [small] = thumbnails(walking.get("/ask/photo/"))
    shown = walking.get(small)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Cache-Control"] == "no-store"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "filename" in shown["Content-Disposition"]
    assert not [marker for marker in MARKERS if marker in shown.content]
    assert walking.post("/ask/photo/").url == "/ask/unit/"
    check = walking.get("/ask/check/")
    assert "1 photograph is with your answers." in check.content.decode()
    assert thumbnails(check) == [small]
    walking.post("/ask/send/")
    photograph = Photograph.objects.get()
    assert photograph.held_until is None
    assert Depiction.objects.get().description == Inquiry.objects.get().description
    assert walking.get(small).status_code == 404, "nothing leads back to it from the portal"


def test_one_need_not_have_one(portal):
    walk(portal)
    page = portal.get("/ask/check/").content.decode()
    assert "No photograph" in page
    portal.post("/ask/send/")
    assert not Photograph.objects.exists()


def test_the_question_keeps_what_was_said_before_when_a_photograph_is_refused(walking):
    add(walking, photo())
    page = add(walking, photo("notes.pdf", b"%PDF-1.7"), photo("good.jpg", size=(80, 80)))
    text = page.content.decode()
    assert page.status_code == 422
    assert "notes.pdf: This is a document." in text
    assert 'aria-invalid="true"' in text
    assert len(thumbnails(page)) == 2, "the good one is here, and the one before"
    assert "Галаґан" in walking.get("/ask/check/").content.decode()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: photo(content=b"x" * (MOST_BYTES + 1)), "larger than 12 MB"),
        (lambda: photo(content=huge_png()), "too many pixels"),
        (lambda: photo("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "screenshot"),
        (lambda: photo("x.jpg", b"<html><script>alert(1)</script>"), "drawing or a web page"),
    ],
)
def test_a_refused_one_is_named_beside_the_field(walking, file, words):
    page = add(walking, file())
    assert page.status_code == 422
    assert words in page.content.decode()
    assert "<title>Error:" in page.content.decode()
    assert not Photograph.objects.exists()


def test_without_a_file_the_field_says_so(walking):
    page = add(walking)
    assert page.status_code == 422
    assert "Choose a photograph first." in page.content.decode()


def test_three_at_most(walking):
    for side in (80, 82):
        add(walking, photo(size=(side, side)))
    page = add(walking, photo(size=(84, 84)), photo(size=(86, 86)))
    assert page.status_code == 422
    assert "Please choose 1 file at most." in page.content.decode()
    add(walking, photo(size=(84, 84)))
    page = walking.get("/ask/photo/")
    assert len(thumbnails(page)) == 3
    assert 'type="file"' not in page.content.decode()


def test_the_same_one_sent_twice_on_a_bad_line_is_one(walking):
    came = jpeg()
    for _again in range(2):
        assert add(walking, photo(content=came)).status_code == 302
    assert len(thumbnails(walking.get("/ask/photo/"))) == 1
    assert Photograph.objects.count() == 1


def test_it_can_be_taken_away(walking, django_capture_on_commit_callbacks, home):
    add(walking, photo())
    [small] = thumbnails(walking.get("/ask/photo/"))
    with django_capture_on_commit_callbacks(execute=True):
        assert walking.post(f"{small}remove/").url == "/ask/photo/"
    assert not Photograph.objects.exists()
    assert list((home / "evidence").iterdir()) == []
    assert "Do you have a photograph?" in walking.get("/ask/photo/").content.decode()


def test_another_familys_is_neither_seen_nor_taken_away(walking):
    add(walking, photo())
    [small] = thumbnails(walking.get("/ask/photo/"))
    stranger = Client(headers={"accept-language": "en"})
    assert stranger.get(small).status_code == 404
    stranger.post("/begin/")
    assert stranger.get(small).status_code == 404
    stranger.post(f"{small}remove/")
    assert walking.get(small).status_code == 200


@pytest.mark.parametrize("way_out", ["/leave/", "/begin/"])
def test_leaving_takes_photographs_that_were_not_sent(walking, way_out, django_capture_on_commit_callbacks):
    add(walking, photo())
    with django_capture_on_commit_callbacks(execute=True):
        walking.post(way_out)
    assert not Photograph.objects.exists()


def test_a_change_leads_back_to_the_check_page(walking):
    walk(walking, {})
    assert add(walking, photo(), path="/ask/photo/add/?change").url == "/ask/photo/?change"
    page = walking.get("/ask/photo/?change")
    assert 'action="/ask/photo/?change"' in page.content.decode()
    assert walking.post("/ask/photo/?change").url == "/ask/check/"


def test_a_walk_begun_before_there_were_photographs_goes_on(walking):
    session = walking.session
    del session["asking"]["photographs"]
    session.save()
    assert walking.post("/ask/looks/", UNKNOWN).url == "/ask/photo/"
    assert add(walking, photo()).status_code == 302


def test_who_is_not_asking_is_led_out_neutrally(portal):
    for answer in (portal.get("/ask/photo/"), portal.post("/ask/photo/"), add(portal, photo())):
        assert answer.status_code == 200
        assert not Photograph.objects.exists()


def test_a_hard_one_is_marked_by_the_family(walking):
    add(walking, photo(), is_hard="on")
    assert Photograph.objects.get().sensitivity == "graphic"


class TestLater:
    """On the page of a question that was sent."""

    @pytest.fixture
    def signed_in(self, portal):
        sign_in(portal, *ask(portal))
        return portal

    def test_it_is_added_counted_and_not_shown(self, signed_in):
        assert add(signed_in, photo(), path="/status/photo/").url == "/status/?done=added"
        page = signed_in.get("/status/").content.decode()
        assert "We have 1 from you." in page
        assert "<img" not in page
        inquiry = Inquiry.objects.get()
        assert Depiction.objects.get().description == inquiry.description
        assert inquiry.tasks.filter(kind=TaskKind.READ_FACTS).exists()

    def test_a_bad_one_does_not_keep_the_others(self, signed_in):
        page = add(signed_in, photo(), photo("a.txt", b"words"), path="/status/photo/")
        assert page.status_code == 422
        assert "1 photograph has come." in page.content.decode()
        assert Photograph.objects.get().held_until is None

    def test_there_is_an_end_to_how_many(self, signed_in, monkeypatch):
        monkeypatch.setattr("kinline.inquiries.rules.MOST_PHOTOGRAPHS", 1)
        assert MOST_PHOTOGRAPHS > 1
        add(signed_in, photo(), path="/status/photo/")
        page = add(signed_in, photo(size=(70, 70)), path="/status/photo/")
        assert page.status_code == 422
        assert "please call us" in page.content.decode()

    def test_photographs_that_staff_added_are_not_counted(self, signed_in, petro):
        from kinline.evidence import commands as evidence  # noqa: PLC0415  # of staff, in this test only
        from kinline.registry.commands.photographs import add_photographs  # noqa: PLC0415

        held = evidence.hold([jpeg()], by=petro)
        add_photographs(Inquiry.objects.get().description, [held.public_id], by=petro)
        assert "from you." not in signed_in.get("/status/").content.decode()

    def test_a_stranger_is_led_to_sign_in(self, portal):
        assert add(portal, photo(), path="/status/photo/").url == "/sign-in/"
        assert not Photograph.objects.exists()


def test_a_photograph_that_is_gone_does_not_keep_the_question(walking):
    add(walking, photo())
    Photograph.objects.all().delete()
    walking.post("/ask/send/")
    assert len(numbers(walking.get("/receipt/"))) == 2


def test_an_addition_never_reads_the_registry(walking, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as asked:
        add(walking, photo())
    assert not [query for query in asked.captured_queries if "registry_" in query["sql"]]


def test_a_session_keeps_ids_and_nothing_of_the_picture(walking):
    add(walking, photo())
    asking = Asking.in_session(walking.session)
    assert asking.photographs == [Photograph.objects.get().public_id.hex]
