"""What a column of somebody's table can mean to us, and how such columns are usually headed."""

import enum
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(enum.Enum):
    """How a cell of a field is read."""

    REF = enum.auto()
    TEXT = enum.auto()
    SEX = enum.auto()
    FATE = enum.auto()
    SPAN = enum.auto()
    DATE = enum.auto()
    PLACE = enum.auto()
    MARKS = enum.auto()
    SAID_ON = enum.auto()
    EXPIRES = enum.auto()


@dataclass(frozen=True, slots=True)
class Field:
    """One of our fields. `headings` are usual names of its column: folded by `folded`, the likeliest first."""

    name: str
    label: str | Promise
    kind: Kind
    headings: tuple[str, ...] = ()


def _field(name: str, label: str | Promise, headings: str = "", kind: Kind = Kind.TEXT) -> Field:
    return Field(
        name, label, kind, tuple(folded(heading) for heading in headings.split("|") if heading.strip())
    )


def folded(heading: str) -> str:
    """A heading without case, signs, accents on Latin letters and words in brackets: "E-mail (home)" is "e mail"."""
    text = unicodedata.normalize("NFC", heading).replace("№", " no ")
    text = re.sub(r"[\(\[].*?[\)\]]", " ", text)
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).casefold()
    text = re.sub(r"[’'ʼ`\"]", "", text)
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


