from misheard_people import people

from kinmatch import Index, Record
from kinmatch.clusters import Link, clusters
from kinmatch.fitting import DOUBTED_BITS, doubles
from kinmatch.weights import KIN_BITS


def joined(*records):
    found = doubles(Index.build(records))
    first = {place: cluster.places[0] for cluster in found for place in cluster.places}
    return [first[place] for place in range(len(records))]


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
    assert max(KIN_BITS.values()) < DOUBTED_BITS


def test_strangers_are_not_joined_by_hundreds():
    strangers = people(400, seed=3)
    assert len(set(joined(*strangers))) >= 398


def test_no_records_have_no_clusters():
    assert joined() == []


def apart(_one, _other):
    return -20.0


def test_a_chain_of_doubtful_links_is_no_cluster():
    chain = [Link(at, at + 1, 1.0) for at in range(300)]
    found = clusters(301, chain, apart)
    assert max(len(cluster.places) for cluster in found) <= 2
    assert sorted(place for cluster in found for place in cluster.places) == list(range(301))


def test_two_records_that_must_stay_apart_do_so_whatever_lies_between_them():
    links = [Link(0, other, 30.0) for other in range(1, 6)] + [Link(6, other, 30.0) for other in range(1, 6)]
    found = clusters(7, links, lambda one, other: float("-inf") if (one, other) == (0, 6) else 30.0)
    homes = {place: number for number, cluster in enumerate(found) for place in cluster.places}
    assert homes[0] != homes[6]


def test_the_weakest_link_is_the_one_without_which_a_cluster_falls_apart():
    links = [Link(0, 1, 9.0), Link(1, 2, 9.0), Link(0, 2, 9.0), Link(3, 4, 12.0), Link(2, 3, 4.0)]
    (found,) = clusters(5, links, lambda _one, _other: 3.0)
    assert found.places == (0, 1, 2, 3, 4)
    assert found.weakest == Link(2, 3, 4.0)


def test_clusters_do_not_hang_on_the_order_of_links():
    links = [Link(0, 1, 3.0), Link(1, 2, 3.0), Link(2, 3, 3.0), Link(0, 3, 3.0)]
    assert clusters(4, links, apart) == clusters(4, links[::-1], apart)


def test_many_records_alike_are_gathered_without_comparing_all_with_all():
    asked = []

    def alike(one, other):
        asked.append((one, other))
        return 9.0

    chain = [Link(at, at + 1, 9.0) for at in range(1_999)]
    (found,) = clusters(2_000, chain, alike)
    assert len(found.places) == 2_000
    assert len(asked) < 400 * 2_000
