"""The portal in real Chromium: what UX.md asks of it, point by point. The number of the point stands beside a test."""

import re

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe

pytestmark = [
    pytest.mark.browser,
    # The window may still hold a connection when the site in its thread is stopped; that is no fault of a page.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PUBLIC = (
    *("/", "/about/", "/your-data/", "/accessibility/", "/afterwards/", "/rights/", "/staying-safe/"),
    *("/lists/", "/sign-in/", "/nowhere/", "/status/"),
)
CONTINUE = "main form .bar .button >> nth=0"
ANSWERS = {
    "name": {"family_name": "Галаґан", "given_name": "Ілля"},
    "birth": {"birth_year": "1998", "birth_month": "травень"},
    "reach": {"phone": "067 123 45 48"},
}
AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
SPACING = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)


def begin(page, site):
    page.goto(site)
    page.click("main form button >> nth=0")


def walk(page, site, answers=ANSWERS):
    """From the first page to the check page; yields at each question, before it is answered."""
    begin(page, site)
    while not page.url.endswith("/check/"):
        slug = page.url.rstrip("/").rsplit("/", 1)[-1]
        for name, value in answers.get(slug, {}).items():
            page.fill(f"[name={name}]", value)
        yield slug
        page.click(CONTINUE)
    yield "check"


def go_back(page):
    """As the browser's button does, once the page stands: while it arrives, Chromium has no history to tell of."""
    page.wait_for_load_state()
    with page.expect_navigation():
        page.evaluate("history.back()")


def ask(page, site, answers=ANSWERS):
    """Ask to the end; the receipt stands open. Reference and PIN."""
    for _question in walk(page, site, answers):
        pass
    page.click("main form .button >> nth=0")
    return [text.replace("\xa0", "") for text in page.locator(".code").all_inner_texts()]


def sign_in(page, site, reference, pin):
    page.goto(f"{site}/sign-in/")
    page.fill("[name=reference]", reference)
    page.fill("[name=pin]", pin)
    page.click("main form .button")


def every_page(page, site):
    """Opens every page of the portal in turn; yields its name."""
    for path in PUBLIC:
        page.goto(site + path)
        yield path
    page.goto(f"{site}/lists/")
    page.click("main form .button")
    yield "lists answered"
    yield from walk(page, site)
    page.goto(f"{site}/ask/birth/")
    page.fill("[name=birth_month]", "13")
    page.click(CONTINUE)
    yield "a question with an error"
    page.goto(f"{site}/ask/check/")
    page.click("main form .button >> nth=0")
    numbers = [text.replace("\xa0", "") for text in page.locator(".code").all_inner_texts()]
    yield "receipt"
    sign_in(page, site, numbers[0], "000000" if numbers[1] != "000000" else "000001")
    yield "sign-in refused"
    sign_in(page, site, *numbers)
    yield "status"
    for path in ("add", "photo", "reach", "withdraw"):
        page.goto(f"{site}/status/{path}/")
        yield path


@pytest.mark.parametrize("locale", ["uk", "ru", "en"])
def test_1_axe_finds_nothing_on_any_page(portal_site, open_window, locale):
    page, axe = open_window(locale=locale, width=390), Axe()
    faults = {}
    for name in every_page(page, portal_site):
        assert page.locator("html").get_attribute("lang") == locale  # 11
        found = axe.run(page, options=AXE).response["violations"]
        if found:
            faults[name] = [(fault["id"], [node["html"] for node in fault["nodes"]][:3]) for fault in found]
    assert faults == {}


@pytest.mark.parametrize("spaced", [False, True], ids=["as it is", "with text spacing"])
def test_2_nothing_scrolls_sideways_at_320_pixels(portal_site, open_window, spaced):
    page = open_window(width=320, height=640, bypass_csp=True)
    wide = []
    for name in every_page(page, portal_site):
        if spaced:
            page.add_style_tag(content=SPACING)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(name)
    assert wide == []


def test_3_and_8_and_10_the_whole_way_without_scripts(portal_site, open_window):
    page = open_window(javascript=False)
    begin(page, portal_site)
    while not page.url.endswith("/check/"):
        page.click("[name=unknown]")
    page.click("main form .button >> nth=0")
    numbers = [text.replace("\xa0", "") for text in page.locator(".code").all_inner_texts()]
    assert [len(number) for number in numbers] == [10, 6]
    page.reload()
    assert page.locator(".code").count() == 1
    sign_in(page, portal_site, *numbers)
    assert "Пошук триває" in page.inner_text("h1")
    page.click("a[href='/status/withdraw/']")
    page.click("main .button.danger")
    assert "відкликали" in page.inner_text("h1")


def test_4_the_first_visit_is_light_and_asks_only_us(portal_site, open_window):
    page = open_window(locale="uk")
    for name in every_page(page, portal_site):
        assert page.locator("[style]").count() == 0, name
    assert [address for address in page.asked if not address.startswith(portal_site)] == []
    assert [said for said in page.said if "status of 4" not in said] == []


