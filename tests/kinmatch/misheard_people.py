"""Invented people and the ways in which clerks and mothers get them wrong. No real person is meant."""

import random
from datetime import date, timedelta

from kinmatch import Record, reading
from kinmatch.given_names import TABLE

_STEMS = (
    "Бал Бар Бер Біл Бог Бон Бор Бут Вал Вар Вер Вов Гав Гай Гал Гар Гер Гол Гон Гор Гре Гри Гур Дан Дем "
    "Дер Дов Дол Дор Дуб Жел Жук Зай Зел Зін Зуб Кал Кар Кас Ков Коз Кол Кон Кор Кос Кот Кра Кри Куз Кул "
    "Кур Лав Лаз Леб Лис Лоб Лук Мак Мал Мар Мас Мед Мел Мир Мов Мос Наз Ник Нос Оль Ост Пав Пан Пас Пет "
    "Пил Под Пол Рев Рог Род Ром Руд Сав Сал Сер Сид Сич Сол Сор Ста Сте Таб Тар Тит Тка Том Тро Уст Фед "
    "Філ Хар Хом Цар Чер Чуб Шап Шев Шин Шум Щер Юхи Явор Яков Ярм "
)
_MIDDLES = ("", "а", "ач", "ен", "и", "иш", "ов", "ур", "ян", "ол", "ам", "еб", "он", "ид", "ат")
_ENDINGS = ("енко", "чук", "юк", "ко", "ський", "ець", "ів", "ович", "ило", "ник", "ан", "ун", "ура", "ич")
_TOWNS = "Калинівка Вербове Степанівка Озерне Дубки Лугове Яблунівка Новосілки Заріччя Підгірне Криниця"
_MEN = [row for row in TABLE if row.sex == "m" and row.share >= 0.012]


def people(count: int, seed: int) -> list[Record]:
    """So many men, ids p0, p1, ...; two thirds with a patronymic, nine of ten with a whole date."""
    chance = random.Random(seed)  # noqa: S311  # invented people need no secret chance
    return [_person(f"p{number}", chance) for number in range(count)]


def _person(identity: str, chance: random.Random) -> Record:
    surname = chance.choice(_STEMS.split()) + chance.choice(_MIDDLES) + chance.choice(_ENDINGS)
    given, father = chance.choices(_MEN, weights=[row.share for row in _MEN], k=2)
    born = date(1965, 1, 1) + timedelta(days=chance.randrange(40 * 365))
    return Record(
        id=identity,
        family_name=surname,
        given_name=given.uk,
        patronymic=_patronymic(father.uk) if chance.random() < 0.66 else "",
        birth_date=born.isoformat() if chance.random() < 0.9 else "",
        birth_place=chance.choice(_TOWNS.split()) if chance.random() < 0.5 else "",
        unit=f"{chance.randrange(10, 130)} бригада" if chance.random() < 0.5 else "",
        sex="m",
    )


def _patronymic(father: str) -> str:
    if father in {"Ілля", "Лев", "Яків"}:
        return {"Ілля": "Ілліч", "Лев": "Львович", "Яків": "Якович"}[father]
    if father[-1] in "йя":
        return father[:-1] + "йович"
    return (father[:-1] if father[-1] in "аоь" else father) + ("йович" if father == "Микола" else "ович")


def misheard(record: Record, chance: random.Random) -> Record:
    """The same person as another source has him: three faults at most, and never an id."""
    surname, given, father = record.family_name, record.given_name, record.patronymic
    faults = chance.sample(
        ("typo", "script", "short", "date", "no date", "no father", "russian", "initial"), k=3
    )
    row = next(row for row in TABLE if row.uk == given)
    if "typo" in faults:
        surname = _typo(surname, chance)
    if "short" in faults and row.short:
        given = row.short[0]
    elif "russian" in faults:
        given = row.ru
    if "script" in faults:
        surname, given = reading(surname, "latin").upper(), reading(given, "latin")
    elif "initial" in faults and record.birth_date:
        given, father = given[0] + ".", father[:1]
    parts = [surname, given, "" if "no father" in faults else father]
    if chance.random() < 0.3:
        parts = [*parts[1:], surname]
    return Record(
        name=" ".join(filter(None, parts)), birth_date=_misheard_date(record.birth_date, faults, chance)
    )


def _misheard_date(born: str, faults: list[str], chance: random.Random) -> str:
    if born and "date" in faults:
        return _other_date(born, chance)
    return "" if "no date" in faults and "initial" not in faults else born


def _typo(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return chance.choice((
        word[:place] + word[place + 1 :],
        word[:place] + chance.choice("аеиорстнл") + word[place:],
        word[:place] + chance.choice("аеиорстнл") + word[place + 1 :],
    ))  # fmt: skip


def _other_date(born: str, chance: random.Random) -> str:
    year, month, day = born.split("-")
    if int(day) <= 12 and chance.random() < 0.5:
        return f"{year}-{day}-{month}"
    return chance.choice(
        (year, f"{int(year) + chance.choice((-1, 1))}-{month}-{min(int(day), 28):02}", f"{year}-{month}")
    )
