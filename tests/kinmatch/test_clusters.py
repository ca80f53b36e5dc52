from misheard_people import people

from kinmatch import Index, Record
from kinmatch.clusters import WEAKEST_BITS, clusters
from kinmatch.weights import KIN_BITS


def joined(*records):
    return clusters(Index.build(records), lambda _share: None, [])


def test_records_of_one_person_come_together_and_strangers_stay_apart():
    found = joined(
        Record(id="a", name="Галаган Олександр Юрійович", birth_date="1994-03-05"),
        Record(id="b", name="HALAHAN Oleksandr", birth_date="1994-05-03"),
        Record(id="c", name="Мірошник Кузьма", birth_date="1990-01-02"),
        Record(id="d", name="Саша Галаган", birth_date="1994-03-05"),
    )
    assert found == [0, 0, 2, 0]


def test_a_record_that_fits_two_people_does_not_make_them_one():
    # Two namesakes, born on different days, and a third record that says only the name and the unit of both.
    found = joined(
        Record(id="a", name="Галаган Іван Петрович", birth_date="1994-03-05", unit="57 бригада"),
        Record(id="b", name="Галаган Іван", unit="57 бригада", birth_place="Калинівка"),
        Record(
            id="c",
            name="Галаган Іван Романович",
            birth_date="1971-11-20",
            unit="57 бригада",
            birth_place="Калинівка",
        ),
    )
    assert found[0] != found[2]


def test_twins_are_not_joined():
    found = joined(
        Record(id="a", name="Галаган Іван Петрович", birth_date="1994-03-05", unit="57 бригада"),
        Record(id="b", name="Галаган Роман Петрович", birth_date="1994-03-05", unit="57 бригада"),
    )
    assert found == [0, 1]


def test_no_cluster_outlives_a_doubt_about_kinship():
    assert max(KIN_BITS.values()) < WEAKEST_BITS


def test_strangers_are_not_joined_by_hundreds():
    strangers = people(400, seed=3)
    assert len(set(joined(*strangers))) >= 398


def test_no_records_have_no_clusters():
    assert joined() == []
