"""What stands on a paper, for whom, and that no text in it is taken for markup."""

import datetime as dt
import json
import re
import zlib
from uuid import uuid4

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinline.accounts.models import Installation
from kinline.audit.rules import FAMILY, WORKER, Refused
from kinline.duties.blanks import capture_card
from kinline.duties.choices import EventKind, Recipient
from kinline.duties.commands import make_duties, make_enquiry, make_paper, name_person, record_event
from kinline.duties.models import Duty
from kinline.duties.press import NotDrawn, draw
from kinline.inquiries.choices import Origin, Relation, SharingScope, Way
from kinline.inquiries.commands import ReachableBy, WhoAsks, open_inquiry
from kinline.registry.choices import Axis, OccurrenceKind, SourceKind, StatusValue
from kinline.registry.commands import join_persons, report_status, second_status
from kinline.registry.facts import Facts, Happening, VagueDate

TODAY = timezone.localdate
PHONE = "+380670000048"


def text_of(pdf):
    """The letters that a reader could copy out of a PDF, by its ToUnicode tables, without spaces between words."""
    streams = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            streams.append(zlib.decompress(raw))
        except zlib.error:
            continue
    letters = {}
    for stream in streams:
        if b"beginbfchar" in stream:
            for code, letter in re.findall(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", stream):
                letters[code.lower()] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    return letters, streams


@pytest.fixture
def notice(man, anna):
    record_event(
        man,
        EventKind.CAPTURE,
        on=dt.date(2026, 5, 4),
        place="Вигаданий район",
        source_name="camp list (invented)",
        correspondence_address="Табір 3 (вигаданий)",
        by=anna,
    )
    make_duties(by=WORKER)
    return Duty.objects.get(kind="notice")


def letter(duty, by, language="en", **more):
    more = {"to_kind": Recipient.POWER, "to_name": "The Power"} | more
    return json.loads(make_paper(duty, language=language, by=by, **more).content)


def said(content):
    return {row["label"]: (row["value"], row["mark"]) for part in content["parts"] for row in part["rows"]}


class TestNotice:
    def test_it_holds_the_particulars_that_the_article_names(self, notice, anna):
        told = said(letter(notice, anna))
        assert told["Surname"] == ("Галаґан", "")
        assert told["Date of birth"] == ("12 March 1998", "")
        assert told["First name of the father"] == ("Юрій", "volunteered")
        assert told["When"] == ("4 May 2026", "")
        assert told["Where"] == ("Вигаданий район", "")
        assert told["Address for letters to him"] == ("Табір 3 (вигаданий)", "")
        assert {
            "Given names",
            "Rank",
            "Army, regimental, personal or serial number",
            "Place of birth",
            "Power on which he depends",
            "Maiden name of the mother",
            "Person to be informed, and the address",
        } <= set(told)

    def test_it_names_whom_he_named(self, notice, man, anna):
        name_person(man, name="Марія", relation="мати", reached_by="Полтава", said_on=TODAY(), by=anna)
        assert (
            said(letter(notice, anna))["Person to be informed, and the address"][0] == "Марія, мати, Полтава"
        )

    def test_his_refusal_leaves_out_family_and_address_as_if_nothing_were_recorded(self, notice, man, anna):
        name_person(man, name="Марія", said_on=TODAY(), by=anna)
        report_status(
            man, axis=Axis.WISH, value=StatusValue.REFUSES_CONTACT, as_of=TODAY(), source_name="he", by=anna
        )
        content = letter(notice, anna)
        told = said(content)
        assert told["Person to be informed, and the address"] == ("", "")
        assert told["Address for letters to him"] == ("", "")
        assert "Марія" not in json.dumps(content, ensure_ascii=False)

    def test_what_the_family_told_never_reaches_a_power(self, notice, man, told, anna, iryna):
        family = told(
            family_name="Halahan",
            unit="57",
            patronymic="Yuriiovych",
            next_of_kin="Maria, +380670000048",
            narrative="He said that he would not shoot.",
        )
        join_persons(man, family.person, reason="one man", first=anna, by=iryna)
        content = json.dumps(letter(notice, anna), ensure_ascii=False)
        for secret in ("Halahan", "Yuriiovych", "57", "Maria", "shoot"):
            assert secret not in content

    def test_it_stays_as_it_was_made(self, notice, man, anna):
        paper = make_paper(
            notice, to_kind=Recipient.POWER, to_name="X", language="en", words="First words.", by=anna
        )
        before = paper.content
        name_person(man, name="Марія", said_on=TODAY(), by=anna)
        paper.refresh_from_db()
        assert paper.content == before

    @pytest.mark.parametrize(
        ("language", "surname"), [("uk", "Прізвище"), ("ru", "Фамилия"), ("en", "Surname")]
    )
    def test_it_is_in_the_recipients_language(self, notice, anna, language, surname):
        with translation.override("en"):
            assert surname in said(letter(notice, anna, language))

    def test_the_demonstration_says_that_it_is_invented(self, notice, anna):
        assert not letter(notice, anna)["demo"]
        Installation.objects.update(is_demo=True)
        assert letter(notice, anna)["demo"] == "Invented demonstration"

    def test_of_a_death_it_says_certificate_and_grave(self, man, anna, iryna):
        event = record_event(
            man,
            EventKind.DEATH,
            on=TODAY(),
            source_name="camp",
            document="Акт 12 (вигаданий)",
            certified_by="Лікар (вигаданий)",
            cause="рана",
            burial_place="Кладовище (вигадане)",
            grave_marking="ряд 2, 14",
            by=anna,
        )
        second_status(event.report, agrees=True, by=iryna)
        make_duties(by=WORKER)
        told = said(letter(Duty.objects.get(kind="death_record"), anna))
        assert told["Certificate"][0] == "Акт 12 (вигаданий)"
        assert told["Marking of the grave"][0] == "ряд 2, 14"


@pytest.mark.django_db
class TestEnquiry:
    @pytest.fixture
    def ask(self):
        def asks(*sharings):
            return open_inquiry(
                Facts(family_name="Halahan", given_name="Illia", birth=VagueDate.of(1998, 3, 12), unit="57"),
                who=WhoAsks(
                    name="Maria Invented", relation=Relation.MOTHER, call_word="swallow", language="en"
                ),
                ways=[ReachableBy(way=Way.PHONE, address=PHONE)],
                sharings=list(sharings),
                origin=Origin.WEB,
                once_key=uuid4().hex,
                by=FAMILY,
            ).inquiry.description.person

        return asks

    def enquiry(self, person, by, to_kind):
        return make_enquiry(person, to_kind=to_kind, to_name="X", language="en", by=by).content

    @pytest.mark.parametrize("to_kind", [Recipient.UNIT, Recipient.HOSPITAL])
    def test_a_unit_or_hospital_learns_whom_we_seek_and_nothing_of_the_seeker(self, ask, anna, to_kind):
        content = self.enquiry(ask(*SharingScope), anna, to_kind)
        assert "Halahan" in content
        for secret in ("Maria", PHONE, "swallow", "mother"):
            assert secret not in content

    @pytest.mark.parametrize("to_kind", [Recipient.AGENCY, Recipient.OTHER_BUREAU])
    def test_what_a_family_did_not_allow_does_not_go(self, ask, anna, to_kind):
        with pytest.raises(Refused, match="did not allow"):
            self.enquiry(ask(), anna, to_kind)

    @pytest.mark.usefixtures("installation")
    def test_it_says_when_he_was_last_in_touch_and_nothing_of_a_capture_known_here(self, told, anna):
        seen, taken = (
            Happening(kind=kind, place=place, when=VagueDate.of(2026, 2, 3))
            for kind, place in (
                (OccurrenceKind.LAST_CONTACT, "Seen district"),
                (OccurrenceKind.CAPTURE, "Taken district"),
            )
        )
        man = told(source=SourceKind.CAPTURE_CARD, family_name="Halahan", happenings=(seen, taken)).person
        content = self.enquiry(man, anna, Recipient.HOSPITAL)
        assert "Seen district" in content
        assert "Taken district" not in content

    def test_what_it_allowed_goes_there_and_nowhere_else(self, ask, anna):
        person = ask(SharingScope.AGENCY)
        content = self.enquiry(person, anna, Recipient.AGENCY)
        assert "Maria Invented" in content
        assert PHONE not in content
        assert "swallow" not in content
        with pytest.raises(Refused, match="did not allow"):
            self.enquiry(person, anna, Recipient.OTHER_BUREAU)


HOSTILE = [
    '#panic("no")',
    '#read("/etc/passwd")',
    '#import "@preview/x:0.1.0": *',
    "$ x^2 $ *b* _i_ = H `c` <l> @r \\ // -- [a] {b}",
    "]#[",
    '"); sys',
    "\u202eабв\u0000\u200b",
    "А" * 3000,
    "🙂 ҐґЄєЇї ӏ қ",
]


def a_letter(value):
    return {
        **dict.fromkeys(("bureau", "mandate", "reference", "reference_label", "date", "to_label", "to"), "x"),
        **dict.fromkeys(("title", "subtitle", "nothing", "foot", "page", "demo"), "x"),
        "lang": "uk",
        "opening": [value],
        "closing": [],
        "parts": [{"title": value, "hint": "", "rows": [{"label": "l", "value": value, "mark": value}]}],
        "signs": ["s", "t"],
    }


class TestPress:
    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_hostile_text_is_text(self, hostile):
        assert draw("letter", a_letter(hostile)).startswith(b"%PDF-")

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.text(max_size=300))
    def test_any_text_is_drawn(self, text):
        assert draw("letter", a_letter(text)).startswith(b"%PDF-")

    def test_letters_can_be_copied_out_of_the_pdf(self):
        letters, _streams = text_of(draw("letter", a_letter("Ґалаґан Їжак")))
        assert set("ҐалґнЇжк") <= set("".join(letters.values()))

    def test_markup_is_drawn_as_it_was_typed(self):
        letters, _streams = text_of(draw("letter", a_letter("#$*_`@<>[]")))
        assert set("#$*_`@<>[]") <= set("".join(letters.values()))

    def test_what_cannot_be_drawn_is_refused_without_its_words(self):
        with pytest.raises(NotDrawn) as failed:
            draw("letter", {"secret": "Maria"})
        assert "Maria" not in str(failed.value)
        assert failed.value.__cause__ is None

    def test_a_child_that_takes_too_long_is_ended(self, monkeypatch):
        monkeypatch.setattr("kinline.duties.press.SECONDS", 0.001)
        with pytest.raises(NotDrawn):
            draw("letter", a_letter("x"))

    @pytest.mark.parametrize("language", ["uk", "ru", "en"])
    @pytest.mark.usefixtures("installation")
    def test_a_card_has_two_sides(self, language):
        pdf = draw("card", capture_card(language))
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2
