"""Invented people as a family describes the missing, and as others describe somebody whom they have found.

What is so and what is said are apart: a `Body` is drawn, then told twice, each time in a language and in words of its
own, with faults at rates that stand beside them. No real person is behind any of it.
"""

import random
from dataclasses import dataclass

from kinmatch import Record

UK, RU, EN = range(3)

# What a tattoo shows, a place on the body, a colour or a thing, each in three languages, with other words for it.
MOTIFS = (
    ("вовк/вовча голова", "волк/голова волка", "wolf/wolf head"), ("тризуб", "трезуб", "trident"),
    ("хрест", "крест", "cross"), ("череп", "череп", "skull"), ("орел", "орёл", "eagle"), ("лев", "лев", "lion"),
    ("змія", "змея", "snake/serpent"), ("дракон", "дракон", "dragon"), ("троянда", "роза", "rose"),
    ("серце", "сердце", "heart"), ("зірка", "звезда", "star"), ("якір", "якорь", "anchor"),
    ("парашут", "парашют", "parachute"), ("крила", "крылья", "wings"), ("павук", "паук", "spider"),
    ("ластівка", "ласточка", "swallow"), ("компас", "компас", "compass"), ("корона", "корона", "crown"),
    ("напис латиною", "надпись латиницей", "inscription"), ("ім'я Олена", "имя Елена", "the name Olena"),
    ("група крові", "группа крови", "blood group"), ("кельтський візерунок", "кельтский узор", "celtic pattern"),
    ("портрет дівчини", "портрет девушки", "portrait of a girl"), ("козак", "казак", "cossack"),
)  # fmt: skip
SITES = (
    ("передпліччя/рука", "предплечье/рука", "forearm/arm"), ("плече", "плечо", "shoulder"),
    ("груди", "грудь", "chest"), ("спина", "спина", "back"), ("шия", "шея", "neck"), ("кисть", "кисть", "hand"),
    ("гомілка/нога", "голень/нога", "calf/leg"), ("стегно", "бедро", "hip/thigh"),
)  # fmt: skip
SCAR_SITES = (
    ("живіт", "живот", "belly"), ("лоб", "лоб", "forehead"), ("брова", "бровь", "eyebrow"), ("щока", "щека", "cheek"),
    ("коліно", "колено", "knee"), ("кисть", "кисть", "hand"), ("спина", "спина", "back"), ("лікоть", "локоть", "elbow"),
    ("підборіддя", "подбородок", "chin"), ("гомілка", "голень", "shin"),
)  # fmt: skip
HAIR = (
    ("чорне", "чёрные", "black"), ("темне/темно-русе", "тёмные/тёмно-русые", "dark"), ("русяве", "русые", "fair"),
    ("світле", "светлые", "blond"), ("руде", "рыжие", "red"), ("сиве", "седые", "grey"), ("лисий", "лысый", "bald"),
)  # fmt: skip
EYES = (
    ("блакитні/сині", "голубые/синие", "blue"), ("сірі", "серые", "grey"), ("зелені", "зелёные", "green"),
    ("карі", "карие", "brown"),
)  # fmt: skip
BUILDS = (("худий", "худой", "thin"), ("середньої статури", "среднего телосложения", "medium"),
          ("повний", "полный", "stout"), ("кремезний/міцний", "коренастый/крепкий", "strong"))  # fmt: skip
THINGS = (
    ("обручка", "обручальное кольцо", "wedding ring"), ("хрестик", "крестик", "small cross"),
    ("годинник", "часы", "watch"), ("телефон", "телефон", "phone"), ("жетон", "жетон", "dog tag"),
    ("ланцюжок", "цепочка", "chain"), ("іконка", "иконка", "icon"), ("запальничка", "зажигалка", "lighter"),
    ("фото дитини", "фото ребёнка", "photo of a child"), ("дитячий малюнок", "детский рисунок", "child's drawing"),
    ("ніж", "нож", "knife"), ("ключі", "ключи", "keys"), ("окуляри", "очки", "glasses"),
)  # fmt: skip
PLACES = (
    ("Бахмут", "Артёмовск", "Bakhmut"), ("Авдіївка", "Авдеевка", "Avdiivka"), ("Вугледар", "Угледар", "Vuhledar"),
    ("Мар'їнка", "Марьинка", "Marinka"), ("Покровськ", "Покровск", "Pokrovsk"), ("Торецьк", "Торецк", "Toretsk"),
    ("Часів Яр", "Часов Яр", "Chasiv Yar"), ("Куп'янськ", "Купянск", "Kupiansk"), ("Лиман", "Лиман", "Lyman"),
    ("Оріхів", "Орехов", "Orikhiv"), ("Роботине", "Работино", "Robotyne"), ("Кринки", "Крынки", "Krynky"),
    ("Кремінна", "Кременная", "Kreminna"), ("Соледар", "Соледар", "Soledar"), ("Суджа", "Суджа", "Sudzha"),
    ("Вовчанськ", "Волчанск", "Vovchansk"), ("Маріуполь", "Мариуполь", "Mariupol"), ("Ізюм", "Изюм", "Izium"),
)  # fmt: skip
SIDES = (("лівий", "левый", "left"), ("правий", "правый", "right"))
TATTOO = ("татуювання/тату/наколка", "татуировка/наколка/тату", "tattoo")
SCAR = ("шрам/рубець", "шрам/рубец", "scar")
SEEN, FOUND = ("останній зв'язок", "последняя связь", "last contact"), ("знайдено", "найден", "found")

