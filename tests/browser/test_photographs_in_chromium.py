"""Photographs from a telephone on a bad line, and at the desk, in real Chromium."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from tests.browser.conftest import SHOTS
from tests.safemedia.pictures import MARKER, exif, face, jpeg

from kinline.audit.models import Event
from kinline.audit.rules import WORKER
from kinline.evidence import commands as evidence
from kinline.evidence.choices import OriginalReason, Sensitivity
from kinline.evidence.models import Photograph
from kinline.inquiries.models import Inquiry
from kinline.registry.choices import SourceKind
from kinline.registry.commands.photographs import add_photographs
from kinline.suggestions.commands import refresh_due
from kinline.suggestions.models import Suggestion

pytestmark = pytest.mark.browser
WIDTHS = (320, 768, 1280)
#: A telephone at the edge of the network: bytes a second, milliseconds.
BAD_LINE = {"offline": False, "downloadThroughput": 50_000, "uploadThroughput": 60_000, "latency": 400}
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def telephone_photo():
    """What a telephone makes: 12 megapixels, some megabytes, its place hidden in it. The face is invented."""
    noise = Image.effect_noise((1000, 750), 90).convert("RGB")
    whole = Image.blend(face((4000, 3000)), noise.resize((4000, 3000)), 0.35)
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=95, exif=exif())
    assert MARKER.encode() in out.getvalue()
    return {"name": "IMG_4711.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def shoot(page, name):
    folder = SHOTS / "photographs"
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


def to_the_question(page, site):
    page.goto(site)
    page.click("main form button >> nth=0")
    page.fill("[name=family_name]", "Галаґан")
    while "/ask/photo/" not in page.url:
        page.click("main form .bar .button >> nth=0")


def faults(page):
    return [fault["id"] for fault in Axe().run(page, options=AXE).response["violations"]]


def test_a_telephone_on_a_bad_line_sends_a_small_copy_without_its_place(
    portal_site, open_window, telephone_photo, anna
):
    page = open_window(width=390, height=760, is_mobile=True, has_touch=True)
    to_the_question(page, portal_site)
    shoot(page, "question")
    page.set_viewport_size({"width": 390, "height": 760})
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", BAD_LINE)
    page.set_input_files("[type=file]", [telephone_photo])
    page.click("main form[data-photographs] button")
    page.wait_for_selector("main progress:visible")
    page.wait_for_selector(".photos img", timeout=60_000)
    photograph = Photograph.objects.get()
    assert photograph.original_bytes < len(telephone_photo["buffer"]) / 3
    sent = evidence.open_original(photograph, reason=OriginalReason.DETAIL, by=anna)
    assert MARKER.encode() not in sent, "its place and device never left the telephone"
    page.locator(".photos img").evaluate("image => image.decode()")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults(page) == []
    shoot(page, "added")
    page.click("main form .bar .button")
    while "/ask/check/" not in page.url:
        page.click("main form .bar .button >> nth=0")
    page.wait_for_load_state()  # the line is still a bad one
    assert page.locator(".photos img").count() == 1
    shoot(page, "check")
    page.click("main form .button >> nth=0")
    page.wait_for_url("**/receipt/")
    assert Inquiry.objects.get().description.depictions.count() == 1
    assert page.said == []


def test_a_line_that_breaks_is_tried_again_and_nothing_is_lost(portal_site, open_window, telephone_photo):
    page = open_window(width=390)
    to_the_question(page, portal_site)
    broken = []

    def breaks_twice(route):
        if len(broken) < 2:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/ask/photo/add/", breaks_twice)
    page.set_input_files("[type=file]", [telephone_photo])
    page.click("main form[data-photographs] button")
    page.wait_for_selector("text=Зв’язок перервався")
    page.wait_for_selector(".photos img", timeout=60_000)
    assert len(broken) == 2
    assert Photograph.objects.count() == 1
    page.goto(f"{portal_site}/ask/check/")
    assert page.locator("text=Галаґан").count() == 1


def test_a_line_that_stays_broken_says_so_and_the_form_can_be_sent_again(
    portal_site, open_window, telephone_photo
):
    page = open_window(width=390)
    page.clock.install()
    to_the_question(page, portal_site)
    broken = []
    page.route(
        "**/ask/photo/add/", lambda route: (broken.append(route.request.url), route.abort("connectionreset"))
    )
    page.set_input_files("[type=file]", [telephone_photo])
    page.click("main form[data-photographs] button")
    said = page.locator("text=Надіслати не вдалося")
    for _moment in range(300):  # a slow machine breaks the line later than the page's clock says
        if said.is_visible():
            break
        page.wait_for_timeout(100)
        page.clock.run_for(1_000)
    assert said.is_visible()
    assert len(broken) == 4
    assert page.locator("main form[data-photographs] button").is_enabled()
    assert page.evaluate("document.querySelector('[type=file]').files.length") == 1
    assert not Photograph.objects.exists()


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_refused_is_said_beside_the_field(portal_site, open_window, javascript):
    page = open_window(width=320, javascript=javascript)
    to_the_question(page, portal_site)
    words = {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7 words"}
    page.set_input_files("[type=file]", [words])
    page.click("main form[data-photographs] button")
    page.wait_for_selector("#id_photographs[aria-invalid=true]")
    assert "Це документ" in page.inner_text(".field.error")
    assert page.title().startswith("Помилка")
    if javascript:
        assert page.evaluate("document.activeElement.id") == "error-summary"
        shoot(page, "refused")
    good = {"name": "good.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    page.set_input_files("[type=file]", [good])
    page.click("main form[data-photographs] button")
    page.wait_for_selector(".photos img")
    assert Photograph.objects.count() == 1
    page.click(".photos form button")
    page.wait_for_selector(".photos", state="detached")
    assert not Photograph.objects.exists()


@pytest.fixture
def depicted(told, petro):
    """A mother's word with two photographs, a hospital's with one that is covered, of perhaps one invented man."""
    both = []
    for source, name, number in ((SourceKind.FAMILY, "Галаґан", 2), (SourceKind.HOSPITAL_LIST, "Galagan", 1)):
        word = told(source=source, family_name=name, given_name="Ілля", born=(1998, 3, 12))
        for place in range(number):
            held = evidence.hold([jpeg(face((900 + 300 * place, 1200)))], by=petro)
            add_photographs(word, [held.public_id], by=petro)
        both.append(word)
    while refresh_due(by=WORKER):
        pass
    return both


def test_staff_see_both_sides_and_are_asked_before_a_hard_one(enter, anna, depicted):
    window = enter(anna)
    window.goto(f"{window.site}/comparisons/{Suggestion.objects.get().pk}/")
    assert window.locator(".photos img").count() == 2
    assert window.evaluate("[...document.images].every((one) => one.complete && one.naturalWidth > 0)")
    shoot(window, "comparison")
    window.set_viewport_size({"width": 320, "height": 800})
    assert window.evaluate("document.documentElement.scrollWidth") <= 320
    assert faults(window) == []
    window.set_viewport_size({"width": 1280, "height": 900})
    window.click("a.cover")
    assert window.locator("img").count() == 0
    shoot(window, "covered")
    assert faults(window) == []
    assert not Event.objects.filter(action="evidence:photograph:uncovered").exists()
    window.click("main a.button.quiet")
    window.wait_for_selector("img.photo")
    window.locator("img.photo").evaluate("image => image.decode()")
    assert Event.objects.filter(action="evidence:photograph:uncovered").count() == 1
    shoot(window, "uncovered")
    window.check("[name=sensitivity][value=graphic]")
    window.click("form[action$='/weigh/'] button")
    assert window.locator("img").count() == 0
    assert Photograph.objects.filter(sensitivity=Sensitivity.GRAPHIC).count() == 1
    assert window.said == []


def test_the_pages_where_photographs_stand_and_are_added(enter, petro, depicted):
    window = enter(petro)
    word = depicted[0]
    for name, path in (
        ("description", f"/registry/descriptions/{word.pk}/"),
        ("person", f"/registry/persons/{word.person_id}/"),
        ("adding", f"/registry/descriptions/{word.pk}/photographs/"),
        ("describing", "/registry/new/"),
    ):
        window.goto(window.site + path)
        shoot(window, name)
        window.set_viewport_size({"width": 320, "height": 800})
        assert window.evaluate("document.documentElement.scrollWidth") <= 320, name
        assert faults(window) == [], name
    assert window.said == []
