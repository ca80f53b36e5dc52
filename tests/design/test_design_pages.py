import re
from pathlib import Path
from types import SimpleNamespace

import polib
import pytest
from django import forms
from django.utils import translation

import kinline.design
from kinline.design.templatetags.design import drawings

DESIGN = Path(kinline.design.__file__).parent
STATIC = DESIGN / "static/design"
SHEET = (STATIC / "kinline.css").read_text(encoding="utf-8")
TEMPLATES = sorted(DESIGN.glob("templates/design/*.html"))
COMMITTEE = SimpleNamespace(
    portal_name="", operator_name="Committee (invented)", mandate_sentence="We take no side.", is_demo=True
)
ANNA = SimpleNamespace(is_authenticated=True, display_name="Anna", role_names=["case worker"])
NOBODY = SimpleNamespace(is_authenticated=False)
PORTAL = "{% extends 'design/portal_base.html' %}"
DESK = "{% extends 'design/desk_base.html' %}"

pytestmark = pytest.mark.urls("tests.design.gallery.urls")


class AskForm(forms.Form):
    name = forms.CharField()


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours():
    found = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", SHEET))
    return {name: "#" + value[1:] * (2 if len(value) == 4 else 1) for name, value in found.items()}


@pytest.mark.parametrize(
    ("language", "name", "leave", "money"),
    [
        ("en", "Information for families", "Leave this page", "We never ask for money."),
        ("uk", "Довідка для родин", "Покинути сторінку", "Ми ніколи не просимо грошей."),
        ("ru", "Справка для семей", "Покинуть страницу", "Мы никогда не просим денег."),
    ],
)
def test_portal_page_is_neutral_and_whole_in_each_language(draw, language, name, leave, money):
    with translation.override(language):
        html = draw(PORTAL, installation=COMMITTEE)
    assert f'<html lang="{language}">' in html
    assert f"<title>{name}</title>" in html
    assert leave in html
    assert money in html
    assert "Committee (invented). We take no side." in html
    assert '<meta name="robots" content="noindex, nofollow">' in html
    assert '<meta name="referrer" content="no-referrer">' in html
    assert "<script" not in html
    for code in ("uk", "ru", "en"):
        assert f'value="{code}" lang="{code}"' in html
    assert re.search(rf'lang="{language}"\s+aria-current="true"', html)


def test_portal_takes_the_name_that_the_installation_gave_itself(draw):
    named = SimpleNamespace(portal_name="Ластівка", operator_name="", mandate_sentence="", is_demo=False)
    html = draw(PORTAL, installation=named)
    assert "Ластівка</a>" in html
    assert 'class="demo"' not in html


def test_title_says_that_something_is_to_be_put_right(draw):
    with translation.override("uk"):
        assert "<title>Помилка: Довідка" in draw(PORTAL, form=AskForm({}))
        assert "<title>Довідка" in draw(PORTAL, form=AskForm())
        assert "<title>Помилка: Kinline" in draw(DESK, user=ANNA, form=AskForm({}))


def test_desk_says_who_is_signed_in_and_lets_them_out(draw):
    with translation.override("en"):
        html = draw(DESK, user=ANNA, installation=COMMITTEE)
    assert "Anna" in html
    assert "case worker" in html
    assert 'action="/sign-out" method="post" data-forget' in html
    assert 'role="status" aria-live="polite" id="announce"' in html
    assert '"allowEval": false' in html
    assert "everyone here is invented" in html
    assert "django_htmx/htmx" in html


def test_desk_shows_no_rooms_before_signing_in(draw):
    html = draw(DESK, user=NOBODY)
    assert 'class="rail"' not in html
    assert 'name="language"' in html


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_keep_to_the_strict_policy(path):
    source = path.read_text(encoding="utf-8")
    assert "style=" not in source
    assert not re.search(r"\son\w+=", source)
    assert all("src=" in tag or "htmx" in tag for tag in re.findall(r"<script[^>]*>", source))
    assert set(re.findall(r'{% icon "([^"]+)"', source)) <= drawings().keys()


def test_sheet_is_small_and_every_file_it_names_is_there():
    assert len(SHEET.encode()) < 22_000
    for name in re.findall(r"url\(([^)]+)\)", SHEET):
        assert (STATIC / name).is_file()
    assert "http" not in SHEET


def test_first_visit_to_the_portal_stays_small_even_uncompressed(draw):
    first = ["kinline.css", "favicon.svg", "fonts/onest-cyrillic.woff2", "fonts/onest-latin.woff2"]
    page = draw(PORTAL)
    # The limit is 60 KB; ten are left for the words of the page itself.
    assert sum((STATIC / name).stat().st_size for name in first) + len(page.encode()) < 50_000
    assert "icons.svg" not in page


def test_licences_lie_beside_what_they_cover():
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts/OFL-Onest.txt").read_text(encoding="utf-8").upper()
    assert "ISC License" in (STATIC / "LICENSE-icons.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("ink", ["ink", "ink-2", "pine", "pine-deep", "ochre", "brick", "plum"])
@pytest.mark.parametrize("ground", ["paper", "sand"])
def test_words_stand_out_from_their_ground(ink, ground):
    assert contrast(colours()[ink], colours()[ground]) >= 4.5


@pytest.mark.parametrize("name", ["pine", "ochre", "brick", "plum"])
def test_words_stand_out_from_their_own_wash(name):
    palette = colours()
    assert contrast(palette[name], palette[f"{name}-wash"]) >= 4.5
    assert contrast(palette["ink"], palette[f"{name}-wash"]) >= 4.5
    assert contrast(palette[name], "#ffffff") >= 4.5


def test_borders_of_controls_and_the_focus_are_seen():
    palette = colours()
    assert contrast(palette["line"], palette["paper"]) >= 3
    assert contrast(palette["line"], palette["sand"]) >= 3
    assert contrast(palette["ink"], palette["focus"]) >= 4.5


def messages_in_sources():
    for path in DESIGN.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        yield from (found[1] for found in re.findall(r"""{% translate (["'])(.*?)\1""", source))
        yield from re.findall(r'_\("([^"]+)"\)', source)
        for found in re.findall(r"{% blocktranslate [^%]*%}(.*?){% endblocktranslate %}", source):
            yield re.sub(r"{{ (\w+) }}", r"%(\1)s", found)
    for path in DESIGN.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        yield from re.findall(r'\b_\("([^"]+)"\)', source)
        yield from re.findall(r'ngettext_lazy\(\s*"([^"]+)"', source)


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_catalogue_is_complete_and_has_nothing_left_over(language):
    catalogue = polib.pofile(str(DESIGN / f"locale/{language}/LC_MESSAGES/django.po"))
    assert {entry.msgid for entry in catalogue} == set(messages_in_sources())
    assert catalogue.percent_translated() == 100
    assert not catalogue.fuzzy_entries()
    for entry in catalogue:
        wanted = set(re.findall(r"%\(\w+\)[sd]", entry.msgid_plural or entry.msgid))
        for words in entry.msgstr_plural.values() or [entry.msgstr]:
            assert set(re.findall(r"%\(\w+\)[sd]", words)) == wanted
            assert "!" not in words
