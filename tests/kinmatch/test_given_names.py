import pytest

from kinmatch.given_names import TABLE, ends_like_patronymic, fathers_of, initials_of, names_of, share_of


def ukrainian(names):
    return {TABLE[number].uk for number in names}


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Саша", "Олександр"),
        ("Саша", "Олександра"),
        ("Alexander", "Олександр"),
        ("Аляксандр", "Олександр"),
        ("Николай", "Микола"),
        ("Коля", "Микола"),
        ("Ілля", "Ілля"),
        ("Илья", "Ілля"),
        ("Ілюша", "Ілля"),
        ("Illia", "Ілля"),
        ("Ilya", "Ілля"),
        ("Yury", "Юрій"),
        ("Iurii", "Юрій"),
        ("Dmitriy", "Дмитро"),
        ("Дима", "Дмитро"),
        ("Слава", "Ярослав"),
        ("Слава", "В'ячеслав"),
        ("Женя", "Євген"),
        ("Женя", "Євгенія"),
        ("Володя", "Володимир"),
        ("Наташа", "Наталія"),
        ("Анна", "Ганна"),
        ("Wassili", "Василь"),
    ],
)
def test_forms_and_diminutives_lead_to_the_name(form, name):
    assert name in ukrainian(names_of(form))


@pytest.mark.parametrize(
    ("patronymic", "father"),
    [
        ("Юрійович", "Юрій"), ("Юрьевич", "Юрій"), ("Yuriiovych", "Юрій"), ("Yuryevich", "Юрій"),
        ("Миколаївна", "Микола"), ("Николаевна", "Микола"), ("Nikolaevich", "Микола"),
        ("Ілліч", "Ілля"), ("Ильинична", "Ілля"), ("Ilyich", "Ілля"),
        ("Якович", "Яків"), ("Яковлевич", "Яків"), ("Львович", "Лев"), ("Фёдорович", "Федір"),
        ("Сергійович", "Сергій"), ("Сергеевна", "Сергій"), ("Аляксандравіч", "Олександр"),
        ("Vasylovych", "Василь"), ("Wassiljewitsch", "Василь"), ("Дмитриевич", "Дмитро"),
    ],
)  # fmt: skip
def test_a_patronymic_tells_the_father_s_name(patronymic, father):
    assert father in ukrainian(fathers_of(patronymic))
    assert ends_like_patronymic(patronymic) or father == "Ілля"


def test_a_surname_is_no_patronymic():
    assert not fathers_of("Коваленко")
    assert not ends_like_patronymic("Коваленко")


def test_the_initial_of_either_language_fits():
    assert initials_of("Олександр") >= {"o", "a"}
    assert not initials_of("Юрій").isdisjoint(initials_of("Y"))
    assert not initials_of("Микола").isdisjoint(initials_of("Н"))


def test_the_table_is_as_large_as_it_says_and_every_form_has_sounds():
    assert sum(row.sex == "m" for row in TABLE) >= 110
    assert sum(row.sex == "f" for row in TABLE) >= 40
    assert all(names_of(form) for row in TABLE for form in row.full + row.short)


def test_shares_are_shares():
    assert 0 < share_of(names_of("Олександр")) < 0.2
    assert share_of(frozenset()) == 0


@pytest.mark.parametrize(
    ("short", "full"), [("Bill", "William"), ("Ned", "Edward"), ("Bob", "Robert"), ("Jack", "John")]
)
def test_western_short_forms_lead_to_their_names(short, full):
    assert not names_of(short).isdisjoint(names_of(full))
