"""Places of birth and units, in the ways in which they are written."""

from random import Random
from typing import Final, NamedTuple

from .spelling import RU, UK, Style, written

_PLACES: Final = """
Київ Киев Київська Киевская|Харків Харьков Харківська Харьковская|Одеса Одесса Одеська Одесская
Дніпро Днепр Дніпропетровська Днепропетровская|Львів Львов Львівська Львовская
Запоріжжя Запорожье Запорізька Запорожская|Вінниця Винница Вінницька Винницкая
Полтава Полтава Полтавська Полтавская|Чернігів Чернигов Чернігівська Черниговская
Черкаси Черкассы Черкаська Черкасская|Суми Сумы Сумська Сумская|Житомир Житомир Житомирська Житомирская
Рівне Ровно Рівненська Ровенская|Луцьк Луцк Волинська Волынская
Тернопіль Тернополь Тернопільська Тернопольская|Херсон Херсон Херсонська Херсонская
Миколаїв Николаев Миколаївська Николаевская|Ужгород Ужгород Закарпатська Закарпатская
Чернівці Черновцы Чернівецька Черновицкая|Хмельницький Хмельницкий Хмельницька Хмельницкая
Донецьк Донецк Донецька Донецкая|Луганськ Луганск Луганська Луганская
Кропивницький Кропивницкий Кіровоградська Кировоградская|Умань Умань Черкаська Черкасская
Біла_Церква Белая_Церковь Київська Киевская|Кременчук Кременчуг Полтавська Полтавская
Мелітополь Мелитополь Запорізька Запорожская|Маріуполь Мариуполь Донецька Донецкая
Дрогобич Дрогобыч Львівська Львовская|Ізмаїл Измаил Одеська Одесская
Кривий_Ріг Кривой_Рог Дніпропетровська Днепропетровская|Ніжин Нежин Чернігівська Черниговская
Москва Москва Московська Московская|Рязань Рязань Рязанська Рязанская|Псков Псков Псковська Псковская
Самара Самара Самарська Самарская|Воронєж Воронеж Воронезька Воронежская|Курськ Курск Курська Курская
Бєлгород Белгород Бєлгородська Белгородская|Ростов Ростов Ростовська Ростовская
Саратов Саратов Саратовська Саратовская|Пенза Пенза Пензенська Пензенская|Омськ Омск Омська Омская
Іркутськ Иркутск Іркутська Иркутская|Чита Чита Читинська Читинская
Краснодар Краснодар Краснодарська Краснодарская|Волгоград Волгоград Волгоградська Волгоградская
Тюмень Тюмень Тюменська Тюменская|Твер Тверь Тверська Тверская|Вологда Вологда Вологодська Вологодская
Кострома Кострома Костромська Костромская|Мурманськ Мурманск Мурманська Мурманская
Брянськ Брянск Брянська Брянская|Оренбург Оренбург Оренбурзька Оренбургская
Ульяновськ Ульяновск Ульяновська Ульяновская|Томськ Томск Томська Томская
Кемерово Кемерово Кемеровська Кемеровская|Новосибірськ Новосибирск Новосибірська Новосибирская
"""


class Place(NamedTuple):
    """A town and the adjective of its region, each in Ukrainian and Russian."""

    town: tuple[str, str]
    region: tuple[str, str]


def _place(text: str) -> Place:
    town_uk, town_ru, region_uk, region_ru = text.replace("_", "\xa0").split(" ")
    return Place((town_uk.replace("\xa0", " "), town_ru.replace("\xa0", " ")), (region_uk, region_ru))


PLACES: Final = tuple(_place(text) for line in _PLACES.strip().splitlines() for text in line.split("|"))
_REGION: Final = (("область", "обл."), ("область", "обл."))


def written_place(place: Place, style: Style, chance: Random) -> str:
    """The town, town and region, or the region alone."""
    tongue, kind = style.tongue, chance.random()
    town, region = written(place.town[tongue], style), written(place.region[tongue], style)
    if style.system:
        region = f"{region} {'OBLAST' if style.capitals else chance.choice(('oblast', 'region', 'obl.'))}"
    else:
        region = f"{region} {chance.choice(_REGION[tongue])}"
    if kind < 0.65:
        return f"{'м. ' if tongue == UK else 'г. '}{town}" if kind < 0.1 and not style.system else town
    return f"{town}, {region}" if kind < 0.88 else region


#: Kind of unit: Ukrainian in full and short, the same in Russian, in Latin letters in full and short.
_UNITS: Final = tuple(tuple(line.split("; ")) for line in """
окрема механізована бригада; омбр; отдельная механизированная бригада; омбр; Mechanized Brigade; OMBr
окрема десантно-штурмова бригада; одшбр; отдельная десантно-штурмовая бригада; одшбр; Air Assault Brigade; ODShBr
бригада територіальної оборони; бр ТрО; бригада территориальной обороны; бр ТрО; Territorial Defence Brigade; TDF Bde
окрема мотострілецька бригада; омсбр; отдельная мотострелковая бригада; омсбр; Motor Rifle Brigade; OMSBr
мотострілецький полк; мсп; мотострелковый полк; мсп; Motor Rifle Regiment; MSP
окремий танковий батальйон; отб; отдельный танковый батальон; отб; Tank Battalion; OTB
""".strip().splitlines())  # fmt: skip


class Unit(NamedTuple):
    """A unit's number and kind."""

    number: int
    kind: int


def invent_unit(chance: Random) -> Unit:
    return Unit(chance.randint(1, 160), chance.randrange(len(_UNITS)))


def written_unit(unit: Unit, style: Style, chance: Random) -> str:
    """In full, short, or the number and the plain word."""
    names, number, kind = _UNITS[unit.kind], unit.number, chance.random()
    if style.system:
        end = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        text = f"{number}{end} {names[4]}" if kind < 0.6 else f"{number} {names[5]}"
        return text.upper() if style.capitals else text
    full, short = (names[0], names[1]) if style.tongue == UK else (names[2], names[3])
    if kind < 0.35:
        ending = (
            "-й"
            if style.tongue == RU and full.endswith(("полк", "батальон"))
            else "-а"
            if style.tongue == UK
            else "-я"
        )
        return f"{number}{ending if kind < 0.2 else ''} {full}"
    if kind < 0.8:
        return f"{number} {short.upper() if kind < 0.5 else short}"
    plain = next(word for word in reversed(full.split()) if word[:4].lower() in {"бриг", "полк", "бата"})
    return f"{number} {plain}"
