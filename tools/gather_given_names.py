"""Gathers forms of one given name from the lists of the PyPI package `rigour`, and writes kinmatch's table of them.

python tools/gather_given_names.py rigour/data/names/persons.txt [OUT.tsv]

`persons.txt` is in the wheels of rigour 1.8 (MIT); its lines are the labels and aliases of names in Wikidata (CC0):
`abdala, abdullah, абдулла => Q307578`. Kept are given names of the region whose forms do not sound alike: where they
do, `kinmatch.skeletons` needs no list.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from kinmatch.folding import fold, script_of
from kinmatch.given_names import full_names_of, names_of
from kinmatch.skeletons import sounds

HEAD = """# Forms of one given name that sound different, gathered by tools/gather_given_names.py.
# From Wikidata (CC0 1.0) by way of the package rigour (MIT).
# item of Wikidata<tab>a Cyrillic form<tab>how full forms sound<tab>how diminutives sound
"""
OUT = Path(__file__).parent.parent / "src" / "kinmatch" / "data" / "name_forms.tsv"
#: Given names of the region beside those of the hand-written table, as Russian clerks write them.
REGION = """
    Вахтанг Гела Георгий Гиви Гия Гоча Григол Давид Заза Зураб Ираклий Каха Кахабер Лаша Леван Малхаз Мамука Мераб
    Нодар Отар Реваз Ростом Сандро Сосо Тамаз Тариел Темур Торнике Шота Эльдар Этери Нана Нино Кетеван Саломе Мзия
    Арам Аршак Арсен Ашот Баграт Вазген Ваграм Гагик Гарегин Гарик Грант Григор Геворк Карен Карапет Левон Микаэл
    Мкртич Мушег Норайр Ованес Оганес Рафаэль Саркис Сероб Степан Сурен Тигран Хачатур Анаит Асмик Гаяне Ануш
    Айдар Азат Айрат Альфред Анвар Артур Ахмет Булат Дамир Данияр Зуфар Ильдар Ильнур Ильяс Камиль Марат Марсель Наиль
    Рамиль Расим Ренат Риф Ришат Рустем Салават Тагир Фарид Фаиль Хасан Шамиль Эмиль Юнус Алсу Гузель Лейсан Эльвира
    Абдула Абдурахман Адам Али Алихан Анзор Апти Арби Аслан Асланбек Асхаб Ахмад Бекхан Беслан Ваха Висхан
    Джабраил Джамалудин Джохар Зелимхан Ибрагим Иса Ислам Исмаил Лечи Магомед Мовлади Муса Мухаммад Мовсар Нурди
    Омар Осман Рамзан Рашид Руслан Саид Салман Султан Супьян Сулейман Тимур Турпал Увайс Умар Халид Хамзат Хасан Хусейн
    Хаджимурат Шарип Юсуф Якуб Алибек Алим Асхат Бислан Заур Залим Мурат Аскер Казбек Сослан Таймураз Алан Батраз
    Абдулла Азамат Акмаль Алишер Аскар Бакыт Бахтиёр Бахром Бобур Данияр Дильшод Ерлан Жахонгир Жасур Зафар Илхом
    Карим Кайрат Мансур Мирзо Мурод Нурлан Нурсултан Нурали Олим Отабек Равшан Рахим Рахмон Рустам Санжар Сардор Талгат
    Темирлан Тохир Улугбек Умид Фархад Фарух Хуршид Шавкат Шерзод Эркин Эмомали Яхъя Зульфия Гульнара Динара Мадина
    Азиз Вугар Гейдар Ильгам Ильхам Кямал Мамед Махмуд Микаил Намик Натик Орхан Рауф Рашад Самир Тофик Фикрет Эльнур
    Эльчин Эльшан Лейла Фатима Патимат Зарема Аминат Хадижат Заира Зухра Лариса Амина
    Андрюс Антанас Арвидас Вайдас Валдис Витаутас Гедиминас Гинтаутас Дайнис Ивар Индрек Йонас Казимир Мартин Марюс
    Миндаугас Пятрас Раймонд Римантас Саулюс Танел Томас Тоомас Янис Эдгар Юозас Юрис Яак
    Чингис Баатр Бадма Батор Даши Доржи Жаргал Саян Цырен Эрдэм Айсен Мичил Кежик Мерген
    Богумил Бронислав Болеслав Вацлав Войцех Казимир Лех Мечислав Тадеуш Збигнев Ежи Анджей Станислав Юзеф
    Драган Милан Стефан Тодор Христо Никола Ион Василе Раду Думитру Флорин Янко Иштван Йожеф Шандор
    Абрам Арон Борух Вольф Герш Григорий Ефим Зиновий Иосиф Лазарь Мойсей Наум Самуил Соломон Хаим
    Мария Анна Елена Ольга Екатерина Татьяна Наталья Юлия София Ева Вероника Доминика Магдалена Агнешка Барбара
"""
SAME_NAME = 2  # forms of a list that the hand-written table must know before it takes the list for that name
DIMINUTIVE = re.compile("(?:[шч]а|к[аио]|ик|ун?я|юша|[оеё]чка|енька|усь|сь|чик)$")
SHORTEST = 3  # letters: Ян and Ли are names in too many languages


def names(lines: list[str]) -> Iterator[str]:
    seeds = {fold(name) for name in REGION.split()}
    for line in lines:
        forms, _, item = line.rpartition(" => ")
        words = {form for form in forms.split(", ") if form.replace("'", "").isalpha()}
        cyrillic = sorted(form for form in words if script_of(form) == "cyrillic")
        western = sorted(form for form in words if script_of(form) in {"cyrillic", "latin"})
        if not seeds.intersection(map(fold, cyrillic)) and not of_one_name(western):
            continue
        short = {sounds(form) for form in cyrillic if DIMINUTIVE.search(form)} | {
            sounds(form) for form in western if names_of(form) and not full_names_of(form)
        }
        full = {sounds(form) for form in western} - short
        known = {form for form in full | short if len(form) >= SHORTEST}
        if len(known) > 1 and full:
            named = next((form for form in cyrillic if sounds(form) in full), western[0])
            yield "\t".join((item, named, " ".join(sorted(full & known)), " ".join(sorted(short & known))))


def of_one_name(forms: list[str]) -> bool:
    """Whether the hand-written table knows several forms of the list, and all as one name."""
    known = [found for form in forms if (found := full_names_of(form))]
    spelt = {fold(form) for form in forms if full_names_of(form)}
    return len(spelt) >= SAME_NAME and bool(frozenset.intersection(*known))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("persons", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=OUT)
    told = parser.parse_args()
    kept = sorted(names(told.persons.read_text(encoding="utf-8").splitlines()))
    told.out.write_text(HEAD + "\n".join(kept) + "\n", encoding="utf-8")
    print(f"{len(kept)} names")


if __name__ == "__main__":
    main()
