"""Marks, looks, effects and events of people without a name. All are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinmatch import Code, Index, Record, blocking_keys, compare
from kinmatch.appearance import event_days, heights, looks, read_height, things
from kinmatch.description_keys import MOST_KEYS, description_keys
from kinmatch.marks import Mark, marks, read_marks
from kinmatch.weights import KIN_BITS, WEIGHTS


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("татуювання вовк на лівому передпліччі", Mark("tattoo", "forearm", "left", ("wolf",))),
        ("wolf tattoo left forearm", Mark("tattoo", "forearm", "left", ("wolf",))),
        ("tattoo of a wolf, left forearm", Mark("tattoo", "forearm", "left", ("wolf",))),
        ("наколка волка на левой руке", Mark("tattoo", "arm", "left", ("wolf",))),
        ("шрам над правою бровою", Mark("scar", "brow", "right")),
        ("рубец на животе", Mark("scar", "belly")),
        ("родимка на щоці", Mark("birthmark", "face")),
        ("немає лівої ноги", Mark("missing", "leg", "left")),
        ("ампутация правой ноги ниже колена", Mark("missing", "calf", "right")),
        ("відірвана ліва рука", Mark("missing", "arm", "left", fresh=True)),
        ("партак «Оленка» на плечі", Mark("tattoo", "shoulder", "", (), ("olenk",))),
    ],
)
def test_a_mark_is_read_in_three_languages(text, mark):
    assert read_marks(text).marks == (mark,)


def test_several_marks_are_told_apart():
    told = read_marks("татуювання: вовк на лівому передпліччі, тризуб на грудях; шрам на лобі")
    assert [(mark.kind, mark.site) for mark in told.marks] == [
        ("tattoo", "forearm"),
        ("tattoo", "chest"),
        ("scar", "forehead"),
    ]


@pytest.mark.parametrize("text", ["татуювань немає", "без татуировок", "no tattoos"])
def test_a_mark_can_be_denied(text):
    assert read_marks(text).marks == ()
    assert read_marks(text).denied == {"tattoo"}


WOLF = "татуювання вовк на лівому передпліччі"


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        (WOLF, "wolf tattoo left forearm", Code.SAME_MARK),
        (WOLF, "наколка волка на левой руке", Code.SAME_MARK),
        (WOLF, "наколка волка на правой руке", Code.OTHER_SIDE),
        (WOLF, "wolf tattoo on the back", Code.SAME_MOTIF),
        (WOLF, "tattoo, left forearm", Code.SAME_SITE),
        (WOLF, "tattoo eagle left forearm", Code.OTHER_MOTIF),
        (WOLF, "шрам на животі", Code.DIFFERENT),
        ("шрам на лобі", "scar on the forehead", Code.SAME_MARK),
        ("немає лівої ноги", "left leg amputated", Code.SAME_MARK),
        ("щось", WOLF, Code.MISSING),
    ],
)
def test_marks_agree_in_the_way_that_is_told(left, right, code):
    assert marks(left, right).code is code
    assert marks(right, left) == marks(left, right)


def test_a_rare_motif_says_more_than_a_frequent_one_and_two_marks_more_than_one():
    trident = marks("тризуб на плечі, тату", "tattoo trident shoulder").bits
    owl = marks("сова на плечі, тату", "tattoo owl shoulder").bits
    two = marks("сова на плечі, тату; шрам на лобі", "tattoo owl shoulder; scar forehead")
    assert owl > trident > 3
    assert two.bits > owl
    assert two.matched == 2


def test_what_is_not_described_says_next_to_nothing():
    assert -1 <= marks(WOLF, "шрам на животі").bits <= 0
    assert compare(Record(marks=WOLF), Record(marks="")).reasons[0].bits == 0


def test_a_missing_limb_contradicts_a_mark_on_it():
    assert marks("немає лівої ноги", "tattoo snake on left calf").counter is Code.LIMB_CONTRADICTED
    assert marks("no left leg below the knee", "наколка на лівій ступні").counter is Code.LIMB_CONTRADICTED
    assert marks("немає лівої ноги", "tattoo snake on right calf").counter is None
    assert marks("відірвана ліва нога", "tattoo snake on left calf").counter is None
    reasons = compare(Record(marks="немає лівої ноги"), Record(marks="tattoo on left calf")).reasons
    assert ("marks", Code.LIMB_CONTRADICTED, -6.0) in {(one.field, one.code, one.bits) for one in reasons}


def test_a_denied_tattoo_contradicts_one_that_is_described():
    assert marks("no tattoos", WOLF).counter is Code.MARK_DENIED
    assert marks("no tattoos", "шрам на лобі").counter is None


@pytest.mark.parametrize(
    ("text", "span"),
    [("180", (180, 180)), ("178-182 см", (178, 182)), ("1,80 м", (180, 180)), ("1.8", (180, 180)), ("5'11", (179, 181)),
     ("6 ft", (182, 184)), ("високий", (181, 200)), ("среднего роста", (170, 181)),
     ("", None), ("980", None), ("?", None)],
)  # fmt: skip
def test_heights_are_read(text, span):
    assert read_height(text) == span


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [("180", "180", Code.WITHIN_RANGE), ("180", "183", Code.ALIKE), ("180", "189", Code.JUST_OUTSIDE),
     ("170", "190", Code.DIFFERENT), ("180", "невідомо", Code.MISSING)],
)  # fmt: skip
def test_heights_are_set_side_by_side(left, right, code):
    assert heights(left, right).code is code


def test_a_rare_height_says_more():
    assert heights("199", "200").bits > heights("177", "178").bits + 2


@pytest.mark.parametrize(
    ("field", "left", "right", "code"),
    [
        ("hair", "темно-русе", "fair", Code.SAME),
        ("hair", "чёрные", "темне", Code.ALIKE),
        ("hair", "чёрные", "руде", Code.DIFFERENT),
        ("eyes", "карі", "brown", Code.SAME),
        ("eyes", "карі", "голубые", Code.DIFFERENT),
        ("build", "кремезний", "крепкий", Code.SAME),
        ("eyes", "карі", "закриті", Code.MISSING),
    ],
)
def test_looks_agree_across_languages(field, left, right, code):
    assert looks(field, left, right).code is code


def test_effects_that_few_have_say_more():
    plain = things("effects", "хрестик", "small cross")
    rare = things("effects", "обручка з написом Оленка", "кольцо Оленка")
    assert plain.code is Code.ALIKE
    assert rare.bits > plain.bits + 3
    assert -0.5 < things("effects", "годинник", "нож").bits < 0


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        (("last contact", "2023-03-10"), ("загинув", "2023-03"), Code.SPANS_MEET),
        (("last contact", "2023-03-10"), ("знайдено", "2023-04-05"), Code.JUST_OUTSIDE),
        (("last contact", "2023-03-10"), ("знайдено", "2023-11"), Code.ALIKE),
        (("last contact", "2022-03-10"), ("знайдено", "2024-11"), Code.DIFFERENT),
        (("last contact", "2023-03-10"), ("погиб", "2023-02-01"), Code.ALIVE_AFTER_DEATH),
        (("capture", "2023-03-10"), ("", "2023-03-10"), Code.SPANS_MEET),
        (("capture", "колись"), ("", "2023-03-10"), Code.MISSING),
    ],
)
def test_windows_of_time_are_set_side_by_side(left, right, code):
    assert event_days(left, right).code is code
    assert event_days(right, left) == event_days(left, right)


MISSED = Record(
    family_name="Галаган", given_name="Іван", sex="ч", birth_date="1996-03-05", height="180 см", hair="темно-русі",
    eyes="сірі", marks="наколка волка на левой руке", effects="хрестик Оленка", event="останній зв'язок",
    event_place="під Бахмутом", event_on="2023-03",
)  # fmt: skip
FOUND = Record(
    sex="m", age="25-30", said_on="2023-05-01", height="178", hair="fair", eyes="grey", event="found",
    marks="wolf tattoo on left forearm; scar on forehead", effects="cross with the word Оленка",
    event_place="Bakhmut", event_on="2023-04",
)  # fmt: skip


def test_the_nameless_meet_their_description_by_keys_and_are_likely_the_same():
    assert not blocking_keys(MISSED).isdisjoint(blocking_keys(FOUND))
    index = Index.build([MISSED, *(Record(id=str(n), marks="шрам на лобі", height="178") for n in range(50))])
    hit = index.search(FOUND)[0]
    assert hit.id == MISSED.id
    assert compare(MISSED, FOUND).probability > 0.9


def test_keys_are_bounded_ascii_and_of_descriptions_only():
    assert description_keys(Record(name="Галаган Іван", birth_date="1996-03-05", height="180")) == frozenset()
    many = Record(
        marks="; ".join(f"тату вовк тризуб хрест на плечі слово{n}" for n in range(50)), event_place="Бахмут"
    )
    keys = description_keys(many)
    assert 0 < len(keys) <= MOST_KEYS
    assert all(
        key.isascii() and key.startswith("n") and len(key) <= 24 for key in keys | description_keys(FOUND)
    )


PIECES = (
    "татуювання тату wolf вовк шрам scar немає no без лівої left ноги leg arm руці передпліччі ; , та "  # noqa: SIM905
    "хрест Оленка torn knee відірвана".split()
)
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join), st.text(max_size=60))
DATES = st.sampled_from(["", "2023", "2023-03", "весна 2023", "2023-03-10", "x", "~2022"])
BODIES = st.builds(
    Record, sex=st.sampled_from(["", "m", "ж"]), age=TEXTS, said_on=DATES, height=TEXTS, build=TEXTS, hair=TEXTS,
    eyes=TEXTS, marks=TEXTS, clothing=TEXTS, effects=TEXTS, event=st.sampled_from(["", "died", "знайдено", "capture"]),
    event_place=TEXTS, event_on=DATES, unit=TEXTS, birth_place=TEXTS, birth_date=DATES,
)  # fmt: skip


@given(BODIES, BODIES)
@settings(max_examples=300, deadline=None)
def test_bodies_compare_alike_both_ways_and_every_finding_has_its_weight(left, right):
    there, back = compare(left, right), compare(right, left)
    assert there.bits == back.bits
    for one, other in zip(there.reasons, back.reasons, strict=True):
        assert (one.field, one.code, one.bits) == (other.field, other.code, other.bits)
        assert one.code in WEIGHTS[one.field] or one.code in KIN_BITS


@given(BODIES)
@settings(max_examples=100, deadline=None)
def test_any_body_has_bounded_keys(record):
    assert len(description_keys(record)) <= MOST_KEYS


@pytest.mark.parametrize(
    "text", ["Ш" * 10_000, "вовк " * 5_000, ";" * 10_000, "тату, " * 5_000, "\x00\ud800", "\u202e"]
)
def test_hostile_text_is_answered(text):
    record = Record(
        marks=text, height=text, hair=text, effects=text, event_place=text, event_on=text, event=text
    )
    assert compare(record, FOUND).bits == compare(FOUND, record).bits
    assert len(blocking_keys(record)) <= MOST_KEYS