#: Groups of fields in the order of a capture card. Names are those of `Facts`, dates and places aside.
GROUPS: tuple[tuple[str | Promise, tuple[Field, ...]], ...] = (
    (
        _("The row"),
        (
            _field(
                "ref",
                _("Number of the row at its source"),
                "person record id|record id|unique id|source ref|ref|id|ід|ид|uid|uuid|номер запису|номер записи"
                "|реєстраційний номер|регистрационный номер|№|no|№ п п|n",
                Kind.REF,
            ),
            _field(
                "said_on",
                _("Day on which the source said it"),
                "source date|entry date|дата запису|дата записи",
                Kind.SAID_ON,
            ),
            _field(
                "expires_on",
                _("Day until which the source lets it be kept"),
                "expiry date|expires|keep until|зберігати до|строк зберігання|хранить до|срок хранения",
                Kind.EXPIRES,
            ),
        ),
    ),
    (
        _("Name"),
        (
            _field(
                "whole_name",
                _("Whole name"),
                "full name|whole name|name|піб|п і б|прізвище імя по батькові|прізвище імя та по батькові|повне імя"
                "|фио|ф и о|фамилия имя отчество|полное имя",
            ),
            _field("family_name", _("Surname"), "family name|surname|last name|прізвище|фамилия"),
            _field("given_name", _("Given names"), "given name|given names|first name|forename|імя|имя"),
            _field("patronymic", _("Patronymic"), "patronymic|middle name|по батькові|отчество"),
            _field(
                "other_names",
                _("Other names"),
                "alternate names|other names|alias|aliases|nickname|call sign|інші імена|позивний|псевдонім"
                "|другие имена|позывной|псевдоним",
            ),
            _field(
                "father_given_name", _("Father's first name"), "father name|fathers name|імя батька|имя отца"
            ),
            _field(
                "mother_maiden_name",
                _("Mother's maiden name"),
                "mother maiden name|mothers maiden name|дівоче прізвище матері|девичья фамилия матери",
            ),
        ),
    ),
    (
        _("Birth and home"),
        (
            _field(
                "birth_date",
                _("Date of birth"),
                "date of birth|birth date|dob|born|birthday|year of birth|birth year|дата народження|рік народження"
                "|д н|др|дата рождения|год рождения|г р",
                Kind.DATE,
            ),
            _field(
                "birth_place",
                _("Place of birth"),
                "birth place|birthplace|place of birth|місце народження|место рождения",
            ),
            _field("sex", _("Sex"), "sex|gender|стать|пол", Kind.SEX),
            _field(
                "home_region",
                _("Home region"),
                "home region|region|home state|home city|oblast|область|регіон|місце проживання|домашня область"
                "|регион|место жительства",
            ),
            _field("citizenship", _("Citizenship"), "citizenship|nationality|громадянство|гражданство"),
        ),
    ),
    (
        _("Service"),
        (
            _field("rank", _("Rank"), "rank|military rank|звання|військове звання|звание|воинское звание"),
            _field(
                "service_number",
                _("Service number"),
                "service number|army number|serial number|personal number|tag number|особистий номер|номер жетона"
                "|жетон|личный номер|табельный номер",
            ),
            _field(
                "unit",
                _("Unit"),
                "unit|military unit|regiment|підрозділ|військова частина|в ч|частина|подразделение|воинская часть|часть",
            ),
            _field(
                "power",
                _("Power on which he depends"),
                "power|armed forces|держава|держава походження|государство|армия",
            ),
        ),
    ),
    (
        _("What happened"),
        (
            _field(
                "said_fate",
                _("What became of him, in the source's word"),
                "fate|status|доля|статус|судьба",
                Kind.FATE,
            ),
            _field(
                "state_of_health",
                _("State of health"),
                "state of health|health|condition|стан здоровя|состояние здоровья",
            ),
            _field(
                "last_contact_date",
                _("Last contact: date"),
                "last contact|last contact date|date of last contact|last seen|date missing|missing since|останній звязок"
                "|дата останнього звязку|дата зникнення|зник|последняя связь|дата последней связи|дата исчезновения",
                Kind.DATE,
            ),
            _field(
                "last_contact_place",
                _("Last contact: place"),
                "last contact place|last known location|place of last contact|last seen place|місце останнього звязку"
                "|місце зникнення|место последней связи|место исчезновения",
                Kind.PLACE,
            ),
            _field(
                "capture_date",
                _("Capture: date"),
                "capture date|date of capture|captured|дата полону|дата взяття в полон|дата пленения",
                Kind.DATE,
            ),
            _field(
                "capture_place",
                _("Capture: place"),
                "capture place|place of capture|місце полону|місце взяття в полон|место пленения",
                Kind.PLACE,
            ),
            _field(
                "wound_date",
                _("Wound: date"),
                "wound date|date of wound|wounded|дата поранення|дата ранения",
                Kind.DATE,
            ),
            _field(
                "wound_place",
                _("Wound: place"),
                "wound place|place of wound|місце поранення|место ранения",
                Kind.PLACE,
            ),
            _field(
                "death_date",
                _("Death: date"),
                "death date|date of death|dod|died|дата смерті|дата загибелі|дата смерти|дата гибели",
                Kind.DATE,
            ),
            _field(
                "death_place",
                _("Death: place"),
                "death place|place of death|місце смерті|місце загибелі|место смерти|место гибели",
                Kind.PLACE,
            ),
        ),
    ),
    (
        _("By what he can be known"),
        (
            _field("age", _("Age in years"), "age|вік|возраст", Kind.SPAN),
            _field("height_cm", _("Height in cm"), "height cm|height|зріст|рост", Kind.SPAN),
            _field("build", _("Build"), "build|статура|телосложение"),
            _field("hair", _("Hair"), "hair|hair color|hair colour|волосся|волосы|цвет волос|колір волосся"),
            _field("eyes", _("Eyes"), "eyes|eye color|eye colour|очі|колір очей|глаза|цвет глаз"),
            _field(
                "tattoos", _("Tattoos"), "tattoos|tattoo|татуювання|тату|татуировки|татуировка", Kind.MARKS
            ),
            _field("scars", _("Scars"), "scars|scar|шрами|шрам|рубці|шрамы|рубцы", Kind.MARKS),
            _field(
                "other_marks",
                _("Other marks"),
                "other marks|marks|distinguishing marks|special marks|особливі прикмети|прикмети|особые приметы|приметы",
                Kind.MARKS,
            ),
            _field("clothing", _("Clothing"), "clothing|clothes|одяг|одежда"),
            _field(
                "effects",
                _("Things he had with him"),
                "effects|belongings|personal effects|речі|особисті речі|вещи|личные вещи",
            ),
            _field("dental_notes", _("Teeth"), "dental notes|teeth|dental|зуби|зубы"),
            _field(
                "narrative",
                _("What the source tells"),
                "narrative|description|notes|note|text|comment|comments|опис|примітка|примітки|описание|примечание|примечания",
            ),
        ),
    ),
    (
        _("Family"),
        (
            _field(
                "next_of_kin",
                _("Next of kin"),
                "next of kin|relatives|найближчі родичі|родичі|ближайшие родственники|родственники",
            ),
            _field(
                "next_of_kin_address",
                _("Address of the next of kin"),
                "next of kin address|адреса родичів|адрес родственников",
            ),
        ),
    ),
)
FIELDS: dict[str, Field] = {field.name: field for _group, fields in GROUPS for field in fields}


_HEADINGS = frozenset(
    heading for field in FIELDS.values() for heading in (folded(field.name), *field.headings)
)
_LONGEST_HEADING = 80


def is_heading(text: str) -> bool:
    """Whether it usually stands above a column."""
    return len(text) <= _LONGEST_HEADING and folded(text) in _HEADINGS


def guess_mapping(columns: Iterable[str]) -> dict[str, str]:
    """{our field: their column} by headings alone. No column serves two fields, no field has two columns."""
    by_heading: dict[str, str] = {}
    for column in columns:
        by_heading.setdefault(folded(column), column)
    guessed: dict[str, str] = {}
    for field in FIELDS.values():
        for heading in (folded(field.name), *field.headings):
            if heading in by_heading:
                guessed[field.name] = by_heading.pop(heading)
                break
    # Beside a surname, "name" means the given one.
    if (
        "family_name" in guessed
        and "given_name" not in guessed
        and folded(guessed.get("whole_name", "")) == "name"
    ):
        guessed["given_name"] = guessed.pop("whole_name")
    return guessed
