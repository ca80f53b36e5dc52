"""Places as people write them: village, district and region, in three languages, with old names and abbreviations.

Regions and big cities stand in data/places.tsv with the names they bear and bore; any other word is compared by
its sound. A district that is named after its town meets the town.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from kinmatch.folding import fold, script_of
from kinmatch.skeletons import skeleton
from kinmatch.weights import Code

_LONGEST: Final = 200  # characters that are looked at
_MOST_WORDS: Final = 12
_LONGEST_NAME: Final = 3  # words
_ONE_SLIP_FROM, _TWO_SLIPS_FROM = 4, 8  # letters of the shorter word
_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_REGION_WORDS: Final = frozenset(
    "обл область області областi областей oblast region край краю краї krai kray вобласць вобласці".split()  # noqa: SIM905  # a table of words
)
_DISTRICT_WORDS: Final = frozenset(
    "р-н рн район району районі районе района raion rayon district раён раёна рна".split()  # noqa: SIM905  # a table of words
)
_LOCALITY_WORDS: Final = frozenset(
    "с село селі селе села сел м місто місті міста г город городе города гор смт пгт пос поселок селище селищі "  # noqa: SIM905  # a table of words
    "деревня деревне дер д станица ст-ца ст станиця хутор хут х аул village town city vil the of в у під біля под "
    "около near возле недалеко поблизу отг тг громада сільрада с-ще в'язниця".split()
)
_COUNTRIES: Final = frozenset(
    "україна україни украина украины ukraine росія россия рф russia беларусь білорусь белоруссия рб belarus ссср срср "  # noqa: SIM905  # a table of words
    "усср урср республика республіка republic народная народна ссср дхр".split()
)
_ADJECTIVE: Final = re.compile(
    r"(?:ськ|цьк|ск|цк|зьк)(?:а|ая|ої|ой|ую|у|ий|им|ом|ій|ою|ого|ому)$|[щч]ин[аиіуы]$|ska(?:ya|ia|ja|a)?$|sk(?:oi|oy|yi)$"
)
_CASE: Final = re.compile("(?:ом|ем|єм|ою|ею|ой|у|ю|і|ї|е|а|я|ы|и)$")
# Кропивницький is a city; the regions of such names are feminine.
_MASCULINE: Final = re.compile("(?:и|y|i|yi|yy)й?$")
_ENDING_OF_DISTRICT: Final = re.compile(r"(?:s|c)k$|i?nsk$")
_SIZES: Final = frozenset(
    skeleton(word)
    for word in "велика великий великі велике большая большой большое мала малий мале малая малый нова новий нове нові "  # noqa: SIM905  # a table of words
    "новая новый новое стара старий старе старая старый старое верхня верхній верхнє верхняя нижня нижній нижнє нижняя "
    "червона червоне красна красний красное біла біле белая white new old верхнее нижнее".split()
)


class Place(NamedTuple):
    """`towns` are cities of the table by key, other places by sound; `old` are cities under a name of the past."""

    towns: frozenset[str]
    districts: frozenset[str]
    regions: frozenset[str]
    old: frozenset[str]


class _City(NamedTuple):
    """A city under one of its names. Свердловськ is one of the past, and of two."""

    key: str
    old: bool


class _Table(NamedTuple):
    spelt_cities: dict[tuple[str, ...], tuple[_City, ...]]  # by letters: Самар is not Самара
    cities: dict[tuple[str, ...], tuple[_City, ...]]  # by sound
    region_of: dict[str, str]
    regions: dict[tuple[str, ...], str]
    spelt: frozenset[str]  # forms of regions that stand alone: Крим, Кубань


@cache
def _table() -> _Table:
    text = files("kinmatch").joinpath("data/places.tsv").read_text(encoding="utf-8")
    found = _Table({}, {}, {}, {}, frozenset())
    spelt: set[str] = set()
    for sort, key, *cells in (line.split("\t") for line in text.splitlines() if not line.startswith("#")):
        for form in cells[-1].split():
            words = tuple(skeleton(word) for word in form.removeprefix("=").split("_"))
            if sort == "region":
                found.regions.setdefault(words, key)
                spelt.add(fold(form))
            else:
                city = _City(key, form.startswith("="))
                letters = tuple(fold(form.removeprefix("=")).split("_"))
                found.spelt_cities[letters] = (*found.spelt_cities.get(letters, ()), city)
                if city not in (known := found.cities.get(words, ())):
                    found.cities[words] = (*known, city)
                found.region_of[key] = cells[0]
    return found._replace(spelt=frozenset(spelt))


@lru_cache(maxsize=16384)
def read_place(text: str) -> Place:
    """The places that a text names, each at its level. Looks at 200 characters and 12 words."""
    tokens = _WORD.findall(fold(text[:_LONGEST]))[:_MOST_WORDS]
    table = _table()
    towns, districts, regions, old = set[str](), set[str](), set[str](), set[str]()
    at = 0
    while at < len(tokens):
        word = tokens[at]
        follows = tokens[at + 1] if at + 1 < len(tokens) else ""
        if word in _LOCALITY_WORDS or word in _COUNTRIES or word in _REGION_WORDS or word in _DISTRICT_WORDS:
            at += 1
            continue
        steps, cities, region = _named_at(tokens, at)
        after = tokens[at + steps] if at + steps < len(tokens) else ""
        if after in _REGION_WORDS:
            named = {table.region_of[city.key] for city in cities} or {"?" + skeleton(word)}
            regions |= {region} if region else named
        elif follows in _DISTRICT_WORDS:
            districts.add(_town_of(skeleton(word)))
            steps = 1
        elif region and _is_region(word, steps, known=bool(cities)):
            regions.add(region)
        elif cities:
            towns.update(city.key for city in cities)
            regions.update(table.region_of[city.key] for city in cities)
            old.update(city.key for city in cities if city.old)
        elif key := skeleton(word):
            if key in _SIZES and follows and follows not in _LOCALITY_WORDS | _DISTRICT_WORDS | _REGION_WORDS:
                key, steps = f"{key} {skeleton(follows)}", 2  # Нова Каховка is not Каховка
            towns.add(key)
        at += steps
    return Place(frozenset(towns), frozenset(districts), frozenset(regions), frozenset(old))


def _is_region(word: str, steps: int, *, known: bool) -> bool:
    """Whether a name of the table is the region where no word says so; `known` if a city bears it too."""
    if _ADJECTIVE.search(word):
        return not (known and _MASCULINE.search(word))
    return not known and (steps > 1 or word in _table().spelt)


def _named_at(tokens: list[str], at: int) -> tuple[int, tuple[_City, ...], str]:
    """How many words from here on are a name of the table, at least 1; the cities and the region it may be."""
    table = _table()
    for steps in range(min(_LONGEST_NAME, len(tokens) - at), 0, -1):
        words = tuple(tokens[at : at + steps])
        keys = tuple(skeleton(word) for word in words)
        cities = table.spelt_cities.get(words) or table.cities.get(keys, ())
        region = table.regions.get(keys, "")
        if cities or region:
            return steps, cities, region
    bare = _CASE.sub("", tokens[at])  # під Бахмутом, у Краматорську
    return 1, table.cities.get((skeleton(bare),), ()) if len(bare) >= _ONE_SLIP_FROM else (), ""


def _town_of(district: str) -> str:
    """Калинівський, Бердичівський: the sound of the town that the district is named after, nearly."""
    return _ENDING_OF_DISTRICT.sub(lambda found: "c" if found[0] == "ck" else "", district)


def near(left: str, right: str) -> bool:
    """Whether two texts are a slip or, if long, two apart; never for texts of less than four letters."""
    shorter = min(len(left), len(right))
    allowed = 1 if shorter < _TWO_SLIPS_FROM else 2
    return shorter >= _ONE_SLIP_FROM and OSA.distance(left, right, score_cutoff=allowed) <= allowed


def places(left: str, right: str) -> Code:
    """Places level by level, in any script; neither side is empty. MISSING if nothing in common can be compared."""
    if left > right:
        left, right = right, left
    return _places(left[:_LONGEST], right[:_LONGEST])


@lru_cache(maxsize=65536)
def _places(left: str, right: str) -> Code:
    one, other = read_place(left), read_place(right)
    if fold(left) == fold(right):
        # Written alike, «Донецька обл.» is still no more than a region.
        return Code.SAME_REGION if one.regions and not (one.towns or one.districts) else Code.SAME
    elsewhere = bool(one.regions and other.regions) and one.regions.isdisjoint(other.regions)
    if one.towns and other.towns:
        return _towns(one, other, elsewhere=elsewhere, scripts=script_of(left) != script_of(right))
    if any(_is_of(town, side.districts) for town, side in _crossed(one, other)):
        return Code.DIFFERENT if elsewhere else Code.PART
    if elsewhere:
        return Code.DIFFERENT
    if one.regions and other.regions:
        return Code.PART if one.towns or other.towns or one.districts != other.districts else Code.SAME_REGION
    if one.districts and other.districts:
        return Code.DIFFERENT if one.districts.isdisjoint(other.districts) else Code.PART
    return Code.MISSING


def _towns(one: Place, other: Place, *, elsewhere: bool, scripts: bool) -> Code:
    if not one.towns.isdisjoint(other.towns):
        if elsewhere:
            return Code.SAME_NAME_ELSEWHERE
        if one.towns != other.towns or one.districts != other.districts or one.regions != other.regions:
            return Code.PART
        if one.old != other.old:
            return Code.OLD_NAME
        return Code.SAME_OTHER_SCRIPT if scripts else Code.SAME_OTHER_SPELLING
    if elsewhere:
        return Code.DIFFERENT
    if any(near(here, there) for here in one.towns for there in other.towns if not _known(here, there)):
        return Code.ALIKE
    if any(_is_of(town, side.districts) for town, side in _crossed(one, other)):
        return Code.PART
    return Code.ELSEWHERE_IN_REGION if one.regions and other.regions else Code.DIFFERENT


def _known(here: str, there: str) -> bool:
    """Two cities of the table are two cities, however alike."""
    table = _table().region_of
    return here in table and there in table


def _crossed(one: Place, other: Place) -> list[tuple[str, Place]]:
    return [(town, other) for town in one.towns] + [(town, one) for town in other.towns]


def _is_of(town: str, districts: frozenset[str]) -> bool:
    return any(town == district or near(town, district) for district in districts)