# Rates of what goes wrong between the two tellings.
FORGOTTEN = 0.25  # a mark or thing that one side does not mention
WRONG_SIDE = 0.10  # left for right
WRONG_COLOUR = 0.15  # hair or eyes named otherwise
HEIGHT_ERROR_CM = 3.0
AGE_ERROR_YEARS = 3.0  # of somebody who is guessed from his face
STRANGE_THING = 0.2  # a thing that is another's, or was put on later
UNSAID = 0.3  # a whole field that one side leaves empty


@dataclass(frozen=True)
class Body:
    """Somebody as he is."""

    born: int
    height: int
    hair: int
    eyes: int
    build: int
    tattoos: tuple[tuple[int, int, int], ...]  # motif, site, side
    scars: tuple[tuple[int, int], ...]  # site, side
    things: tuple[int, ...]
    place: int
    month: int  # counted from January 2022

    @classmethod
    def invented(cls, chance: random.Random) -> "Body":
        return cls(
            born=2023 - min(max(round(chance.gauss(38, 10)), 18), 60),
            height=round(chance.gauss(177, 7)),
            hair=chance.choices(range(len(HAIR)), (12, 35, 25, 10, 3, 10, 5))[0],
            eyes=chance.choices(range(len(EYES)), (30, 24, 12, 34))[0],
            build=chance.choices(range(len(BUILDS)), (25, 45, 12, 18))[0],
            tattoos=tuple(
                (chance.randrange(len(MOTIFS)), chance.randrange(len(SITES)), chance.randrange(2))
                for _ in range(chance.choices((0, 1, 2, 3), (45, 30, 15, 10))[0])
            ),
            scars=tuple(
                (chance.randrange(len(SCAR_SITES)), chance.randrange(2))
                for _ in range(chance.choices((0, 1, 2), (40, 40, 20))[0])
            ),
            things=tuple(
                chance.sample(range(len(THINGS)), chance.choices((0, 1, 2, 3), (10, 30, 40, 20))[0])
            ),
            place=chance.randrange(len(PLACES)),
            month=chance.randrange(36),
        )


def _word(words: tuple[str, ...], language: int, chance: random.Random) -> str:
    return chance.choice(words[language].split("/"))


def _marks(body: Body, language: int, chance: random.Random) -> str:
    told = []
    for kind, words, marks in (
        (TATTOO, SITES, [(MOTIFS[motif], site, side) for motif, site, side in body.tattoos]),
        (SCAR, SCAR_SITES, [(None, site, side) for site, side in body.scars]),
    ):
        for motif, site, side in marks:
            if chance.random() < FORGOTTEN:
                continue
            seen = 1 - side if chance.random() < WRONG_SIDE else side
            parts = [_word(kind, language, chance)]
            if motif and chance.random() > 0.1:
                parts.append(_word(motif, language, chance))
            if chance.random() > 0.3:
                parts.append(SIDES[seen][language])
            if chance.random() > 0.1:
                parts.append(_word(words[site], language, chance))
            told.append(" ".join(parts))
    return "; ".join(told)


def _colour(words: tuple[tuple[str, ...], ...], true: int, language: int, chance: random.Random) -> str:
    seen = chance.randrange(len(words)) if chance.random() < WRONG_COLOUR else true
    return "" if chance.random() < UNSAID else _word(words[seen], language, chance)


def _told(body: Body, language: int, chance: random.Random) -> dict[str, str]:
    things = [thing for thing in body.things if chance.random() > FORGOTTEN]
    if chance.random() < STRANGE_THING:
        things.append(chance.randrange(len(THINGS)))
    height = body.height + round(chance.gauss(0, HEIGHT_ERROR_CM))
    unit = ("см", "см", "cm")[language]
    return {
        "sex": ("ч", "м", "m")[language],
        "height": "" if chance.random() < UNSAID else f"{height} {unit}",
        "hair": _colour(HAIR, body.hair, language, chance),
        "eyes": _colour(EYES, body.eyes, language, chance),
        "build": _colour(BUILDS, body.build, language, chance),
        "marks": _marks(body, language, chance),
        "effects": ", ".join(_word(THINGS[thing], language, chance) for thing in things),
        "event_place": "" if chance.random() < UNSAID else PLACES[body.place][language],
    }


def _month(number: int) -> str:
    return f"{2022 + number // 12}-{number % 12 + 1:02}"


def missing(body: Body, identity: str, chance: random.Random) -> Record:
    """What the family says: it knows the year of birth and when he was last heard of."""
    language = chance.choice((UK, UK, RU))
    told = _told(body, language, chance)
    return Record(
        id=identity,
        birth_date=str(body.born),
        event=SEEN[language],
        event_on=_month(body.month),
        **told,
    )


def found(body: Body, chance: random.Random) -> Record:
    """What is written of somebody found within four months: an age guessed as a span of ten years."""
    language = chance.choice((UK, RU, EN))
    told = _told(body, language, chance)
    at = body.month + chance.randrange(4)
    guessed = 2022 + at // 12 - body.born + round(chance.gauss(0, AGE_ERROR_YEARS))
    return Record(
        age=f"{guessed - 5}-{guessed + 5}",
        said_on=_month(at),
        event=FOUND[language],
        event_on=_month(at),
        **told,
    )
