"""Surnames by rank: the commonest by hand, a tail of some hundred thousand out of stems and suffixes.

Frequencies follow Zipf and Mandelbrot: share(rank) ~ 1 / (rank + 40), so that the commonest has about 0.3 % and the
thousand commonest a third, near to what is published of Ukrainian surnames.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

RANKS: Final = 400_000
_OFFSET: Final = 40
_MASK: Final = (1 << 64) - 1

#: Commonest first. Written in the tongue in which they are born: uk or ru, then the group of given names.
_HEAD: Final = """
uk:Мельник uk:Шевченко ru:Иванов uk:Коваленко uk:Бондаренко uk:Бойко uk:Ткаченко ru:Смирнов uk:Кравченко
uk:Ковальчук ru:Кузнецов uk:Коваль uk:Олійник ru:Попов uk:Шевчук uk:Поліщук uk:Лисенко ru:Васильев uk:Бондар
uk:Ткачук ru:Петров uk:Марченко uk:Савченко uk:Руденко ru:Соколов uk:Мороз uk:Петренко uk:Кравчук ru:Михайлов
uk:Клименко uk:Павленко uk:Гаврилюк ru:Новиков uk:Кузьменко uk:Романюк ru:Фёдоров uk:Левченко uk:Карпенко
ru:Морозов uk:Харченко uk:Пономаренко uk:Гончаренко ru:Волков uk:Сидоренко uk:Мельничук ru:Алексеев uk:Іваненко
uk:Кириленко ru:Лебедев uk:Василенко uk:Литвиненко ru:Семёнов uk:Марчук uk:Паламарчук ru:Егоров uk:Костенко
uk:Ткач ru:Павлов uk:Приходько ru:Козлов uk:Тимошенко uk:Гриценко ru:Степанов uk:Юрченко uk:Зінченко ru:Николаев
uk:Федоренко uk:Панченко ru:Орлов uk:Яковенко ru:Андреев uk:Кучер uk:Гуменюк ru:Макаров uk:Семенюк uk:Чорний
uk:Білоус uk:Захарченко ru:Никитин uk:Мартинюк uk:Козак ru:Захаров uk:Дяченко uk:Ярошенко uk:Яценко ru:Зайцев
uk:Міщенко uk:Гончар uk:Кравець ru:Соловьёв uk:Кушнір uk:Лук'яненко ru:Борисов uk:Назаренко uk:Білик ru:Яковлев
uk:Гнатюк uk:Савчук uk:Максименко ru:Григорьев uk:Чорноморець uk:Ісаєнко ru:Романов uk:Шульга ru:Воробьёв
uk:Вишневський uk:Кравчишин ru:Сергеев uk:Остапенко uk:Галаган ru:Кузьмин uk:Щербак uk:Жук ru:Фролов uk:Гайдук
uk:Хоменко ru:Александров uk:Стельмах uk:Хмельницький ru:Дмитриев uk:Яременко uk:Вовк ru:Королёв uk:Цимбалюк
ru:Гусев uk:Пилипенко uk:Рибак ru:Киселёв uk:Щербина uk:Черненко ru:Ильин uk:Заєць ru:Максимов uk:Луценко uk:Сорока
ru:Поляков uk:Журавель ru:Сорокин uk:Лазаренко ru:Виноградов uk:Гордієнко ru:Ковалёв uk:Бабенко ru:Белов
uk:Компанієць ru:Медведев uk:Євтушенко ru:Антонов uk:Дорошенко ru:Тарасов uk:Степаненко ru:Жуков uk:Сокол
ru:Баранов uk:Горбенко ru:Филиппов uk:Власенко ru:Комаров uk:Доценко ru:Давыдов uk:Кузьмич ru:Беляев uk:Бурлака
ru:Герасимов uk:Їжак ru:Богданов uk:Ящук ru:Осипов uk:Грищенко ru:Сидоров uk:Прокопенко ru:Матвеев uk:Гладкий
ru:Титов uk:Гоголь ru:Марков uk:Чумак ru:Миронов uk:Кобзар ru:Крылов uk:Скиба ru:Куликов uk:Нестеренко ru:Карпов
uk:Тищенко ru:Власов uk:Заболотний ru:Мельников uk:Швець ru:Денисов uk:Лях ru:Гаврилов uk:Онищенко ru:Тихонов
uk:Дідух ru:Казаков uk:Пасічник ru:Афанасьев uk:Гринь ru:Данилов uk:Солонина ru:Пономарёв uk:Ґудзь ru:Савельев
uk:Ющенко ru:Тимофеев ru/m:Алиев ru/m:Магомедов ru/a:Григорян ru/m:Мамедов ru/g:Гелашвили ru/m:Исмаилов
ru/a:Саркисян ru/m:Кадыров ru/m:Юсупов ru/m:Гасанов ru/a:Петросян ru/m:Ибрагимов ru/m:Ахметов ru/m:Хасанов
ru/g:Беридзе ru/m:Абдуллаев ru/m:Гусейнов ru/m:Каримов ru/m:Рахимов ru/g:Капанадзе ru/m:Сулейманов
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SYLLABLES: Final = _words("""
    бар бас бев бел бер бик бон бор буд бур вар вел вер виш вол гав гал гар гач гер гир гол гон гор гра гре гри гур
    дан дар дем дер дов дол дор дуб жар жел жур зав зал зар зел зир зуб кал кан кар кас кач кер кир ков коз кол ком
    кон кор кос кот кра кри кул кур куш лаб лав лаз лев лем лес луг луп мал ман мар мас мац мед мел мер мир мол мор
    мур наг нар нев нос обр овч пав пал пан пар пас пев пел пер пил пир под пол пор при пуз рад рев рог род руб руд
    сав сад сал сев сел сер сид сим сич скр сол сор ста сте стр сух тар тел тер тим ток том тра тро тур уст фес фур
    хар хил хом хор хру цап цар цвіт цур чал чап чер чир чуб чум шап шар шев шил шин шум шур щер щур яв яр ям якуб
""")
_MIDDLES: Final = _words("""
    аб ав аг ад аж ак ал ам ан ар ас ат ах ач аш ев ед ел ем ен ер ес еч еш ив ид ик ил им ин ир ис ит их иц ич иш
    ов од ож ок ол ом он оп ор ос от ох оч ош уб уд уж ук ул ум ун ур ус ух уч уш юк юх яб як ян ят
""")
_STEMS: Final = _words("""
    гончар коваль бондар ткач мельник кушнір скляр столяр чумак козак отаман писар дяк попов римар лимар швець сторож
    ворон сорок голуб горобц журавл вовк лис ведмед заєц бобр борсук щук карас окун дуб берез клен верб калин яблун
    чорн біл сив руд рижк кучер лис губ нос зуб вус борода голов кривоніс довгопол підгор підлуж загребельн заріч
    нагор наполоч вишн груш терен хмел полин гай луг степ яр криниц озер ставк болот туман мороз вітр град дощ весн
    зим літ субот неділ серед святк куц бульб капуст борщ галушк пампуш варен сал хліб каш калач макогон рогач
    андрі андрус антон артем богдан василь влас гаврил герасим гнат григор данил дем'ян денис дмитр дорош захар іван
    ігнат карп кирил клим кузьм лавр лазар леон лук'ян макар максим мартин матві мирон михайл назар никифор олекс
    омельян онищ остап павл панас петр пилип прокоп роман сав семен серг сидор степан тарас терещ тимош тит трохим
    улян федор фом хом юхим юр яким яков ярем
""")
_UK_ENDS: Final = _words("""
    енко енко енко енко ченко енько чук чук юк юк ук ський ський ський цький зький ак як ик чик ко ко ець ів ин ишин
    ейко ило ай ура уха ега юга ич ович евич ун ан аш ій ий
""")
_RU_ENDS: Final = _words("""
    ов ов ов ов ев ев ин ин ин ский ский цкий ёв ких ых аев ков ников щиков кин ушкин уров еев ихин
""")
_BY_ENDS: Final = _words("ович евич онок ёнок ейчик енка ский ёв ук ик еня уля")
#: Group, stems and endings of other peoples, as Russian clerks write them.
_OTHERS: Final = tuple(
    (group, _words(stems), _words(ends))
    for group, stems, ends in (part.split(":") for part in """
g:гел бер кап мах чхе лом гог джан квар тат цик шев шен мам кут лорт бакр аби нин хуц ментеш тодр
:ашвили идзе адзе ишвили ушвили ава уа ия иани ели
|a:саркис петрос григор оганес арутюн мкртч ованнис карапет вардан хачатр акоп степан манук погос галст
:ян ян ян янц унц
|m:али вели маме гасан гусейн ибрагим исмаил керим рашид сафар тагир юсуф байрам джафар мустаф сулейман амир
бакир валид зиял кулиб мирз набиев алекпер
:ев ов оглу заде лы ли бейли
|m:абд кадыр дуд мах хас умар бай сай эль тас магомед гадж исх абакар раджаб шамх курбан омар ахмат хизр
юн зелимх мурт дауд
:аев ов уев ханов иев аров алиев умов утаев анов
|m:гал гиниат сафи минни хабибул гайнут нигмат шайх валиул фаттах юнус сабир ахун зарип мухамет
:ин уллин ов еев ахметов уллин гареев
|m:нур ток бай сейт кен жум аман есен оспан мырз турсун рахим каримж абдурах махк холм эргаш юлд таш
:баев алиев ов бек ахунов джанов атов улы мурадов
""".strip().split("|"))
)  # fmt: skip
_EAST: Final = _words("чо пак лим цой тен хван югай кван шин")