def test_5_the_keyboard_reaches_all_in_order_and_sees_where_it_is(portal_site, open_window):
    page = open_window(width=390, height=640)
    begin(page, portal_site)
    page.fill("[name=family_name]", "Галаґан")
    page.evaluate("document.activeElement.blur()")
    page.evaluate("window.getSelection().removeAllRanges()")
    seen = []
    for _step in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => {
              const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
              if (e === document.body) return null;
              const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
              return {what: e.name || e.getAttribute('href') || e.textContent.trim(), outline: s.outlineWidth,
                      style: s.outlineStyle, covered: !(e === top || e.contains(top) || (top && top.contains(e)))};
            }"""
        )
        if at is None:
            break
        seen.append(at)
    names = [at["what"] for at in seen]
    fields = ["family_name", "given_name", "patronymic", "other_names"]
    assert [name for name in names if name in fields] == fields[-len([n for n in names if n in fields]) :]
    assert all(at["style"] == "solid" and float(at["outline"][:-2]) >= 3 for at in seen)
    assert [at["what"] for at in seen if at["covered"]] == []


def test_6_everything_to_press_is_44_pixels_high(portal_site, open_window):
    page = open_window(width=390)
    small = {}
    for name in every_page(page, portal_site):
        found = page.evaluate(
            """() => [...document.querySelectorAll('a,button,summary,input:not([type=hidden]),select,textarea')]
              .filter(e => e.checkVisibility() && !e.closest('.skip') && e.className !== 'skip')
              .filter(e => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
              .map(e => [e.textContent.trim() || e.name,
                         (e.type === 'radio' || e.type === 'checkbox' ? e.parentElement : e).getBoundingClientRect()])
              .filter(([, r]) => r.height < 43.5 || r.width < 43.5).map(([t, r]) => `${t} ${r.width}x${r.height}`)"""
        )
        if found:
            small[name] = found
    assert small == {}


def test_7_an_error_is_said_first_and_led_to(portal_site, open_window):
    page = open_window(locale="en")
    begin(page, portal_site)
    page.goto(f"{portal_site}/ask/birth/")
    page.fill("[name=birth_day]", "12")
    page.fill("[name=birth_month]", "13")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.click(CONTINUE)
    assert answered.value.status == 422
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    assert page.input_value("[name=birth_day]") == "12"
    page.click("#error-summary a")
    assert page.evaluate("document.activeElement.name") == "birth_month"


def test_9_back_and_change_keep_answers(portal_site, open_window):
    page = open_window()
    for slug in walk(page, portal_site):
        if slug == "home":
            go_back(page)
            assert page.input_value("[name=birth_month]") == "травень"
            page.click(CONTINUE)
    page.click("a[href='/ask/birth/?change']")
    assert page.input_value("[name=birth_year]") == "1998"
    page.fill("[name=birth_year]", "1997")
    page.click(CONTINUE)
    assert page.url.endswith("/ask/check/")
    assert "1997" in page.inner_text("main")


def test_9_a_double_click_makes_one_inquiry_and_shows_the_pin(portal_site, open_window):
    page = open_window()
    for _question in walk(page, portal_site):
        pass
    page.dblclick("main form .button >> nth=0")
    page.wait_for_url("**/receipt/")
    assert page.locator(".code").count() == 2
    from kinline.inquiries.models import Inquiry  # noqa: PLC0415  # Django is set up by now

    assert Inquiry.objects.count() == 1


def test_10_the_receipt_prints_on_one_page_and_its_code_can_be_read(portal_site, open_window, tmp_path):
    page = open_window()
    numbers = ask(page, portal_site)
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    shot = tmp_path / "receipt.png"
    page.locator(".receipt svg.qr").screenshot(path=shot)
    # In a window of its own: the portal's policy lets no data: image in.
    image = open_window().evaluate(
        """async (data) => {
          const i = new Image(); i.src = 'data:image/png;base64,' + data; await i.decode();
          const c = document.createElement('canvas'); c.width = i.width; c.height = i.height;
          const x = c.getContext('2d'); x.drawImage(i, 0, 0);
          const d = x.getImageData(0, 0, i.width, i.height).data;
          return [i.width, i.height, Array.from({length: i.width * i.height}, (_, n) => d[4 * n])];
        }""",
        __import__("base64").b64encode(shot.read_bytes()).decode(),
    )
    width, height, grey = image
    view = memoryview(bytes(grey)).cast("B", shape=[height, width])
    [code] = zxingcpp.read_barcodes(view)
    assert code.text == f"{portal_site}/sign-in/{numbers[0]}/"
    assert numbers[1] not in code.text


def test_13_leaving_forgets_and_back_is_neutral(portal_site, open_window):
    page = open_window(javascript=False)
    page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(status=200, body="elsewhere"))
    begin(page, portal_site)
    page.fill("[name=family_name]", "Галаґан")
    page.click(CONTINUE)
    page.click(".leave .button")
    page.wait_for_url("https://www.wikipedia.org/")
    assert page.context.cookies(portal_site) == []
    go_back(page)
    assert "Галаґан" not in page.content()
    assert page.inner_text("h1") == "Цю сторінку закрито"
    go_back(page)
    assert "Галаґан" not in page.content()


@pytest.mark.parametrize(
    "eyes",
    [{"forced_colors": "active"}, {"reduced_motion": "reduce"}, {"color_scheme": "dark"}],
    ids=["forced colours", "reduced motion", "dark"],
)
def test_14_it_can_be_read_with_the_colours_and_motion_people_set(portal_site, open_window, eyes):
    page, axe = open_window(width=390, **eyes), Axe()
    for _question in walk(page, portal_site, {}):
        if "forced_colors" not in eyes:
            assert axe.run(page, options=AXE).response["violations"] == []
        button = page.locator("main form .button").first
        assert button.evaluate("e => getComputedStyle(e).borderTopWidth") != "0px"
        if "reduced_motion" in eyes:
            assert button.evaluate("e => getComputedStyle(e).transitionDuration") == "0s"


def test_14_nothing_is_told_by_colour_alone(portal_site, open_window):
    page = open_window(width=390)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
    begin(page, portal_site)
    page.goto(f"{portal_site}/ask/birth/")
    page.fill("[name=birth_month]", "13")
    page.click(CONTINUE)
    assert page.locator(".msg").inner_text().strip() != ""
    assert page.locator("[aria-invalid=true]").count() == 1
