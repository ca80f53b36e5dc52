"""Somebody without a name meets what his mother says of his body. All are invented."""

import datetime as dt

import pytest
from django.utils.translation import override

from kinline.audit.rules import WORKER
from kinline.faces.desk.comparisons.sides import rows_of
from kinline.registry.choices import MarkKind, OccurrenceKind, SaidFate, Sex, SourceKind
from kinline.registry.facts import BodyMark, Happening, VagueDate
from kinline.suggestions import queries, tail
from kinline.suggestions.commands import refresh_due
from kinline.suggestions.models import Suggestion
from kinline.suggestions.rules import event_of, record_of
from kinmatch import compare

WOLF = BodyMark(kind=MarkKind.TATTOO, site="ліве передпліччя", motif="вовк")
SON = {
    "family_name": "Галаган",
    "given_name": "Ілля",
    "sex": Sex.MALE,
    "born": (1996, 3, 12),
    "height_cm_from": 180,
    "height_cm_to": 182,
    "hair": "темно-русе",
    "eyes": "сірі",
    "effects": "хрестик з написом Оленка",
    "marks": (WOLF,),
    "happenings": (
        Happening(kind=OccurrenceKind.LAST_CONTACT, place="Бахмут", when=VagueDate.of(2023, 3, 10)),
    ),
}
BODY = {
    "sex": Sex.MALE,
    "age_from": 25,
    "age_to": 30,
    "height_cm_from": 179,
    "height_cm_to": 179,
    "hair": "русые",
    "eyes": "серые",
    "effects": "крестик, надпись Оленка",
    "said_fate": SaidFate.DEAD,
    "marks": (BodyMark(kind=MarkKind.TATTOO, site="левая рука", motif="голова волка"),),
    "happenings": (Happening(kind=OccurrenceKind.DEATH, place="Артёмовск", when=VagueDate.of(2023, 4)),),
}


@pytest.fixture
def two(told):
    return told(**SON), told(**BODY, source=SourceKind.GRAVE, said_on=dt.date(2023, 4, 20))


def test_a_record_holds_the_body_and_the_last_thing_known_of_him(two):
    son, body = map(record_of, two)
    assert (son.height, son.hair, son.marks) == ("180-182", "темно-русе", "tattoo ліве передпліччя вовк")
    assert (son.event, son.event_place, son.event_on) == ("last_contact", "Бахмут", "2023-03-10")
    assert (son.age, son.said_on) == ("", "")
    assert (body.age, body.said_on, body.height) == ("25-30", "2023-04-20", "179")
    assert (body.event, body.event_on) == ("death", "2023-04")


def test_the_last_event_counts_and_a_death_before_others_of_its_day(told):
    day = VagueDate.of(2023, 3, 10)
    word = told(
        family_name="Галаган",
        happenings=(
            Happening(kind=OccurrenceKind.DEATH, when=day),
            Happening(kind=OccurrenceKind.CAPTURE, when=day),
            Happening(kind=OccurrenceKind.LAST_CONTACT, when=VagueDate.of(2023, 1)),
        ),
    )
    assert event_of(word).kind == OccurrenceKind.DEATH
    assert event_of(told(family_name="Галаган")) is None


def test_a_body_without_a_name_is_suggested_with_its_reasons(two):
    refresh_due(by=WORKER)
    pair = Suggestion.objects.get()
    assert pair.probability > 0.5
    found = {reason["field"]: reason["code"] for reason in pair.reasons if reason["bits"] > 0.3}
    assert found["marks"] == "same_mark"
    assert {"age", "hair", "eyes", "effects", "event_place"} <= found.keys()


def test_the_review_shows_each_with_its_weight(two):
    refresh_due(by=WORKER)
    pair = Suggestion.objects.get()
    with override("uk"):
        rows = {str(row.label): row for row in rows_of(pair.left, pair.right, pair.reasons)}
    assert rows["Татуювання, шрами, інші прикмети"].weight.words.startswith("та сама прикмета")
    assert rows["Вік, років"].weight.words == "вік підходить"
    place = rows["Де про нього востаннє було відомо"]
    assert place.left.parts[0][0].startswith("Бахмут (останн")
    assert "Артёмовск" in place.right.parts[0][0]
    assert not any(row.label in {"Смерть", "Останній зв’язок"} for row in rows.values())


def test_somebody_heard_of_after_the_burial_is_doubted_and_it_is_said_why(told):
    seen = VagueDate.of(2024, 3, 10)
    heard = Happening(kind=OccurrenceKind.LAST_CONTACT, place="Бахмут", when=seen)
    before = compare(record_of(told(**SON)), record_of(told(**BODY, source=SourceKind.GRAVE)))
    after = compare(
        record_of(told(**SON | {"happenings": (heard,)})), record_of(told(**BODY, source=SourceKind.GRAVE))
    )
    assert after.bits < before.bits - 5
    assert ("event_on", "alive_after_death") in {(one.field, str(one.code)) for one in after.reasons}


@pytest.mark.parametrize("one_by_one", [0, 24])
def test_a_mark_leads_from_a_name_to_the_nameless_and_back(told, monkeypatch, one_by_one):
    monkeypatch.setattr(tail, "_ONE_BY_ONE", one_by_one)
    for number in range(30):
        told(family_name=f"Вигаданюк{number}", given_name="Степан", hair="руде")
    son, body = told(**SON), told(**BODY, source=SourceKind.GRAVE, said_on=dt.date(2023, 4, 20))

    def likeliest(description):
        return queries.candidates(record_of(description), apart_from=description)[0].description

    assert (likeliest(son), likeliest(body)) == (body, son)