class Surname(NamedTuple):
    """A man's surname in Ukrainian and in Russian, and the group of given names that goes with it."""

    forms: tuple[str, str]
    group: str


_HEAD_LIST: Final = tuple(_HEAD.split())


def shares() -> NDArray[np.float64]:
    """Shares of the ranks added up, for np.searchsorted: float64 of RANKS, the last of which is about 1."""
    weights = 1.0 / (np.arange(RANKS) + _OFFSET + 1.0)
    return np.cumsum(weights / weights.sum())


def _mixed(number: int) -> int:
    """64 bits that look random and are always the same for a number (splitmix64)."""
    number = (number + 0x9E3779B97F4A7C15) & _MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)


@lru_cache(maxsize=300_000)
def surname(rank: int) -> Surname:
    """The surname of a rank from 0; beyond the head some ranks share one."""
    if rank < len(_HEAD_LIST):
        born, name = _HEAD_LIST[rank].split(":")
        return _in_both(name, born[:2], born[3:] or "s")
    bits = _mixed(rank)

    def pick(some: tuple[str, ...]) -> str:
        nonlocal bits
        bits, place = divmod(bits, len(some))
        return some[place]

    bits, kind = divmod(bits, 100)
    if kind < 12:
        group, stems, ends = _OTHERS[kind // 2]
        return _in_both(_joined(pick(stems), pick(ends)), "ru", group)
    if kind < 13:
        return _in_both(_joined(pick(_EAST), ""), "ru", "s")
    bits, real = divmod(bits, 3)
    stem = pick(_STEMS) if real == 0 else pick(_SYLLABLES) + pick(_MIDDLES)
    if real == 2 and rank > 50_000:
        stem += pick(_MIDDLES)
    if kind < 60:
        return _in_both(_joined(stem, pick(_UK_ENDS)), "uk", "s")
    stem = _russian(stem)
    return _in_both(_joined(stem, pick(_RU_ENDS if kind < 95 else _BY_ENDS)), "ru", "s")


_VOWELS: Final = "аеєиіїоуюяёыэьй"


def _joined(stem: str, end: str) -> str:
    """Stem and ending, without two vowels or three consonants in a row where they meet."""
    if end and stem[-1] in _VOWELS and end[0] in _VOWELS:
        stem = stem[:-1]
    if end and end[0] not in _VOWELS and stem[-1] not in _VOWELS and stem[-2:-1] not in _VOWELS:
        stem = stem[:-1]
    if stem[-1] in "кгх" and end.startswith(("ев", "єв", "ёв")):
        end = "о" + end[1:]
    return (stem + end).capitalize()


def _in_both(name: str, born: str, group: str) -> Surname:
    return Surname((name, _russian(name)) if born == "uk" else (_ukrainian(name), name), group)


def _russian(name: str) -> str:
    """A Ukrainian surname as Russian papers write it."""
    name = re.sub("ьк(ий)$", r"к\1", name) if name.endswith(("ський", "цький", "зький")) else name
    name = re.sub("(?<![кгхжшчщ])ий$", "ый", name) if not name.endswith(("ский", "цкий", "зкий")) else name
    name = name.replace("ьо", "ё").replace("йо", "ё")
    swapped = name.translate(str.maketrans("іїєґІЇЄҐ", "иiегИИЕГ")).replace("i", "и")
    return re.sub("['’]", "ь", swapped)


def _ukrainian(name: str) -> str:
    """A Russian surname as Ukrainian papers write it (Іванов, Биков, Сергєєв, Соловйов, Щербаков)."""
    low = name.lower()
    low = re.sub("([сцз])кий$", r"\1ький", low)
    low = re.sub("(?<=[жшчщц])ё", "о", low)
    low = re.sub("ьё", "йо", low)
    low = re.sub("(?<=[бвгдзклмнпрстфх])ё", "ьо", low).replace("ё", "йо")
    low = re.sub("(?<=[аеєиіоуыэюяьъ])е|^е|(?<=[бвгдзклмнпрстфх])е(?=в$)", "є", low)
    low = re.sub("(?<=[аеєоуыэюя])и", "ї", low)
    low = re.sub("(?<![жшчщц])и(?!й$|ч$|к$)", "і", low)
    low = low.replace("ы", "и").replace("э", "е").replace("ъ", "'")
    return low[:1].upper() + low[1:]


def of_woman(name: str) -> str:
    """The same surname as a woman bears it, in Ukrainian or Russian."""
    for man, woman in (
        ("ський", "ська"), ("цький", "цька"), ("зький", "зька"), ("ский", "ская"), ("цкий", "цкая"), ("зкий", "зкая"),
        ("ов", "ова"), ("ев", "ева"), ("єв", "єва"), ("ёв", "ёва"), ("ин", "ина"), ("ін", "іна"), ("їн", "їна"),
        ("ый", "ая"), ("ий", "а"),
    ):  # fmt: skip
        if name.endswith(man):
            return name[: -len(man)] + woman
    return name
